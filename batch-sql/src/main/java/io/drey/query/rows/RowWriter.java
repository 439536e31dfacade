package io.drey.query.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes rows as they come: the one way in which results of commands, and reports, become text. Values may come from outside; see
 * {@link OutputFormat} for what becomes of those that would act on a terminal or in a spreadsheet.
 */
public final class RowWriter {

    /** A table's widths are those of its first rows; later ones may stand out. */
    private static final int ROWS_MEASURED = 500;

    private static final int WIDEST = 120;

    private RowWriter() {}

    /**
     * Writes all rows.
     *
     * @param columns the columns' names
     * @param rows as many values as there are columns, in each row; null where there is none
     * @return how many there were
     */
    public static long write(List<String> columns, Iterator<List<Object>> rows, OutputFormat format, Appendable out)
            throws IOException {
        return switch (format) {
            case TABLE -> table(columns, rows, out);
            case CSV -> csv(columns, rows, out);
            case JSON -> json(columns, rows, out);
        };
    }

    private static long csv(List<String> columns, Iterator<List<Object>> rows, Appendable out) throws IOException {
        CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180);
        printer.printRecord(columns.stream().map(Cell::formulaSafe).toList());
        long count = 0;
        while (rows.hasNext()) {
            printer.printRecord(rows.next().stream().map(Cell::formulaSafe).toList());
            count++;
        }
        printer.flush();
        return count;
    }

    private static long json(List<String> columns, Iterator<List<Object>> rows, Appendable out) throws IOException {
        JsonRows json = new JsonRows(columns, out);
        while (rows.hasNext()) {
            json.add(rows.next());
        }
        return json.end();
    }

    private static long table(List<String> columns, Iterator<List<Object>> rows, Appendable out) throws IOException {
        List<List<String>> first = new ArrayList<>();
        first.add(columns.stream().map(Cell::printable).toList());
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
