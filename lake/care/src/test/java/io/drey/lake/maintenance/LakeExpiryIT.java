package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@FlinkCluster
class LakeExpiryIT {

    private static final InstantSource NOW = InstantSource.system();
    private static final InstantSource IN_A_MONTH = InstantSource.offset(NOW, Duration.ofDays(30));

    @TempDir
    private Path folder;

    private LakeSettings lakeSettings;
    private Landing landing;

    @BeforeEach
    void land() throws Exception {
        lakeSettings = LakeSettings.inFolder(folder.toUri().toString());
        landing = new Landing(lakeSettings);
        try (Lake lake = Lake.open(lakeSettings)) {
            lake.init();
        }
        for (int i = 0; i < 3; i++) {
            landing.logs("access", i, i + 1);
        }
    }

    @Test
    void expiresOldSnapshotsWithTheFilesThatOnlyTheyKnow() throws Exception {
        compact();
        List<String> before = landing.rows(LakeTable.LOGS);

        ExpiredTable planned = plan(IN_A_MONTH);
        ExpiredTable done = expire(IN_A_MONTH);

        assertThat(planned.expiredSnapshots()).isEqualTo(3);
        assertThat(done.expiredSnapshots()).isEqualTo(3);
        assertThat(done.keptSnapshots()).isEqualTo(1);
        assertThat(dataFiles()).hasSize(1);
        assertThat(landing.rows(LakeTable.LOGS)).isEqualTo(before);
        assertThat(expire(IN_A_MONTH))
                .isEqualTo(
                        new ExpiredTable(LakeTable.LOGS, 0, 1, 0, 0, 0, done.manifestsAfter(), done.manifestsAfter()));
    }

    @Test
    void keepsAsManySnapshotsAsAskedForHoweverYoungTheyAre() throws Exception {
        ExpiredTable done;
        try (Lake lake = Lake.open(lakeSettings)) {
            // All three are by jobs that might be started again.
            done = new LakeExpiry(lake, settings("maintenance-keep-snapshots", "2"), NOW).run(LakeTable.LOGS);
            assertThat(done.expiredSnapshots()).isZero();

            done = new LakeExpiry(
                            lake, settings("maintenance-keep-snapshots", "2", "maintenance-writer-silence", "0s"), NOW)
                    .run(LakeTable.LOGS);
        }

        assertThat(done.expiredSnapshots()).isEqualTo(1);
        assertThat(done.keptSnapshots()).isEqualTo(2);
    }

    @Test
    void keepsWhatATagNames() throws Exception {
        try (Lake lake = Lake.open(lakeSettings)) {
            Table table = lake.table(LakeTable.LOGS);
            long first = table.history().get(0).snapshotId();
            table.manageSnapshots().createTag("audit-2026-01", first).commit();
            compact();

            expire(IN_A_MONTH);

            table.refresh();
            assertThat(table.snapshots()).hasSize(2);
            try (CloseableIterable<Record> rows =
                    IcebergGenerics.read(table).useSnapshot(first).build()) {
                assertThat(rows).hasSize(1);
            }
        }
    }

    @Test
    void removesFilesThatNoSnapshotKnowsOnceTheyAreOldEnough() throws Exception {
        Path data = folder.resolve("drey/logs/data");
        Path old = Files.writeString(data.resolve("old.parquet"), "left by a killed job");
        Path young = Files.writeString(data.resolve("young.parquet"), "not committed yet");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(4))));
        List<String> before = landing.rows(LakeTable.LOGS);

        ExpiredTable planned = plan(NOW);
        assertThat(old).exists();
        ExpiredTable done = expire(NOW);

        assertThat(planned.orphanFiles()).isEqualTo(1);
        assertThat(done.orphanFiles()).isEqualTo(1);
        assertThat(done.orphanBytes()).isEqualTo("left by a killed job".length());
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(landing.rows(LakeTable.LOGS)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void takesNoFileOfATableForAnOrphan() throws Exception {
        landing.alerts(Landing.alert(1, "first"));
        landing.alerts(Landing.alert(1, "second"));

        try (Lake lake = Lake.open(lakeSettings)) {
            for (LakeTable table : LakeTable.values()) {
                assertThat(new LakeExpiry(lake, settings(), IN_A_MONTH).removeOrphans(table))
                        .as(table.tableName())
                        .isEmpty();
            }
        }
        assertThat(landing.rows(LakeTable.ALERTS)).hasSize(1);
    }

    @Test
    void joinsSmallManifests() throws Exception {
        List<String> before = landing.rows(LakeTable.LOGS);

        ExpiredTable done;
        try (Lake lake = Lake.open(lakeSettings)) {
            done = new LakeExpiry(lake, settings("maintenance-small-manifests", "2"), NOW).run(LakeTable.LOGS);
            assertThat(new LakeExpiry(lake, settings("maintenance-small-manifests", "2"), NOW).run(LakeTable.LOGS))
                    .extracting(ExpiredTable::manifestsBefore, ExpiredTable::manifestsAfter)
                    .containsExactly(1, 1);
        }

        assertThat(done.manifestsBefore()).isEqualTo(3);
        assertThat(done.manifestsAfter()).isEqualTo(1);
        assertThat(landing.rows(LakeTable.LOGS)).containsExactlyInAnyOrderElementsOf(before);
    }

    private static MaintenanceSettings settings(String... keysAndValues) {
        Configuration configuration = new Configuration();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            configuration.setString(keysAndValues[i], keysAndValues[i + 1]);
        }
        return MaintenanceSettings.from(configuration);
    }

    private void compact() {
        try (Lake lake = Lake.open(lakeSettings)) {
            new Compaction(lake, settings(), IN_A_MONTH).run(LakeTable.LOGS, PartitionScope.ALL, group -> {});
        }
    }

    private ExpiredTable plan(InstantSource clock) {
        try (Lake lake = Lake.open(lakeSettings)) {
            return new LakeExpiry(lake, settings(), clock).plan(LakeTable.LOGS);
        }
    }

    private ExpiredTable expire(InstantSource clock) {
        try (Lake lake = Lake.open(lakeSettings)) {
            return new LakeExpiry(lake, settings(), clock).run(LakeTable.LOGS);
        }
    }

    private List<Path> dataFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("drey/logs/data"))) {
            return new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(".parquet")).toList());
        }
    }
}
