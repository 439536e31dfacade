package io.drey.lake.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.LakeTable;
import io.drey.lake.LogEventRows;
import io.drey.lake.Samples;
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
        // No document has both a count and a value.
        readsEveryColumn(
                LakeTable.METRICS,
                new MetricRows().map(Samples.metric(1, 7)),
                Set.of("metric", "dimension", "value", "value_error"));
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
