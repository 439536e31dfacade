package io.drey.event.flink;

import io.drey.event.LogEvent;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's type of {@link LogEvent}: serialized as on the events topic, so that one encoding evolves in one place. */
public final class LogEventTypeInfo extends OpaqueTypeInfo<LogEvent> {

    public static final LogEventTypeInfo INSTANCE = new LogEventTypeInfo();

    private LogEventTypeInfo() {}

    @Override
    public Class<LogEvent> getTypeClass() {
        return LogEvent.class;
    }

    @Override
    public TypeSerializer<LogEvent> createSerializer(SerializerConfig config) {
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

    private Object readResolve() {
        return INSTANCE;
    }
}
