package io.drey.query.rows;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result: named columns and rows. Values may come from outside.
 *
 * @param columns the columns' names
 * @param rows as many values as there are columns, in each row; null where there is none
 */
public record Rows(List<String> columns, List<List<Object>> rows) {

    public Rows {
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("%d values in %d columns".formatted(row.size(), columns.size()));
            }
        }
    }

    /** Writes the result, as {@link OutputFormat} says. */
    public void print(OutputFormat format, PrintStream out) {
        try {
            RowWriter.write(columns, rows.iterator(), format, out);
        } catch (IOException e) {
            throw new IllegalStateException("a print stream keeps failures to itself", e);
        }
    }

    /** Each row as an object of its columns. */
    public List<Map<String, Object>> objects() {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                object.put(columns.get(i), row.get(i));
            }
            objects.add(object);
        }
        return objects;
    }
}
