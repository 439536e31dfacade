package io.drey.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class ScheduleSettingsTest {

    private static final String URL = "jdbc:postgresql://db:5432/drey";

    @Test
    void hasDefaults() {
        assertThat(from(Map.of("schedule-jdbc-url", URL)))
                .isEqualTo(new ScheduleSettings(
                        URL,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        4,
                        Duration.ofSeconds(10),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of()));
    }

    @Test
    void readsEveryKey() {
        Map<String, String> keys = new HashMap<>(Map.of(
                "schedule-jdbc-url", URL,
                "schedule-jdbc-user", "drey",
                "schedule-jdbc-password", "env:PASSWORD",
                "schedules-folder", "mine",
                "schedule-threads", "2",
                "schedule-heartbeat", "1 s",
                "schedule-alerts-tenant", "acme",
                "schedule-export-to", "s3://bucket",
                "schedule-reports-to", "reports",
                "schedule-packs", "pci;soc2"));
        keys.put("schedule-deliver-to", "s3://evidence;mailto:ann@example.com");

        assertThat(from(keys))
                .isEqualTo(new ScheduleSettings(
                        URL,
                        "drey",
                        Optional.of(new SecretReference("schedule-jdbc-password", "env:PASSWORD")),
                        Optional.of(Path.of("mine")),
                        2,
                        Duration.ofSeconds(1),
                        Optional.of("acme"),
                        Optional.of("s3://bucket"),
                        Optional.of(Path.of("reports")),
                        List.of("pci", "soc2"),
                        List.of("s3://evidence", "mailto:ann@example.com")));
        assertThat(ScheduleSettings.OPTIONS)
                .extracting(ConfigOption::key)
                .containsExactlyInAnyOrderElementsOf(keys.keySet());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of()))
                .withMessageContaining("schedule-jdbc-url is not set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("schedule-jdbc-url", "jdbc:mysql://db/drey")))
                .withMessageContaining("jdbc:mysql://db/drey");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("schedule-jdbc-url", URL, "schedule-jdbc-password", "secret")))
                .withMessageContaining("env:NAME")
                .withMessageNotContaining("secret:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("schedule-jdbc-url", URL, "schedule-threads", "0")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("schedule-jdbc-url", URL, "schedule-heartbeat", "1 ms")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("schedule-jdbc-url", URL, "schedule-alerts-tenant", "No Tenant")));
    }

    private static ScheduleSettings from(Map<String, String> keys) {
        return ScheduleSettings.from(Configuration.fromMap(keys));
    }
}
