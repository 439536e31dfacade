package io.drey.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.DeliveredCount;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.ledger.HourLines;
import io.drey.operations.lake.Deliveries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told without any line in the lake, and what targets took. */
class LedgerCommandsTest {

    private static final DatasetId WEB = new DatasetId("acme", "web");
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lake ledger --tenant ../x",
                "lake ledger --dataset a.b",
                "lake ledger --from yesterday",
                "lake ledger --from 2026-02-30",
                "lake ledger --from 2026-01-02 --to 2026-01-01",
                "lake ledger drop",
                "lake verify --tenant A",
                "lake verify --settle soon",
                "lake verify --settle=-PT1S",
            })
    void whatIsAskedForWronglyIsToldInOneLineWithExitCode2(String command) {
        CommandRun run = CommandRun.drey(command.split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("drey: ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lake ledger", "lake ledger update", "lake verify"})
    void whatNeedsAStackSaysHowToStartOne(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--dir", folder.toString()));
        CommandRun run = CommandRun.drey(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(folder.toString()).contains("drey stack up");
    }

    @Test
    void anEmptyLakeIsAsItMustBe() {
        String warehouse = folder.toUri().toString();
        String[] settings = {"-Dlake-catalog-type=hadoop", "-Dlake-warehouse=" + warehouse};
        CommandRun before = CommandRun.drey("lake", "verify", settings[0], settings[1]);
        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.err()).contains("no table drey.ledger").contains("drey lake init");
        try (Lake lake = Lake.open(LakeSettings.inFolder(warehouse))) {
            lake.init();
        }
        CommandRun verified = CommandRun.drey("lake", "verify", settings[0], settings[1], "--format", "json");
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out().strip()).isEqualTo("[]");
        assertThat(verified.err()).contains("0 lines in 0 files: all as it must be");
        CommandRun hours = CommandRun.drey("lake", "ledger", settings[0], settings[1], "--format", "csv");
        assertThat(hours.exitCode()).as(hours.err()).isZero();
        assertThat(hours.out())
                .isEqualTo(
                        "tenant,dataset,hour,received,parsed,dead_lettered,dropped,landed,deleted,late,delivered\r\n");
    }

    @Test
    void ofCountsOfTheSameKeyTheLastOneCounts() {
        Deliveries deliveries = Deliveries.of(List.of(
                count("opensearch", "raw.acme.web", 0, 5),
                count("opensearch", "raw.acme.web", 1, 2),
                count("opensearch", "raw.acme.web", 0, 7),
                count("webhook:soc", "alerts.acme", 0, 3)));
        assertThat(deliveries.of(hour(WEB, NEW_YEAR))).isEqualTo(Map.of("opensearch", 9L, "webhook:soc alerts", 3L));
        assertThat(deliveries.of(hour(WEB, NEW_YEAR.plusSeconds(3600)))).isEmpty();
        assertThat(deliveries.of(hour(new DatasetId("acme", "mail"), NEW_YEAR))).isEmpty();
    }

    private static DeliveredCount count(String target, String topic, int partition, long count) {
        return new DeliveredCount(WEB, target, NEW_YEAR.toEpochMilli(), topic, partition, count, 100);
    }

    private static HourLines hour(DatasetId dataset, Instant hour) {
        return new HourLines(dataset, hour, 9, 9, 0, 0, 9, 0, 0);
    }
}
