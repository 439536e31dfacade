package io.drey.lake.maintenance;

import io.drey.lake.table.RowOrder;
import java.util.Comparator;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Compares rows by columns. */
final class RowComparators {

    private RowComparators() {}

    static Comparator<RowData> of(RowType type, RowOrder order) {
        Comparator<RowData> comparator = null;
        for (String column : order.columns()) {
            Comparator<RowData> next = of(type, column);
            comparator = comparator == null ? next : comparator.thenComparing(next);
        }
        return comparator;
    }

    private static Comparator<RowData> of(RowType type, String column) {
        int index = type.getFieldIndex(column);
        if (index < 0) {
            throw new IllegalArgumentException("there is no column %s in %s".formatted(column, type.getFieldNames()));
        }
        RowData.FieldGetter getter = RowData.createFieldGetter(type.getTypeAt(index), index);
        return (one, other) -> compare(getter.getFieldOrNull(one), getter.getFieldOrNull(other));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // texts, numbers and times compare with their own kind
    private static int compare(Object one, Object other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return ((Comparable) one).compareTo(other);
    }
}
