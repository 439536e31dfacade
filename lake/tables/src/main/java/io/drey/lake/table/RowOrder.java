package io.drey.lake.table;

import java.util.ArrayList;
import java.util.List;

/**
 * An order of rows in a file: what lies side by side compresses together.
 *
 * @param name how it is called in results
 * @param columns what is compared, in turn; missing values come first
 */
public record RowOrder(String name, List<String> columns) {

    private static final List<String> ARRIVAL = List.of("raw_topic_id", "raw_partition", "raw_offset", "raw_index");

    public RowOrder {
        columns = List.copyOf(columns);
    }

    static RowOrder of(String name, String... columns) {
        return new RowOrder(name, List.of(columns));
    }

    /** By the lines' positions. */
    static RowOrder byArrival() {
        return new RowOrder("arrival", ARRIVAL);
    }

    /** Ends in the arrival, so that the same rows always give the same file. */
    static RowOrder thenByArrival(String name, String... columns) {
        List<String> all = new ArrayList<>(List.of(columns));
        all.addAll(ARRIVAL);
        return new RowOrder(name, all);
    }
}
