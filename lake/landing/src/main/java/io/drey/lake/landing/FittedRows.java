package io.drey.lake.landing;

import io.drey.lake.LakeTable;
import io.drey.lake.TableColumns;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/**
 * Rows of this version for a table that a later version or somebody else has changed: values go to where the table has their
 * columns, as wide as those are; columns of others stay empty.
 *
 * @param <T> what rows are made of
 */
final class FittedRows<T> implements MapFunction<T, RowData> {

    private static final long serialVersionUID = 1L;

    private final MapFunction<T, RowData> rows;
    private final RowType type;
    private final RowData.FieldGetter[] getters;
    /** For each of the table's columns the place of its value; -1 where it has none. */
    private final int[] places;

    private FittedRows(MapFunction<T, RowData> rows, RowType type, RowData.FieldGetter[] getters, int[] places) {
        this.rows = rows;
        this.type = type;
        this.getters = getters;
        this.places = places;
    }

    /** Fits the rows of a table, or leaves them alone where they do fit. */
    static <T> MapFunction<T, RowData> of(MapFunction<T, RowData> rows, LakeTable table, TableColumns columns) {
        RowType has = FlinkSchemaUtil.convert(columns.table());
        RowType ours = FlinkSchemaUtil.convert(table.schema());
        if (has.getChildren().equals(ours.getChildren()) && isInOrder(columns.places())) {
            return rows;
        }
        RowData.FieldGetter[] getters = new RowData.FieldGetter[ours.getFieldCount()];
        for (int place = 0; place < getters.length; place++) {
            getters[place] = RowData.createFieldGetter(ours.getTypeAt(place), place);
        }
        return new FittedRows<>(rows, has, getters, columns.places());
    }

    private static boolean isInOrder(int[] places) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] != i) {
                return false;
            }
        }
        return true;
    }

    @Override
    public RowData map(T value) throws Exception {
        RowData row = rows.map(value);
        GenericRowData fitted = new GenericRowData(row.getRowKind(), places.length);
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                fitted.setField(i, widened(getters[places[i]].getFieldOrNull(row), i));
            }
        }
        return fitted;
    }

    private Object widened(Object value, int column) {
        LogicalTypeRoot root = type.getTypeAt(column).getTypeRoot();
        if (value instanceof Integer number && root == LogicalTypeRoot.BIGINT) {
            return number.longValue();
        }
        if (value instanceof Float number && root == LogicalTypeRoot.DOUBLE) {
            return number.doubleValue();
        }
        return value;
    }
}
