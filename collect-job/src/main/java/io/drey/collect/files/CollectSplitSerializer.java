package io.drey.collect.files;

import io.drey.collect.domain.FoundFile;
import io.drey.collect.domain.TailedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** How splits stand in checkpoints and go to readers. */
final class CollectSplitSerializer implements SimpleVersionedSerializer<CollectSplit> {

    static final CollectSplitSerializer INSTANCE = new CollectSplitSerializer();

    private static final int VERSION = 1;
    private static final int FILE = 0;
    private static final int TAIL = 1;

    private CollectSplitSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(CollectSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        if (split instanceof FileSplit file) {
            out.writeByte(FILE);
            out.writeUTF(file.topic());
            out.writeUTF(file.file().path());
            out.writeLong(file.file().length());
            out.writeLong(file.file().modifiedMillis());
            out.writeLong(file.position());
        } else if (split instanceof TailSplit tail) {
            out.writeByte(TAIL);
            out.writeUTF(tail.topic());
            out.writeUTF(tail.pattern());
            out.writeInt(tail.files().size());
            for (TailedFile file : tail.files()) {
                write(file, out);
            }
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public CollectSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("a split has version %d and %d is known: start a newer version of the job"
                    .formatted(version, VERSION));
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        int kind = in.readByte();
        String topic = in.readUTF();
        if (kind == FILE) {
            return new FileSplit(topic, new FoundFile(in.readUTF(), in.readLong(), in.readLong()), in.readLong());
        }
        String pattern = in.readUTF();
        List<TailedFile> files = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            files.add(read(in));
        }
        return new TailSplit(topic, pattern, files);
    }

    private static void write(TailedFile file, DataOutputView out) throws IOException {
        out.writeUTF(file.inode());
        out.writeInt(file.generation());
        out.writeUTF(file.source());
        out.writeInt(file.headLength());
        out.writeUTF(file.head());
        out.writeLong(file.position());
        out.writeLong(file.seenMillis());
    }

    private static TailedFile read(DataInputView in) throws IOException {
        return new TailedFile(
                in.readUTF(), in.readInt(), in.readUTF(), in.readInt(), in.readUTF(), in.readLong(), in.readLong());
    }
}
