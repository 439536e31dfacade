package io.drey.pattern;

import io.drey.rules.shape.Occurrence;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Occurrences as a stream has them. */
final class OccurrenceTypeInfo extends TypeInformation<Occurrence> {

    private static final long serialVersionUID = 1;

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
    public Class<Occurrence> getTypeClass() {
        return Occurrence.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Occurrence> createSerializer(SerializerConfig config) {
        return OccurrenceSerializer.INSTANCE;
    }

    @Override
    @SuppressWarnings("deprecation") // still abstract in 1.20
    public TypeSerializer<Occurrence> createSerializer(ExecutionConfig config) {
        return OccurrenceSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "Occurrence";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OccurrenceTypeInfo;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof OccurrenceTypeInfo;
    }
}
