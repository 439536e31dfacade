package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Alerts. The time stamp is part of the key because the day of the partition follows from it. */
public final class AlertsTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "alerts", "Alerts, one row for each id: a repeated delivery replaces the row.", columns(), "ts")
            .key("tenant", "ts", "id")
            .seenBy(Visibility.ANALYSTS)
            .hidden("group_key", "reason", "evidence")
            .orders(RowOrder.of("time", "ts", "id"), RowOrder.of("rule", "rule_id", "group_key", "ts", "id"))
            .held(HoldCoverage.ofTexts("first_ts", "ts", "group_key", "reason", "evidence"))
            .traits(Trait.COMPACTED, Trait.RETAINED, Trait.ERASED, Trait.TAGGED)
            .build();

    private AlertsTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("id", Types.StringType.get(), "hash of rule, version, tenant, group, first and last event");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset of the completing event");
        columns.required("rule_id", Types.StringType.get(), "rule.id");
        columns.required("rule_version", Types.IntegerType.get(), "rule.version");
        columns.optional("rule_title", Types.StringType.get(), "what the rule looks for");
        columns.optional("severity", Types.StringType.get(), "informational, low, medium, high or critical");
        columns.required("group_key", Types.StringType.get(), "what the events have in common");
        columns.required("first_ts", Types.TimestampType.withZone(), "when the first event happened");
        columns.required("ts", Types.TimestampType.withZone(), "when the completing event happened");
        columns.required("event_created", Types.TimestampType.withZone(), "when the alert was raised");
        columns.optional("reason", Types.StringType.get(), "why it fired");
        columns.required("event_count", Types.LongType.get(), "how many events it rests on");
        // The ids of nested columns come after those of all others, as Iceberg gives them.
        Types.StructType evidence = Types.StructType.of(
                Types.NestedField.required(17, "event_id", Types.StringType.get()),
                Types.NestedField.required(18, "ts", Types.TimestampType.withZone()),
                Types.NestedField.optional(19, "event_original", Types.BinaryType.get()));
        columns.required("evidence", Types.ListType.ofRequired(16, evidence), "the first of these events");
        columns.optional(
                "late",
                Types.BooleanType.get(),
                "whether an event came after its dataset's clock had passed it; null in rows of earlier versions");
        return columns;
    }
}
