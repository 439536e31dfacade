package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.flink.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Flink's type of {@link Clocked} elements.
 *
 * @param <P> the payload's type
 */
public final class ClockedTypeInfo<P> extends OpaqueTypeInfo<Clocked<P>> {

    private final TypeInformation<P> payload;

    public ClockedTypeInfo(TypeInformation<P> payload) {
        this.payload = requireNonNull(payload, "payload is null");
    }

    @Override
    @SuppressWarnings("unchecked") // a class literal knows no type arguments
    public Class<Clocked<P>> getTypeClass() {
        return (Class<Clocked<P>>) (Class<?>) Clocked.class;
    }

    @Override
    public TypeSerializer<Clocked<P>> createSerializer(SerializerConfig config) {
        return new ClockedSerializer<>(payload.createSerializer(config));
    }

    @Override
    public String toString() {
        return "Clocked<" + payload + ">";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClockedTypeInfo<?> that && payload.equals(that.payload);
    }

    @Override
    public int hashCode() {
        return payload.hashCode();
    }
}
