package io.drey.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** The rows of a Flink query. */
final class FlinkRows implements CloseableIterator<List<Object>> {

    private final CloseableIterator<Row> rows;

    FlinkRows(CloseableIterator<Row> rows) {
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (RuntimeException e) {
            throw FlinkQueryEngine.failed(e);
        }
    }

    @Override
    public List<Object> next() {
        return values(rows.next());
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (Exception e) {
            throw FlinkQueryEngine.failed(e);
        }
    }

    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>(row.getArity());
        for (int i = 0; i < row.getArity(); i++) {
            values.add(value(row.getField(i)));
        }
        return values;
    }

    private static Object value(Object value) {
        if (value instanceof Row row) {
            return values(row);
        }
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(FlinkRows::value).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new TreeMap<>();
            map.forEach((key, entry) -> values.put(String.valueOf(key), value(entry)));
            return values;
        }
        return value;
    }
}
