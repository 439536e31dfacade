package io.drey.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result: named columns and rows. Values may come from outside: no format lets a control character out as it is, and CSV
 * lets no text begin a spreadsheet's formula.
 *
 * @param columns the columns' names
 * @param rows as many values as there are columns, in each row; null where there is none
 */
public record Rows(List<String> columns, List<List<Object>> rows) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMULA_STARTS = "=+-@";

    public Rows {
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("%d values in %d columns".formatted(row.size(), columns.size()));
            }
        }
    }

    /** Writes the result. */
    public void print(OutputFormat format, PrintStream out) {
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
        rows.forEach(row -> lines.add(row.stream().map(Rows::printable).toList()));
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

    private void printJson(PrintStream out) {
        try {
            out.println(SafeJson.escape(JSON.writeValueAsString(objects())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that is no JSON: " + rows, e);
        }
    }

    private void printCsv(PrintStream out) {
        printCsvLine(columns, out);
        rows.forEach(row -> printCsvLine(row.stream().map(Rows::formulaSafe).toList(), out));
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

    private static String printable(Object value) {
        return value == null ? "" : Printable.ofWhole(value.toString());
    }

    private static String formulaSafe(Object value) {
        String text = printable(value);
        boolean formula = !(value instanceof Number) && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + text : text;
    }
}
