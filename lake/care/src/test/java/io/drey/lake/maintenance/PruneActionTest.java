package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.retention.AppendedRows;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old rows of tables without datasets go by whole days, on a real catalog. */
class PruneActionTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private final PruneAction prune = new PruneAction();
    private Lake lake;

    @BeforeEach
    void open(@TempDir Path folder) {
        lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()));
        lake.init();
        for (LakeTable table : new LakeTable[] {LakeTable.METRICS, LakeTable.REPORTS, LakeTable.ACCESS_AUDIT}) {
            for (String tenant : new String[] {"acme", "globex"}) {
                for (String time : new String[] {
                    "2026-02-01T10:00:00Z", "2026-03-07T23:59:59Z", "2026-03-08T00:00:00Z", "2026-03-10T11:00:00Z"
                }) {
                    AppendedRows.append(lake.table(table), row(table, tenant, Instant.parse(time)));
                }
            }
        }
    }

    @AfterEach
    void close() {
        lake.close();
    }

    /** A row that has what it must have. */
    private Record row(LakeTable name, String tenant, Instant time) {
        Table table = lake.table(name);
        Record row = GenericRecord.create(table.schema());
        for (Types.NestedField column : table.schema().columns()) {
            if (column.isRequired()) {
                row.setField(column.name(), value(column.type(), time));
            }
        }
        row.setField("tenant", tenant);
        return row;
    }

    private static Object value(Type type, Instant time) {
        return switch (type.typeId()) {
            case STRING -> "x";
            case INTEGER -> 1;
            case LONG -> 1L;
            case TIMESTAMP -> time.atOffset(ZoneOffset.UTC);
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private long run(LakeTable table, String... settings) {
        Configuration configuration = new Configuration();
        for (int i = 0; i < settings.length; i += 2) {
            configuration.setString(settings[i], settings[i + 1]);
        }
        AtomicLong rows = new AtomicLong();
        prune.run(new Care(lake, configuration, () -> NOW), table, rows::addAndGet);
        return rows.get();
    }

    private long left(LakeTable table) {
        Table read = lake.table(table);
        read.refresh();
        return AppendedRows.read(read, Expressions.alwaysTrue()).size();
    }

    @Test
    void keepsAllUnlessItIsTold() {
        long snapshot = lake.table(LakeTable.METRICS).currentSnapshot().snapshotId();
        assertThat(run(LakeTable.METRICS)).isZero();
        assertThat(run(LakeTable.METRICS, "maintenance-reports-kept", "1 d")).isZero();
        assertThat(run(LakeTable.METRICS, "maintenance-metrics-kept", "400 d")).isZero();
        assertThat(lake.table(LakeTable.METRICS).currentSnapshot().snapshotId())
                .as("nothing was committed")
                .isEqualTo(snapshot);
    }

    @Test
    void deletesWholeDaysThatAreOver() {
        Map<LakeTable, String> keys =
                Map.of(LakeTable.METRICS, "maintenance-metrics-kept", LakeTable.REPORTS, "maintenance-reports-kept");
        keys.forEach((table, key) -> {
            // Two and a half days ago is the eighth: that day stays whole.
            assertThat(run(table, key, "60 h")).as(key).isEqualTo(4);
            assertThat(left(table)).as(key).isEqualTo(4);
            assertThat(run(table, key, "60 h")).as("nothing is left to do").isZero();
            assertThat(lake.table(table).currentSnapshot().summary()).containsEntry("drey.before", "2026-03-08");
        });
        assertThat(left(LakeTable.ACCESS_AUDIT)).isEqualTo(8);
    }

    @Test
    void isForTheseTablesAlone() {
        assertThat(LakeTable.values())
                .filteredOn(prune::isFor)
                .containsExactlyInAnyOrder(LakeTable.METRICS, LakeTable.REPORTS);
    }
}
