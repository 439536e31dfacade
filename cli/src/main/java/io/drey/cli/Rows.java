package io.drey.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result: named columns and rows.
 *
 * @param columns the columns' names
 * @param rows as many values as there are columns, in each row; null where there is none
 */
record Rows(List<String> columns, List<List<Object>> rows) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Rows {
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("%d values in %d columns".formatted(row.size(), columns.size()));
            }
        }
    }

    void print(OutputFormat format, PrintStream out) {
        switch (format) {
            case TABLE -> printTable(out);
            case JSON -> printJson(out);
            case CSV -> printCsv(out);
        }
    }

    private void printTable(PrintStream out) {
        int[] widths = new int[columns.size()];
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns);
        rows.forEach(row -> lines.add(row.stream().map(Rows::text).toList()));
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private void printJson(PrintStream out) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                object.put(columns.get(i), row.get(i));
            }
            objects.add(object);
        }
        try {
            out.println(JSON.writeValueAsString(objects));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that is no JSON: " + rows, e);
        }
    }

    private void printCsv(PrintStream out) {
        printCsvLine(columns, out);
        rows.forEach(row -> printCsvLine(row.stream().map(Rows::text).toList(), out));
    }

    private static void printCsvLine(List<String> values, PrintStream out) {
        StringBuilder line = new StringBuilder();
        for (String value : values) {
            line.append(line.isEmpty() ? "" : ",").append(csv(value));
        }
        // The standard's line end.
        out.print(line.append("\r\n"));
    }

    private static String csv(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }
}
