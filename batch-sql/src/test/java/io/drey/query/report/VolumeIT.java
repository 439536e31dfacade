package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditPolicy;
import io.drey.query.SampleLake;
import io.drey.query.access.LakeRecords;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.testing.FlinkCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@FlinkCluster(slots = 2)
class VolumeIT {

    private static final LocalDate NEW_YEAR = LocalDate.parse("2026-01-01");
    private static final String FIRST =
            "1.1.1.1 - Zoë [01/Jan/2026:10:00:00 +0000] \"GET /a?b HTTP/1.1\" 200 5 \"-\" \"é\"";
    private static final String SECOND =
            "1.1.1.1 - - [02/Jan/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"";
    private static final String OUTSIDE =
            "1.1.1.1 - - [03/Jan/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"";

    @TempDir
    private static Path folder;

    private static LakeSettings settings;

    @BeforeAll
    static void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        SampleLake.land(settings, "acme", 0, List.of(FIRST, SECOND, OUTSIDE));
        SampleLake.land(settings, "globex", 0, List.of(FIRST));
    }

    @Test
    void linesAreCountedInBytesAsTheyArrivedAndFilesAsTheyAre() throws Exception {
        Volume volume = volume("acme", NEW_YEAR, NEW_YEAR.plusDays(2));
        assertThat(volume.lines()).isEqualTo(2);
        assertThat(volume.lineBytes()).isEqualTo(FIRST.getBytes(UTF_8).length + SECOND.getBytes(UTF_8).length);
        assertThat(volume.lakeBytes()).isEqualTo(fileBytes("acme", NEW_YEAR, NEW_YEAR.plusDays(2)));
        assertThat(volume.metricRows()).isZero();
        assertThat(volume.metricBytes()).isZero();
    }

    @Test
    void daysWithoutLinesHaveNone() throws Exception {
        assertThat(volume("acme", NEW_YEAR.plusYears(1), NEW_YEAR.plusYears(2))).isEqualTo(new Volume(0, 0, 0, 0, 0));
    }

    @Test
    void aTenantThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> volume("acne", NEW_YEAR, NEW_YEAR.plusDays(1))).isInstanceOf(LakeException.class);
    }

    private static Volume volume(String tenant, LocalDate from, LocalDate to) throws Exception {
        AccessAudit audit = new AccessAudit(settings, AuditPolicy.REQUIRED, Clock.systemUTC(), warning -> {
            throw new AssertionError(warning);
        });
        return Volume.of(
                new FlinkQueryEngine(settings),
                new LakeRecords(settings, audit, "ann", Clock.systemUTC()),
                tenant,
                from,
                to);
    }

    private static long fileBytes(String tenant, LocalDate from, LocalDate to) throws Exception {
        List<DataFile> files = new ArrayList<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<FileScanTask> tasks =
                        lake.asItIs(LakeTable.LOGS).newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        }
        return files.stream()
                .filter(file ->
                        file.partition().get(0, CharSequence.class).toString().equals(tenant))
                .filter(file -> {
                    LocalDate day = LocalDate.ofEpochDay(file.partition().get(1, Integer.class));
                    return !day.isBefore(from) && day.isBefore(to);
                })
                .mapToLong(DataFile::fileSizeInBytes)
                .sum();
    }
}
