package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Lines that have no event of their own: it says that a gap is none, and nothing of what they said. */
public final class DroppedTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "dropped",
                    "Lines without an event of their own: where they stood, and by which rule they were not kept, or of which event"
                            + " they are part.",
                    columns(),
                    "event_created")
            .seenBy(Visibility.QUERIES)
            .orders(RowOrder.byArrival())
            .traits(Trait.COMPACTED, Trait.COUNTED)
            .build();

    private DroppedTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.position();
        columns.required("reason", Types.StringType.get(), "the rule by which it was dropped");
        columns.required("event_created", Types.TimestampType.withZone(), "event.created: when the line arrived");
        return columns;
    }
}
