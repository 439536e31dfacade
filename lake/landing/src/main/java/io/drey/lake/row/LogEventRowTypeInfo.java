package io.drey.lake.row;

import io.drey.event.flink.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.table.data.RowData;

/** Flink's type of rows that are events. */
public final class LogEventRowTypeInfo extends OpaqueTypeInfo<RowData> {

    public static final LogEventRowTypeInfo INSTANCE = new LogEventRowTypeInfo();

    private LogEventRowTypeInfo() {}

    @Override
    public Class<RowData> getTypeClass() {
        return RowData.class;
    }

    @Override
    public TypeSerializer<RowData> createSerializer(SerializerConfig config) {
        return new LogEventRowSerializer();
    }

    @Override
    public String toString() {
        return "LogEventRow";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogEventRowTypeInfo;
    }

    @Override
    public int hashCode() {
        return LogEventRowTypeInfo.class.hashCode();
    }

    private Object readResolve() {
        return INSTANCE;
    }
}
