package io.drey.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

@FlinkCluster(slots = 2)
class FlinkClusterTest {
    private record Opaque(Object content) {}

    @Test
    void runsAJobOnTheCluster() throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        assertThat(environment.fromSequence(1, 3).executeAndCollect(10)).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void refusesTypesFlinkCannotSerialize() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        assertThatThrownBy(() -> environment
                        .fromSequence(1, 3)
                        .map(number -> new Opaque(number))
                        .executeAndCollect(10))
                .hasStackTraceContaining("Generic types have been disabled");
    }
}
