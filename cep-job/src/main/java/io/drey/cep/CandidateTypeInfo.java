package io.drey.cep;

import io.drey.event.flink.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's type of {@link Candidate}. */
final class CandidateTypeInfo extends OpaqueTypeInfo<Candidate> {

    static final CandidateTypeInfo INSTANCE = new CandidateTypeInfo();

    private CandidateTypeInfo() {}

    @Override
    public Class<Candidate> getTypeClass() {
        return Candidate.class;
    }

    @Override
    public TypeSerializer<Candidate> createSerializer(SerializerConfig config) {
        return new CandidateSerializer();
    }

    @Override
    public String toString() {
        return "Candidate";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CandidateTypeInfo;
    }

    @Override
    public int hashCode() {
        return Candidate.class.hashCode();
    }

    private Object readResolve() {
        return INSTANCE;
    }
}
