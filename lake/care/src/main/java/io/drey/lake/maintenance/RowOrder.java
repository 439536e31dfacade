package io.drey.lake.maintenance;

import io.drey.lake.LakeTable;
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

    /** The orders that are tried on a table's rows; the first is taken where nothing speaks for another. */
    static List<RowOrder> candidates(LakeTable table) {
        return switch (table) {
            case LOGS ->
                List.of(
                        new RowOrder("arrival", ARRIVAL),
                        withArrival("address", "source_ip", "user_agent_original", "ts"),
                        withArrival("path", "url_path", "ts"));
            case DEAD_LETTERS -> List.of(new RowOrder("arrival", ARRIVAL), withArrival("reason", "error_reason"));
            case ALERTS ->
                List.of(
                        new RowOrder("time", List.of("ts", "id")),
                        new RowOrder("rule", List.of("rule_id", "group_key", "ts", "id")));
            case HOLDS, ERASURES, REPORTS, ACCESS_AUDIT -> List.of(new RowOrder("time", List.of("event_created")));
            case METRICS ->
                List.of(
                        new RowOrder("list", List.of("dataset", "attribute_type", "ts", "rank", "id")),
                        new RowOrder("time", List.of("ts", "dataset", "attribute_type", "rank", "id")));
            case DROPPED -> List.of(new RowOrder("arrival", ARRIVAL));
            case LEDGER -> List.of(new RowOrder("chain", List.of("entry_number")));
        };
    }

    /** Ends in the arrival, so that the same rows always give the same file. */
    private static RowOrder withArrival(String name, String... columns) {
        List<String> all = new ArrayList<>(List.of(columns));
        all.addAll(ARRIVAL);
        return new RowOrder(name, all);
    }
}
