package io.drey.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedTypesTest {

    @ParameterizedTest
    @ValueSource(classes = {AccessEvent.class, Candidate.class})
    void areSerializedFieldByField(Class<?> type) {
        assertThat(TypeInformation.of(type)).isInstanceOf(PojoTypeInfo.class);
        PojoTypeInfo<?> pojo = (PojoTypeInfo<?>) TypeInformation.of(type);
        for (int i = 0; i < pojo.getArity(); i++) {
            assertThat(pojo.getPojoFieldAt(i).getTypeInformation())
                    .as(pojo.getFieldNames()[i])
                    .isNotInstanceOf(GenericTypeInfo.class);
        }
    }

    @Test
    void aCandidateComesBackAsItWas() throws Exception {
        Candidate candidate = new Candidate(
                "rule", 3, new AccessEvent("acme", "access", "1.2.3.4", 5, "topic", 1, 2, 3, 404, "/a", new byte[] {
                    (byte) 0xFF, 0
                }));
        var serializer = TypeInformation.of(Candidate.class).createSerializer(new SerializerConfigImpl());
        DataOutputSerializer output = new DataOutputSerializer(64);

        serializer.serialize(candidate, output);

        assertThat(serializer.deserialize(new DataInputDeserializer(output.getCopyOfBuffer())))
                .isEqualTo(candidate);
        assertThat(Candidate.ruleKeyOf(candidate.key())).isEqualTo(candidate.ruleKey());
    }
}
