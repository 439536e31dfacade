package io.drey.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes rows as they come. */
public final class ResultWriter {

    /** A table's widths are those of its first rows; later ones may stand out. */
    private static final int ROWS_MEASURED = 500;

    private static final int WIDEST = 120;

    private static final ObjectMapper JSON = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private ResultWriter() {}

    /**
     * Writes all rows of a result, which stays open.
     *
     * @return how many there were
     */
    public static long write(QueryResult result, OutputFormat format, Appendable out) throws IOException {
        return write(result.columns(), result, format, out);
    }

    static long write(List<String> columns, Iterator<List<Object>> rows, OutputFormat format, Appendable out)
            throws IOException {
        return switch (format) {
            case TABLE -> table(columns, rows, out);
            case CSV -> csv(columns, rows, out);
            case JSON -> json(columns, rows, out);
        };
    }

    private static long csv(List<String> columns, Iterator<List<Object>> rows, Appendable out) throws IOException {
        CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180);
        printer.printRecord(columns);
        long count = 0;
        while (rows.hasNext()) {
            printer.printRecord(rows.next().stream().map(Cell::formulaSafe).toList());
            count++;
        }
        printer.flush();
        return count;
    }

    private static long json(List<String> columns, Iterator<List<Object>> rows, Appendable out) throws IOException {
        out.append('[');
        long count = 0;
        while (rows.hasNext()) {
            out.append(count == 0 ? "\n{" : ",\n{");
            List<Object> row = rows.next();
            for (int i = 0; i < columns.size(); i++) {
                out.append(i == 0 ? "" : ",");
                out.append(JSON.writeValueAsString(columns.get(i))).append(':');
                out.append(JSON.writeValueAsString(jsonValue(row.get(i))));
            }
            out.append('}');
            count++;
        }
        out.append("\n]\n");
        return count;
    }

    private static Object jsonValue(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean ? value : Cell.text(value);
    }

    private static long table(List<String> columns, Iterator<List<Object>> rows, Appendable out) throws IOException {
        List<List<String>> first = new ArrayList<>();
        first.add(columns);
        while (rows.hasNext() && first.size() <= ROWS_MEASURED) {
            first.add(printable(rows.next()));
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : first) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.min(WIDEST, Math.max(widths[i], length(line.get(i))));
            }
        }
        long count = -1;
        for (List<String> line : first) {
            line(line, widths, out);
            count++;
        }
        while (rows.hasNext()) {
            line(printable(rows.next()), widths, out);
            count++;
        }
        return count;
    }

    private static List<String> printable(List<Object> row) {
        return row.stream().map(Cell::printable).toList();
    }

    private static void line(List<String> cells, int[] widths, Appendable out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            text.append(cells.get(i)).append(" ".repeat(Math.max(0, widths[i] - length(cells.get(i))) + 2));
        }
        out.append(text.toString().stripTrailing()).append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
