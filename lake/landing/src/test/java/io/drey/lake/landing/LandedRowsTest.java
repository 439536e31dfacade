package io.drey.lake.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.lake.LakeTable;
import io.drey.lake.row.LogEventRows;
import java.util.Set;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.junit.jupiter.api.Test;

class LandedRowsTest {

    @Test
    void rowsHaveTheTypesOfTheirColumns() {
        // An event whose line is stored has no renderer.
        readsEveryColumn(LakeTable.LOGS, new LogEventRows().map(Samples.full(7)), Set.of("event_renderer"));
        readsEveryColumn(LakeTable.ALERTS, new AlertRows().map(Samples.alert("id", "reason")), Set.of());
        readsEveryColumn(LakeTable.DEAD_LETTERS, new DeadLetterRows().map(Samples.deadLetter(7)), Set.of());
        // What is counted has no value, and what is measured no row without one.
        readsEveryColumn(
                LakeTable.METRICS,
                new MetricRows().map(Samples.metric(1, 7)),
                Set.of("metric", "dimension", "value", "value_error", "number"));
    }

    @Test
    void whatWasMeasuredKeepsItsFraction() {
        MetricWindow window = new MetricWindow("acme", "access", 1_767_225_600_000L, 60);
        RowData row = new MetricRows()
                .map(MetricPoint.measured(
                        window, "took", 1, "web", "p95", new MetricPoint.Reading(0.75, 0.01), 9, 0, 12));

        readsEveryColumn(LakeTable.METRICS, row, Set.of());
        RowType type = FlinkSchemaUtil.convert(LakeTable.METRICS.schema());
        assertThat(row.getDouble(type.getFieldIndex("number"))).isEqualTo(0.75);
        assertThat(row.getLong(type.getFieldIndex("value"))).isEqualTo(1);
        assertThat(row.getLong(type.getFieldIndex("value_error"))).isEqualTo(1);
        assertThat(row.getLong(type.getFieldIndex("count"))).isEqualTo(9);
    }

    private static void readsEveryColumn(LakeTable table, RowData row, Set<String> absent) {
        RowType type = FlinkSchemaUtil.convert(table.schema());
        assertThat(row.getArity()).isEqualTo(type.getFieldCount());
        for (int i = 0; i < type.getFieldCount(); i++) {
            String name = type.getFieldNames().get(i);
            LogicalType columnType = type.getTypeAt(i);
            assertThat(RowData.createFieldGetter(columnType, i).getFieldOrNull(row))
                    .as(name)
                    .satisfiesAnyOf(value -> assertThat(value).isNotNull(), value -> assertThat(absent)
                            .contains(name));
        }
    }
}
