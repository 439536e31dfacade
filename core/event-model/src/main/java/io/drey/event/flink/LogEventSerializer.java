package io.drey.event.flink;

import io.drey.event.EventBatchWriter;
import io.drey.event.EventRecordReader;
import io.drey.event.LogEvent;
import io.drey.event.RecentShapes;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes an event by length and the record that stands for it alone on an events topic, which names its own schema:
 * whatever form an earlier version wrote is read.
 */
public final class LogEventSerializer extends TypeSerializer<LogEvent> {

    private final transient EventBatchWriter writer = new EventBatchWriter();
    private final transient RecentShapes shapes = new RecentShapes();
    private final transient EventRecordReader reader = new EventRecordReader();

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
        writer.begin(shapes);
        writer.add(event);
        byte[] encoded = writer.take();
        target.writeInt(encoded.length);
        target.write(encoded);
    }

    @Override
    public LogEvent deserialize(DataInputView source) throws IOException {
        int length = source.readInt();
        byte[] encoded = new byte[length];
        source.readFully(encoded);
        try {
            reader.open(encoded);
            LogEvent event = reader.next() ? reader.event() : null;
            if (event == null) {
                throw new IOException(
                        "no event in %d bytes of state or network: %s".formatted(length, reader.damage()));
            }
            return event;
        } catch (IllegalArgumentException e) {
            throw new IOException("%d bytes of state or network are no event".formatted(length), e);
        }
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
