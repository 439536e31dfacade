package io.drey.lake;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.table.data.RowData;

/** Flink's type of rows that are events. */
final class LogEventRowTypeInfo extends TypeInformation<RowData> {

    static final LogEventRowTypeInfo INSTANCE = new LogEventRowTypeInfo();

    private LogEventRowTypeInfo() {}

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<RowData> getTypeClass() {
        return RowData.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<RowData> createSerializer(SerializerConfig config) {
        return new LogEventRowSerializer();
    }

    @Override
    @Deprecated
    public TypeSerializer<RowData> createSerializer(ExecutionConfig config) {
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

    @Override
    public boolean canEqual(Object other) {
        return other instanceof LogEventRowTypeInfo;
    }

    private Object readResolve() {
        return INSTANCE;
    }
}
