package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.maintenance.domain.SnapshotBounds;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class MaintenanceSettingsTest {

    @Test
    void hasADefaultForEverything() {
        assertThat(MaintenanceSettings.from(new Configuration()))
                .isEqualTo(new MaintenanceSettings(
                        20,
                        Duration.ofHours(1),
                        1L << 30,
                        1L << 28,
                        100_000,
                        new SnapshotBounds(500, Duration.ofDays(1), Duration.ofDays(7)),
                        Duration.ofDays(3),
                        20,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10),
                        Duration.ofDays(1),
                        LedgerSettings.defaults()));
    }

    @Test
    void readsEveryKey() {
        Configuration configuration = Configuration.fromMap(Map.ofEntries(
                Map.entry("maintenance-small-files", "1"),
                Map.entry("maintenance-settled-after", "2 h"),
                Map.entry("maintenance-group-size", "3 mb"),
                Map.entry("maintenance-sort-memory", "4 mb"),
                Map.entry("maintenance-sample-rows", "5"),
                Map.entry("maintenance-keep-snapshots", "6"),
                Map.entry("maintenance-snapshot-age", "7 h"),
                Map.entry("maintenance-writer-silence", "8 h"),
                Map.entry("maintenance-orphan-age", "9 h"),
                Map.entry("maintenance-small-manifests", "10"),
                Map.entry("maintenance-compact-interval", "11 s"),
                Map.entry("maintenance-expire-interval", "12 s"),
                Map.entry("maintenance-orphan-interval", "13 s"),
                Map.entry("lake-ledger-anchors", "file:///anchors/")));

        assertThat(MaintenanceSettings.from(configuration))
                .isEqualTo(new MaintenanceSettings(
                        1,
                        Duration.ofHours(2),
                        3L << 20,
                        4L << 20,
                        5,
                        new SnapshotBounds(6, Duration.ofHours(7), Duration.ofHours(8)),
                        Duration.ofHours(9),
                        10,
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13),
                        new LedgerSettings(Optional.of("file:///anchors"))));
        assertThat(MaintenanceSettings.OPTIONS)
                .extracting(ConfigOption::key)
                .containsExactlyInAnyOrderElementsOf(configuration.keySet());
    }

    @Test
    void refusesAnAgeOfOrphansThatWouldTakeFilesFromRunningJobs() {
        assertThatThrownBy(() ->
                        MaintenanceSettings.from(Configuration.fromMap(Map.of("maintenance-orphan-age", "59 min"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maintenance-orphan-age is PT59M: give at least 1 h");
    }

    @Test
    void namesTheKeyOfANumberThatIsTooSmall() {
        assertThatThrownBy(() ->
                        MaintenanceSettings.from(Configuration.fromMap(Map.of("maintenance-keep-snapshots", "0"))))
                .hasMessage("maintenance-keep-snapshots is 0: give 1 or more");
        assertThatThrownBy(
                        () -> MaintenanceSettings.from(Configuration.fromMap(Map.of("maintenance-small-files", "-1"))))
                .hasMessage("maintenance-small-files is -1: give 0 or more");
    }
}
