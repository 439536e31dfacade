package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.testing.FlinkCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How small real lines become; prints what it measures. */
@FlinkCluster
class CompactionOfSampleIT {

    private static final Path SAMPLE = Path.of(System.getProperty("drey.home", ".."))
            .resolve("../shared/samples/access-semicomplete-a/access.log");
    private static final int LINES_PER_COMMIT = 500;

    @TempDir
    private Path folder;

    @Test
    void landsInManyCommitsAndBecomesAFractionOfThat() throws Exception {
        assumeTrue(System.getenv("CI") != null || Files.exists(SAMPLE), () -> "skipped: no sample data at %s"
                .formatted(SAMPLE.normalize()));
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        Landing landing = new Landing(settings);
        List<LogEvent> events = events();
        List<CompactedGroup> groups = new ArrayList<>();
        List<String> before;
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            for (int i = 0; i < events.size(); i += LINES_PER_COMMIT) {
                landing.logs(events.subList(i, Math.min(events.size(), i + LINES_PER_COMMIT))
                        .toArray(LogEvent[]::new));
            }
            before = landing.rows(LakeTable.LOGS);
            new Compaction(
                            lake,
                            MaintenanceSettings.from(Configuration.fromMap(Map.of())),
                            InstantSource.offset(InstantSource.system(), Duration.ofDays(1)))
                    .run(LakeTable.LOGS, PartitionScope.ALL, groups::add);
        }

        long bytesBefore =
                groups.stream().mapToLong(CompactedGroup::bytesBefore).sum();
        long bytesAfter = groups.stream().mapToLong(CompactedGroup::bytesAfter).sum();
        groups.forEach(group -> System.out.printf(
                "%s: %d rows, %,d bytes in %d files became %,d in %d, %s%n",
                group.day(),
                group.rows(),
                group.bytesBefore(),
                group.filesBefore(),
                group.bytesAfter(),
                group.filesAfter(),
                group.orders()));
        System.out.printf(
                "all: %,d bytes of %,d rows became %,d%n",
                bytesBefore, groups.stream().mapToLong(CompactedGroup::rows).sum(), bytesAfter);
        assertThat(landing.rows(LakeTable.LOGS)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(bytesAfter).isLessThan(bytesBefore * 3 / 4);
    }

    private static List<LogEvent> events() throws Exception {
        List<LogEvent> events = new ArrayList<>();
        for (String text : Files.readAllLines(SAMPLE, StandardCharsets.ISO_8859_1)) {
            byte[] line = text.getBytes(StandardCharsets.ISO_8859_1);
            EventBuilder event = EventBuilder.at(
                    new DatasetId(Landing.ACME, "access"),
                    new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.acme.access", 0, events.size(), 0),
                    Landing.NEW_YEAR.toEpochMilli() + events.size(),
                    line);
            if (Formats.parser("combined").parse(event, 0, line.length) == null) {
                event.ingestedMillis(Landing.NEW_YEAR.toEpochMilli() + events.size());
                events.add(event);
            }
        }
        return events;
    }
}
