package io.drey.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.drey.lake.Lake.Outcome;
import io.drey.lake.Lake.TableState;
import java.nio.file.Path;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {

    @TempDir
    private Path folder;

    @Test
    void createsItsTablesOnce() {
        try (Lake lake = Lake.open(settings())) {
            assertThat(lake.init())
                    .extracting(TableState::table, TableState::outcome)
                    .containsExactly(
                            tuple(LakeTable.LOGS, Outcome.CREATED),
                            tuple(LakeTable.ALERTS, Outcome.CREATED),
                            tuple(LakeTable.DEAD_LETTERS, Outcome.CREATED),
                            tuple(LakeTable.HOLDS, Outcome.CREATED),
                            tuple(LakeTable.ERASURES, Outcome.CREATED),
                            tuple(LakeTable.LEDGER, Outcome.CREATED),
                            tuple(LakeTable.REPORTS, Outcome.CREATED),
                            tuple(LakeTable.ACCESS_AUDIT, Outcome.CREATED),
                            tuple(LakeTable.METRICS, Outcome.CREATED),
                            tuple(LakeTable.DROPPED, Outcome.CREATED),
                            tuple(LakeTable.DOCUMENT_CHANGES, Outcome.CREATED));
            assertThat(lake.init()).extracting(TableState::outcome).containsOnly(Outcome.UNCHANGED);
            assertThat(lake.rowCount(LakeTable.LOGS)).isZero();
            assertThat(lake.snapshotId(LakeTable.LOGS)).isEmpty();
        }
    }

    @Test
    void appendsTheColumnsThatAnOlderVersionLacks() {
        Schema older = new Schema(LakeTable.LOGS.schema().columns().subList(0, 20));
        createLogs(older);

        try (Lake lake = Lake.open(settings())) {
            assertThatThrownBy(() -> lake.requireCurrent(LakeTable.LOGS))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("run 'drey lake init'");
            assertThat(lake.init().get(0).outcome()).isEqualTo(Outcome.EXTENDED);
            Table logs = lake.table(LakeTable.LOGS);
            // Ids are the table's: it gives them to what is nested in a column before the columns behind it.
            assertThat(TypeUtil.reassignIds(logs.schema(), LakeTable.LOGS.schema())
                            .asStruct())
                    .isEqualTo(LakeTable.LOGS.schema().asStruct());
            assertThat(TableColumns.of(LakeTable.LOGS, logs).changes()).isEmpty();
        }
    }

    @Test
    void refusesATableThatIsNotItsOwn() {
        createLogs(new Schema(
                Types.NestedField.required(1, "tenant", Types.StringType.get()),
                Types.NestedField.required(2, "other", Types.StringType.get()),
                Types.NestedField.required(3, "day", Types.DateType.get())));

        try (Lake lake = Lake.open(settings())) {
            assertThatThrownBy(lake::init)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("table drey.logs cannot be used")
                    .hasMessageContaining("column dataset, which every row must have, is not there")
                    .hasMessageContaining("every row must have a value in column other");
        }
    }

    @Test
    void saysThatATableIsMissing() {
        try (Lake lake = Lake.open(settings())) {
            assertThatThrownBy(() -> lake.table(LakeTable.LOGS))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("no table drey.logs")
                    .hasMessageContaining("drey lake init");
        }
    }

    private void createLogs(Schema schema) {
        var catalog = settings().catalogLoader().loadCatalog();
        ((SupportsNamespaces) catalog).createNamespace(LakeTable.NAMESPACE);
        catalog.createTable(LakeTable.LOGS.identifier(), schema);
    }

    private LakeSettings settings() {
        return LakeSettings.inFolder(folder.toUri().toString());
    }
}
