package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditPolicy;
import io.drey.lake.landing.Samples;
import io.drey.lake.table.RowOrder;
import io.drey.lake.table.TableDefinition;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@FlinkCluster
class CompactionIT {

    private static final LocalDate NEW_YEAR = LocalDate.parse("2026-01-01");
    private static final MaintenanceSettings DEFAULTS = MaintenanceSettings.from(new Configuration());

    /** When everything that is landed by a test has settled. */
    private static final InstantSource TOMORROW = InstantSource.offset(InstantSource.system(), Duration.ofDays(1));

    @TempDir
    private Path folder;

    private LakeSettings lakeSettings;
    private Landing landing;

    @BeforeEach
    void init() {
        lakeSettings = LakeSettings.inFolder(folder.toUri().toString());
        landing = new Landing(lakeSettings);
        try (Lake lake = Lake.open(lakeSettings)) {
            lake.init();
        }
    }

    @Test
    void rewritesMixedFilesAsOneForEachDatasetAndFindsNothingToDoAfterwards() throws Exception {
        for (int i = 0; i < 3; i++) {
            landing.logs(Landing.event("access", i), Landing.event("shop", i + 100), Landing.event("access", i + 50));
        }
        List<String> before = landing.rows(LakeTable.LOGS);

        List<CompactedGroup> planned = plan(LakeTable.LOGS, TOMORROW);
        List<CompactedGroup> done = compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW);

        assertThat(planned).singleElement().satisfies(group -> {
            assertThat(group.outcome()).isEqualTo(CompactedGroup.Outcome.PLANNED);
            assertThat(group.filesBefore()).isEqualTo(3);
        });
        assertThat(done).singleElement().satisfies(group -> {
            assertThat(group.outcome()).isEqualTo(CompactedGroup.Outcome.REWRITTEN);
            assertThat(group.tenant()).isEqualTo("acme");
            assertThat(group.day()).isEqualTo(NEW_YEAR);
            assertThat(group.filesBefore()).isEqualTo(3);
            assertThat(group.filesAfter()).isEqualTo(2);
            assertThat(group.rows()).isEqualTo(9);
            assertThat(group.bytesAfter()).isLessThan(group.bytesBefore());
            assertThat(group.orders()).containsOnlyKeys("access", "shop");
        });
        assertThat(landing.rows(LakeTable.LOGS)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(landing.files(LakeTable.LOGS))
                .extracting(DataFile::recordCount)
                .containsExactlyInAnyOrder(6L, 3L);
        assertThat(compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW)).isEmpty();
        assertThat(plan(LakeTable.LOGS, TOMORROW)).isEmpty();
    }

    @Test
    void letsRetentionOfADatasetDropWholeFiles() throws Exception {
        landing.logs(Landing.event("access", 1), Landing.event("shop", 2));
        Table table;
        try (Lake lake = Lake.open(lakeSettings)) {
            table = lake.table(LakeTable.LOGS);
            assertThatThrownBy(() -> table.newDelete()
                            .deleteFromRowFilter(Expressions.equal("dataset", "shop"))
                            .commit())
                    .hasMessageContaining("Cannot delete file where some, but not all, rows match");
            compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW);

            table.newDelete()
                    .deleteFromRowFilter(Expressions.equal("dataset", "shop"))
                    .commit();
        }

        assertThat(landing.rows(LakeTable.LOGS)).hasSize(1);
    }

    @Test
    void leavesAPartitionThatIsWrittenToUntilItHasMoreThanTheAllowedSmallFiles() throws Exception {
        MaintenanceSettings two = settings("maintenance-small-files", "2");
        for (int i = 0; i < 3; i++) {
            landing.logs("access", i, i + 1);
        }
        assertThat(compact(LakeTable.LOGS, PartitionScope.ALL, InstantSource.system(), two))
                .isEmpty();

        landing.logs("access", 3, 4);

        assertThat(compact(LakeTable.LOGS, PartitionScope.ALL, InstantSource.system(), two))
                .extracting(CompactedGroup::filesBefore)
                .containsExactly(4);
    }

    @Test
    void takesTheOrderOfTheSmallestFile() throws Exception {
        // Each address has an agent of its own, and comes again only after 250 others.
        landing.logs("access", 0, 6000);
        landing.logs("access", 6000, 12_000);

        CompactedGroup group =
                compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW).get(0);

        try (Lake lake = Lake.open(lakeSettings)) {
            Table table = lake.table(LakeTable.LOGS);
            assertThat(group.orders()).hasSize(1);
            RowOrder chosen = LakeTable.LOGS.definition().rowOrders().stream()
                    .filter(order -> order.name().equals(group.orders().get("access")))
                    .findFirst()
                    .orElseThrow();
            List<String> firstColumn = new ArrayList<>();
            try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
                rows.forEach(row -> firstColumn.add(
                        String.valueOf(row.getField(chosen.columns().get(0)))));
            }
            assertThat(firstColumn).hasSize(12_000).isSorted();
        }
    }

    @Test
    void writesWhatDoesNotFitIntoMemoryAsRowGroupsOfOneFile() throws Exception {
        landing.logs("access", 0, 3000);
        landing.logs("access", 3000, 6000);
        List<String> before = landing.rows(LakeTable.LOGS);

        compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW, settings("maintenance-sort-memory", "200kb"));

        assertThat(landing.rows(LakeTable.LOGS)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(landing.files(LakeTable.LOGS)).hasSize(1);
    }

    /** Others may delete rows of logs by position, as Trino does. */
    @Test
    void rowsOfLogsThatAreDeletedByPositionAreGoneForGood() throws Exception {
        landing.logs("access", 0, 10);
        landing.logs("access", 10, 20);
        try (Lake lake = Lake.open(lakeSettings)) {
            Table table = lake.table(LakeTable.LOGS);
            DataFile file = landing.files(LakeTable.LOGS).get(0);
            PositionDeleteWriter<Record> deletes = FormatModelRegistry.<Record>positionDeleteWriteBuilder(
                            FileFormat.PARQUET,
                            EncryptedFiles.plainAsEncryptedOutput(table.io()
                                    .newOutputFile(table.locationProvider().newDataLocation("deletes.parquet"))))
                    .spec(table.spec())
                    .partition(file.partition())
                    .build();
            try (deletes) {
                deletes.write(PositionDelete.<Record>create().set(file.location(), 3));
            }
            table.newRowDelta().addDeletes(deletes.toDeleteFile()).commit();
        }
        // Iceberg shows the position behind the columns where deletes apply.
        List<String> before = landing.rows(LakeTable.LOGS).stream()
                .map(row -> row.replaceAll(", \\d+\\)$", ")"))
                .toList();

        compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW);

        assertThat(before).hasSize(19);
        assertThat(landing.rows(LakeTable.LOGS)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(landing.files(LakeTable.LOGS)).hasSize(1);
        assertThat(snapshotSummary(LakeTable.LOGS, "total-delete-files")).isEqualTo("0");
    }

    @Test
    void appliesTheDeletesOfAlertsAndKeepsOneRowOfThoseThatComeAgain() throws Exception {
        landing.alerts(Landing.alert(1, "first"), Landing.alert(2, "first"));
        landing.alerts(Landing.alert(1, "second"));

        List<CompactedGroup> done = compact(LakeTable.ALERTS, PartitionScope.ALL, TOMORROW);

        assertThat(done).singleElement().satisfies(group -> {
            assertThat(group.rows()).isEqualTo(2);
            assertThat(group.filesAfter()).isEqualTo(1);
        });
        assertThat(snapshotSummary(LakeTable.ALERTS, "total-equality-deletes")).isEqualTo("0");
        assertThat(snapshotSummary(LakeTable.ALERTS, "total-delete-files")).isEqualTo("0");
        landing.alerts(Landing.alert(2, "third"));
        assertThat(landing.rows(LakeTable.ALERTS))
                .hasSize(2)
                .anyMatch(row -> row.contains("alert-1") && row.contains("second"))
                .anyMatch(row -> row.contains("alert-2") && row.contains("third"));
    }

    @Test
    void keepsToTheTenantDatasetAndDaysThatAreNamed() throws Exception {
        landing.logs("access", 0, 1);
        landing.logs("access", 1, 2);
        landing.logs("shop", 2, 3);
        landing.logs("shop", 3, 4);

        assertThat(compact(LakeTable.LOGS, scope("other", null, null, null), TOMORROW))
                .isEmpty();
        assertThat(compact(LakeTable.LOGS, scope("acme", null, NEW_YEAR.plusDays(1), null), TOMORROW))
                .isEmpty();
        assertThat(compact(LakeTable.LOGS, scope("acme", null, null, NEW_YEAR), TOMORROW))
                .isEmpty();
        assertThat(compact(LakeTable.LOGS, scope("acme", "shop", NEW_YEAR, NEW_YEAR.plusDays(1)), TOMORROW))
                .singleElement()
                .satisfies(group -> assertThat(group.orders()).containsOnlyKeys("shop"));
        assertThat(landing.files(LakeTable.LOGS)).hasSize(3);
    }

    @Test
    void keepsTheLastCorrectionOfAMetricAndDropsItsDeletes() throws Exception {
        landing.metrics(Samples.metric(1, 5), Samples.metric(2, 3));
        landing.metrics(Samples.metric(1, 7));

        compact(LakeTable.METRICS, PartitionScope.ALL, TOMORROW);

        assertThat(landing.rows(LakeTable.METRICS))
                .hasSize(2)
                .anyMatch(row -> row.contains(Samples.metric(1, 7).id()) && row.contains("192.0.2.1, 7,"))
                .anyMatch(row -> row.contains(Samples.metric(2, 3).id()) && row.contains("192.0.2.2, 3,"));
        assertThat(landing.files(LakeTable.METRICS)).hasSize(1);
        assertThat(snapshotSummary(LakeTable.METRICS, "total-delete-files")).isEqualTo("0");
    }

    @Test
    void joinsTheSmallFilesOfATableWithoutDatasets() throws Exception {
        AccessAudit audit = new AccessAudit(lakeSettings, AuditPolicy.REQUIRED, Clock.systemUTC(), warning -> {});
        for (int i = 0; i < 3; i++) {
            audit.begin(Access.of(
                    Access.Action.QUERY, "tenantwithalongname", "ann", "flink", "SELECT " + i, "SELECT ?", Map.of()));
        }
        List<String> before = landing.rows(LakeTable.ACCESS_AUDIT);

        compact(LakeTable.ACCESS_AUDIT, PartitionScope.ALL, TOMORROW);

        assertThat(before).hasSize(3);
        assertThat(landing.rows(LakeTable.ACCESS_AUDIT)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(landing.files(LakeTable.ACCESS_AUDIT)).hasSize(1);
        assertThat(compact(LakeTable.ACCESS_AUDIT, PartitionScope.ALL, TOMORROW))
                .isEmpty();
    }

    @Test
    void compactsDeadLetters() throws Exception {
        landing.deadLetter(1);
        landing.deadLetter(2);
        List<String> before = landing.rows(LakeTable.DEAD_LETTERS);

        compact(LakeTable.DEAD_LETTERS, PartitionScope.ALL, TOMORROW);

        assertThat(landing.rows(LakeTable.DEAD_LETTERS)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(landing.files(LakeTable.DEAD_LETTERS)).hasSize(1);
    }

    @Test
    void saysWhatATableOfAnEarlierVersionLacks() {
        try (Lake lake = Lake.open(lakeSettings)) {
            lake.table(LakeTable.LOGS)
                    .updateProperties()
                    .remove(TableDefinition.DATASET_BOUNDS)
                    .commit();

            assertThatThrownBy(() -> compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("drey lake init");
            lake.init();
            assertThat(compact(LakeTable.LOGS, PartitionScope.ALL, TOMORROW)).isEmpty();
        }
    }

    private static PartitionScope scope(String tenant, String dataset, LocalDate from, LocalDate to) {
        return new PartitionScope(
                Optional.of(tenant), Optional.ofNullable(dataset), Optional.ofNullable(from), Optional.ofNullable(to));
    }

    private static MaintenanceSettings settings(String key, String value) {
        return MaintenanceSettings.from(Configuration.fromMap(Map.of(key, value)));
    }

    private List<CompactedGroup> plan(LakeTable table, InstantSource clock) {
        try (Lake lake = Lake.open(lakeSettings)) {
            return new Compaction(lake, DEFAULTS, clock).plan(table, PartitionScope.ALL);
        }
    }

    private List<CompactedGroup> compact(LakeTable table, PartitionScope scope, InstantSource clock) {
        return compact(table, scope, clock, DEFAULTS);
    }

    private List<CompactedGroup> compact(
            LakeTable table, PartitionScope scope, InstantSource clock, MaintenanceSettings settings) {
        List<CompactedGroup> done = new ArrayList<>();
        try (Lake lake = Lake.open(lakeSettings)) {
            new Compaction(lake, settings, clock).run(table, scope, done::add);
        }
        return done;
    }

    private String snapshotSummary(LakeTable table, String key) throws IOException {
        try (Lake lake = Lake.open(lakeSettings)) {
            return lake.table(table).currentSnapshot().summary().get(key);
        }
    }
}
