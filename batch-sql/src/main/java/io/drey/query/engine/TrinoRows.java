package io.drey.query.engine;

import io.trino.jdbc.Row;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.flink.util.CloseableIterator;

/** The rows of a Trino query, which ends with its connection. */
final class TrinoRows implements CloseableIterator<List<Object>> {

    private final Connection connection;
    private final ResultSet rows;
    private final int[] types;
    private boolean fetched;
    private boolean present;

    TrinoRows(Connection connection, ResultSet rows) throws SQLException {
        this.connection = connection;
        this.rows = rows;
        this.types = new int[rows.getMetaData().getColumnCount()];
        for (int i = 0; i < types.length; i++) {
            types[i] = rows.getMetaData().getColumnType(i + 1);
        }
    }

    @Override
    public boolean hasNext() {
        if (!fetched) {
            try {
                present = rows.next();
            } catch (SQLException e) {
                throw TrinoQueryEngine.queryFailed(e);
            }
            fetched = true;
        }
        return present;
    }

    @Override
    public List<Object> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        fetched = false;
        try {
            List<Object> values = new ArrayList<>(types.length);
            for (int i = 0; i < types.length; i++) {
                values.add(value(i));
            }
            return values;
        } catch (SQLException e) {
            throw TrinoQueryEngine.queryFailed(e);
        }
    }

    private Object value(int index) throws SQLException {
        int column = index + 1;
        return switch (types[index]) {
            case Types.TIMESTAMP_WITH_TIMEZONE -> rows.getObject(column, Instant.class);
            case Types.TIMESTAMP -> rows.getObject(column, LocalDateTime.class);
            case Types.DATE -> date(rows.getString(column));
            case Types.VARBINARY -> rows.getBytes(column);
            default -> nested(rows.getObject(column));
        };
    }

    /** As text: the driver's own dates know no year 0. */
    private static LocalDate date(String text) {
        return text == null ? null : LocalDate.parse(text);
    }

    private static Object nested(Object value) throws SQLException {
        if (value instanceof Array array) {
            return nested(array.getArray());
        }
        if (value instanceof Object[] array) {
            return nested(Arrays.asList(array));
        }
        if (value instanceof Row row) {
            return nested(
                    row.getFields().stream().map(field -> field.getValue()).toList());
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            for (Object element : list) {
                values.add(nested(element));
            }
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new TreeMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                values.put(String.valueOf(entry.getKey()), nested(entry.getValue()));
            }
            return values;
        }
        return value;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw TrinoQueryEngine.queryFailed(e);
        }
    }
}
