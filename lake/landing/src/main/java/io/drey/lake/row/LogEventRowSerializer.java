package io.drey.lake.row;

import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.table.data.RowData;

/** Serializes a row as its event, where rows are shuffled; where they are chained nothing is copied. */
public final class LogEventRowSerializer extends TypeSerializer<RowData> {

    private final LogEventSerializer events = new LogEventSerializer();
    private final transient LogEventRows rows = new LogEventRows();

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<RowData> duplicate() {
        return new LogEventRowSerializer();
    }

    @Override
    public RowData createInstance() {
        return null;
    }

    @Override
    public RowData copy(RowData from) {
        return from;
    }

    @Override
    public RowData copy(RowData from, RowData reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(RowData row, DataOutputView target) throws IOException {
        events.serialize(((LogEventRow) row).event(), target);
    }

    @Override
    public RowData deserialize(DataInputView source) throws IOException {
        LogEvent event = events.deserialize(source);
        return rows.map(event);
    }

    @Override
    public RowData deserialize(RowData reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        events.copy(source, target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogEventRowSerializer;
    }

    @Override
    public int hashCode() {
        return LogEventRowSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<RowData> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return new LogEventRowSerializer();
    }

    /** Restores the serializer; the encoding of the event says which schema it follows. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RowData> {
        public Snapshot() {
            super(LogEventRowSerializer::new);
        }
    }
}
