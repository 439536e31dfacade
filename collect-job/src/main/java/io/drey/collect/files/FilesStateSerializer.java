package io.drey.collect.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** How it stands in checkpoints what is known of files. */
final class FilesStateSerializer implements SimpleVersionedSerializer<FilesState> {

    static final FilesStateSerializer INSTANCE = new FilesStateSerializer();

    private static final int VERSION = 1;

    private FilesStateSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FilesState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1 << 10);
        out.writeInt(state.known().size());
        for (Map.Entry<String, Long> known : state.known().entrySet()) {
            out.writeUTF(known.getKey());
            out.writeLong(known.getValue());
        }
        out.writeInt(state.waiting().size());
        for (CollectSplit split : state.waiting()) {
            byte[] bytes = CollectSplitSerializer.INSTANCE.serialize(split);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.writeInt(state.tailed().size());
        for (String id : state.tailed()) {
            out.writeUTF(id);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public FilesState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "what is known of files has version %d and %d is known: start a newer version of the job"
                            .formatted(version, VERSION));
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        Map<String, Long> known = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            known.put(in.readUTF(), in.readLong());
        }
        List<CollectSplit> waiting = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            waiting.add(CollectSplitSerializer.INSTANCE.deserialize(VERSION, bytes));
        }
        Set<String> tailed = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            tailed.add(in.readUTF());
        }
        return new FilesState(known, waiting, tailed);
    }
}
