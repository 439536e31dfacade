package io.drey.event.flink;

import io.drey.event.LogEvent;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's type of {@link LogEvent}: serialized as on the events topic, so that one encoding evolves in one place. */
public final class LogEventTypeInfo extends TypeInformation<LogEvent> {

    public static final LogEventTypeInfo INSTANCE = new LogEventTypeInfo();

    private LogEventTypeInfo() {}

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
    public Class<LogEvent> getTypeClass() {
        return LogEvent.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<LogEvent> createSerializer(SerializerConfig config) {
        return new LogEventSerializer();
    }

    @Override
    @Deprecated
    public TypeSerializer<LogEvent> createSerializer(ExecutionConfig config) {
        return new LogEventSerializer();
    }

    @Override
    public String toString() {
        return "LogEvent";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogEventTypeInfo;
    }

    @Override
    public int hashCode() {
        return LogEvent.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof LogEventTypeInfo;
    }

    private Object readResolve() {
        return INSTANCE;
    }
}
