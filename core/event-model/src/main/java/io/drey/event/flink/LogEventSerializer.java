package io.drey.event.flink;

import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes events by length and Avro single-object encoding, which names its own schema. */
public final class LogEventSerializer extends TypeSerializer<LogEvent> {

    private final transient LogEventCodec codec = new LogEventCodec();

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<LogEvent> duplicate() {
        return new LogEventSerializer();
    }

    @Override
    public LogEvent createInstance() {
        return null;
    }

    @Override
    public LogEvent copy(LogEvent from) {
        return from;
    }

    @Override
    public LogEvent copy(LogEvent from, LogEvent reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(LogEvent event, DataOutputView target) throws IOException {
        byte[] encoded = codec.encode(event);
        target.writeInt(encoded.length);
        target.write(encoded);
    }

    @Override
    public LogEvent deserialize(DataInputView source) throws IOException {
        byte[] encoded = new byte[source.readInt()];
        source.readFully(encoded);
        return codec.decode(encoded);
    }

    @Override
    public LogEvent deserialize(LogEvent reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogEventSerializer;
    }

    @Override
    public int hashCode() {
        return LogEventSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<LogEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return new LogEventSerializer();
    }

    /** Restores the serializer; the encoding itself says which schema it follows. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<LogEvent> {
        public Snapshot() {
            super(LogEventSerializer::new);
        }
    }
}
