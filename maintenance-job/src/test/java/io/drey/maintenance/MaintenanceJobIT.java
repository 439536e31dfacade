package io.drey.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.Landing;
import io.drey.lake.maintenance.TableHealth;
import io.drey.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job as it is submitted, on a cluster in this JVM. */
class MaintenanceJobIT {

    @TempDir
    private Path folder;

    @Test
    @Timeout(900)
    void compactsExpiresAndRemovesOrphansWithoutBeingAsked() throws Exception {
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        Landing landing = new Landing(settings);
        for (int i = 0; i < 4; i++) {
            landing.logs(Landing.event("access", i), Landing.event("shop", i));
        }
        List<String> before = landing.rows(LakeTable.LOGS);
        Path orphan = Files.writeString(folder.resolve("drey/logs/data/orphan.parquet"), "left by a killed job");
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(4))));

        JobClient job = MaintenanceJob.build(Configuration.fromMap(Map.of(
                        "lake-catalog-type", "hadoop",
                        "lake-warehouse", folder.toUri().toString(),
                        "maintenance-small-files", "2",
                        "maintenance-keep-snapshots", "2",
                        "maintenance-writer-silence", "0 s",
                        "maintenance-compact-interval", "1 s",
                        "maintenance-expire-interval", "1 s",
                        "maintenance-orphan-interval", "1 s")))
                .executeAsync();
        try (Lake lake = Lake.open(settings)) {
            Table table = lake.table(LakeTable.LOGS);
            Await.until("two snapshots and no orphan", Duration.ofMinutes(3), () -> {
                table.refresh();
                return TableHealth.of(table).snapshots() == 2 && !Files.exists(orphan);
            });
            assertThat(TableHealth.of(table)).extracting(TableHealth::files).isEqualTo(2L);
        } finally {
            job.cancel().get();
        }
        assertThat(landing.rows(LakeTable.LOGS)).containsExactlyInAnyOrderElementsOf(before);
    }
}
