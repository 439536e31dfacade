package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class AggregationSettingsTest {

    @Test
    void everySettingHasADefault() {
        assertThat(AggregationSettings.from(new Configuration()))
                .isEqualTo(new AggregationSettings(
                        Duration.ofSeconds(10),
                        List.of(Duration.ofMinutes(1), Duration.ofMinutes(15), Duration.ofHours(1), Duration.ofDays(1)),
                        65_536,
                        1024));
    }

    @Test
    void everySettingIsRead() {
        assertThat(AggregationSettings.from(Configuration.fromMap(Map.of(
                        "metrics-window", "1 min",
                        "metrics-longer-windows", "1 h;12 h",
                        "metrics-exact-values", "100",
                        "metrics-closed-window-values", "70"))))
                .isEqualTo(new AggregationSettings(
                        Duration.ofMinutes(1), List.of(Duration.ofHours(1), Duration.ofHours(12)), 100, 70));
    }

    @Test
    void aWrongSettingIsNamedWithItsRemedy() {
        assertThatThrownBy(() -> AggregationSettings.from(Configuration.fromMap(Map.of("metrics-window", "7 s"))))
                .hasMessage("metrics-window: a window of PT7S: use whole seconds that divide a day, such as PT10S");
        assertThatThrownBy(() ->
                        AggregationSettings.from(Configuration.fromMap(Map.of("metrics-longer-windows", "7 min"))))
                .hasMessage(
                        "metrics-longer-windows: a window of PT7M: use whole seconds that divide a day, such as PT10S");
        assertThatThrownBy(() -> AggregationSettings.from(Configuration.fromMap(Map.of("metrics-exact-values", "1"))))
                .hasMessage("metrics-exact-values is 1: use 64 or more");
    }
}
