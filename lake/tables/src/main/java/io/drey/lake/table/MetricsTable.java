package io.drey.lake.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types;

/** Counts of windows. The time stamp, that of its window, is part of the key because the day of the partition follows from it. */
public final class MetricsTable {

    /**
     * Statuses, pages, countries, hosts, programs and severities are nobody; every other list of a metric may be of addresses,
     * agents and cities.
     */
    public static final List<String> IMPERSONAL_ATTRIBUTES = List.of(
            "status",
            "request",
            "bad_page_404",
            "latency",
            "balancer_latency",
            "geo_country",
            "host_request",
            "host_failure",
            "syslog_host",
            "syslog_error_host",
            "syslog_program",
            "syslog_severity",
            "rollup_status");

    private static final String IMPERSONAL_VALUE = "CASE WHEN attribute_type IN (%s) THEN attribute_value END"
            .formatted(IMPERSONAL_ATTRIBUTES.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "metrics",
                    "Counts of windows, one row for each place in a window's lists: a correction replaces the row.",
                    columns(),
                    "ts")
            .key("tenant", "ts", "id")
            .seenBy(Visibility.ANALYSTS)
            .personal(List.of(new PersonalColumn("attribute_value", Optional.of(IMPERSONAL_VALUE))))
            .orders(
                    RowOrder.of("list", "dataset", "attribute_type", "ts", "rank", "id"),
                    RowOrder.of("time", "ts", "dataset", "attribute_type", "rank", "id"))
            .traits(Trait.COMPACTED)
            .build();

    private MetricsTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("id", Types.StringType.get(), "hash of tenant, dataset, window, attribute type and place");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.required("ts", Types.TimestampType.withZone(), "@timestamp: when the window begins");
        columns.required("end_time", Types.TimestampType.withZone(), "when it ends");
        columns.required("window_seconds", Types.IntegerType.get(), "its length");
        columns.required("hour_of_day", Types.IntegerType.get(), "hour it begins in, UTC");
        columns.required("attribute_type", Types.StringType.get(), "what is counted by");
        columns.optional("attribute_value", Types.StringType.get(), "which value of it");
        columns.optional("count", Types.LongType.get(), "how many events have the value");
        columns.optional("count_error", Types.LongType.get(), "how many fewer there may be");
        columns.optional("rank", Types.IntegerType.get(), "place in the list, from 1");
        columns.optional(
                "metric",
                Types.StringType.get(),
                "requests, bytes, visitors, late or rest; of metrics of the user's own what was measured: sum, p95");
        columns.optional("dimension", Types.StringType.get(), "what the value is of");
        columns.optional("value", Types.LongType.get(), "the value, rounded");
        columns.optional("value_error", Types.LongType.get(), "how far off it may be, rounded up");
        columns.required("version", Types.LongType.get(), "events counted: grows with each correction");
        columns.optional("number", Types.DoubleType.get(), "the value with its fraction, where it may have one");
        return columns;
    }
}
