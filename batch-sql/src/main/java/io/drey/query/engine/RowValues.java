package io.drey.query.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.types.Row;

/** What a row of Flink's holds, as {@link QueryResult} has it. */
public final class RowValues {

    private RowValues() {}

    /** The values of a row, in the order of its columns. */
    public static List<Object> of(Row row) {
        List<Object> values = new ArrayList<>(row.getArity());
        for (int i = 0; i < row.getArity(); i++) {
            values.add(value(row.getField(i)));
        }
        return values;
    }

    private static Object value(Object value) {
        if (value instanceof Row row) {
            return of(row);
        }
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(RowValues::value).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new TreeMap<>();
            map.forEach((key, entry) -> values.put(String.valueOf(key), value(entry)));
            return values;
        }
        return value;
    }
}
