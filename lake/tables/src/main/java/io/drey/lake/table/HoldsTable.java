package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Legal holds; rows are only ever added. */
public final class HoldsTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "holds",
                    "Legal holds, each a row when it is placed and another when it is released.",
                    columns(),
                    "event_created")
            .seenBy(Visibility.AUDITS)
            .hidden("value")
            .orders(RowOrder.of("time", "event_created"))
            .build();

    private HoldsTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("hold_id", Types.StringType.get(), "what names the hold");
        columns.required("action", Types.StringType.get(), "hold or release");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace: whose rows are held");
        columns.required("event_created", Types.TimestampType.withZone(), "when it was placed or released");
        columns.required("actor", Types.StringType.get(), "who did it");
        columns.required("reason", Types.StringType.get(), "why");
        columns.optional("dataset", Types.StringType.get(), "data_stream.dataset; null for all");
        columns.optional("from_ts", Types.TimestampType.withZone(), "first moment held; null for no beginning");
        columns.optional("to_ts", Types.TimestampType.withZone(), "moment after the last held; null for no end");
        columns.optional("field", Types.StringType.get(), "field that has the value; null for all rows");
        columns.optional("value", Types.StringType.get(), "value of that field");
        return columns;
    }
}
