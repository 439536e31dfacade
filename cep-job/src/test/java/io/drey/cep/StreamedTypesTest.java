package io.drey.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import io.drey.event.DatasetId;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedTypesTest {

    private static final Candidate CANDIDATE = new Candidate(
            "rule|3|acme|access|1.2.3.4",
            new DatasetId("acme", "access"),
            new Occurrence(
                    new EventReference(5, "topic", 1, 2, 3),
                    -1L,
                    List.of(Value.of("/a"), Value.MISSING, Value.of("1.5"))),
            new byte[] {(byte) 0xFF, 0});

    @ParameterizedTest
    @ValueSource(classes = {AccessEvent.class, EarlierCandidate.class})
    void ofVersion01AreSerializedFieldByField(Class<?> type) {
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
        TypeSerializer<Candidate> serializer = CandidateTypeInfo.INSTANCE.createSerializer(new SerializerConfigImpl());
        DataOutputSerializer output = new DataOutputSerializer(64);

        serializer.serialize(CANDIDATE, output);

        TypeSerializer<Candidate> shipped = InstantiationUtil.deserializeObject(
                InstantiationUtil.serializeObject(serializer), getClass().getClassLoader());
        Candidate back = shipped.deserialize(new DataInputDeserializer(output.getCopyOfBuffer()));
        assertThat(back).isEqualTo(CANDIDATE);
        assertThat(back.datasetId()).isEqualTo(CANDIDATE.datasetId());
    }

    @Test
    void aKeySaysWhatItIsMadeOf() {
        String prefix = "a%7Crule|3|acme|access|";
        for (List<String> group : List.of(
                List.of("1.2.3.4"),
                List.of("a|b"),
                List.<String>of(),
                List.of("a|b", "", "3:c"),
                List.of("", "", ""))) {
            String key = GroupKey.of(prefix, group);
            assertThat(GroupKey.ruleKeyOf(key)).isEqualTo("a%7Crule|3");
            assertThat(GroupKey.datasetOf(key)).isEqualTo("acme|access");
            assertThat(GroupKey.groupOf(key, group.size())).isEqualTo(group);
        }
    }
}
