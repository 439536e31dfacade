package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.metrics.domain.Value;
import io.drey.metrics.domain.WindowCounts;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedTypesTest {

    @ParameterizedTest
    @ValueSource(classes = {PartialCounts.class, MetricPoint.class})
    void whatIsStreamedNeedsNoGenericSerializer(Class<?> streamed) {
        TypeInformation<?> type = TypeInformation.of(streamed);
        Configuration strict = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);

        assertThat(type).isInstanceOf(PojoTypeInfo.class);
        assertThat(type.createSerializer(new ExecutionConfig(strict).getSerializerConfig()))
                .isNotNull();
    }

    @Test
    void pointsSurviveTheirSerializer() throws Exception {
        MetricWindow window = new MetricWindow("acme", "access", 1_767_225_600_000L, 10);
        TypeSerializer<MetricPoint> serializer = TypeInformation.of(MetricPoint.class)
                .createSerializer(new ExecutionConfig(new Configuration()).getSerializerConfig());
        for (MetricPoint point : List.of(
                MetricPoint.place(window, "ip", 1, "192.0.2.1", 3, 1, 5),
                MetricPoint.rest(window, "ip", 9, 1, 2, 12),
                MetricPoint.measured(window, "took", 1, "web", "p95", new MetricPoint.Reading(0.25, 0.01), 9, 0, 12)
                        .definedAs("0123456789abcdef"),
                MetricPoint.whole(
                        new MetricWindow("acme", "access", 1_767_225_600_000L, 60, 1, 900),
                        "total",
                        "bytes",
                        520,
                        5))) {
            DataOutputSerializer output = new DataOutputSerializer(64);
            serializer.serialize(point, output);

            assertThat(serializer.deserialize(new DataInputDeserializer(output.getCopyOfBuffer())))
                    .isEqualTo(point);
            assertThat(serializer.copy(point)).isEqualTo(point);
        }
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
