package io.drey.operations.dashboards;

import io.drey.query.report.TimeChart;
import java.util.List;

/** What a panel shows of a tenant and a range, without how it looks. */
public sealed interface Figure {

    String title();

    /** Whether there is something to see. */
    boolean hasData();

    /**
     * One number.
     *
     * @param label what is counted
     */
    record Total(String title, String label, long value) implements Figure {
        @Override
        public boolean hasData() {
            return value > 0;
        }
    }

    /**
     * The largest parts.
     *
     * @param parts the largest first
     * @param note how exact they are and what is not shown; may be empty
     */
    record Ranks(String title, List<Part> parts, String note) implements Figure {

        public Ranks {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean hasData() {
            return !parts.isEmpty();
        }
    }

    /** A part of a whole. */
    record Part(String name, long count) {}

    /**
     * Numbers along the time.
     *
     * @param note what is not shown; may be empty
     */
    record OverTime(String title, TimeChart chart, String note) implements Figure {
        @Override
        public boolean hasData() {
            return !chart.isEmpty();
        }
    }

    /**
     * A table.
     *
     * @param columns headings
     * @param rows values, as many as there are columns in each
     */
    record Grid(String title, List<String> columns, List<List<Object>> rows) implements Figure {

        public Grid {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        @Override
        public boolean hasData() {
            return !rows.isEmpty();
        }
    }
}
