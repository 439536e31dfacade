package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.metrics.domain.Value;
import io.drey.metrics.domain.WindowCounts;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StreamedTypesTest {

    @Test
    void partialCountsNeedNoGenericSerializer() {
        TypeInformation<PartialCounts> type = TypeInformation.of(PartialCounts.class);
        Configuration strict = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);

        assertThat(type).isInstanceOf(PojoTypeInfo.class);
        assertThat(type.createSerializer(new ExecutionConfig(strict).getSerializerConfig()))
                .isNotNull();
    }

    @Test
    void windowCountsSurviveTheirSerializer() throws Exception {
        WindowCounts counts = new WindowCounts(64);
        counts.addEvent(Value.of("a"));
        counts.addEvent(17);
        counts.addLate(3);
        WindowCountsSerializer serializer = new WindowCountsSerializer();
        DataOutputSerializer output = new DataOutputSerializer(64);

        serializer.serialize(counts, output);
        WindowCounts restored = serializer.deserialize(new DataInputDeserializer(output.getCopyOfBuffer()));

        assertThat(restored).usingRecursiveComparison().isEqualTo(counts);
        assertThat(serializer.copy(counts))
                .isNotSameAs(counts)
                .usingRecursiveComparison()
                .isEqualTo(counts);
    }
}
