package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Who read what. */
public final class AccessAuditTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "access_audit", "Who asked for which tenant's rows.", columns(), "event_created")
            .seenBy(Visibility.AUDITS)
            .orders(RowOrder.of("time", "event_created"))
            .traits(Trait.COMPACTED)
            .build();

    private AccessAuditTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("access_id", Types.StringType.get(), "what names the access");
        columns.required("action", Types.StringType.get(), "query, report, restore or search");
        columns.required("outcome", Types.StringType.get(), "begun, done or failed");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace: whose rows");
        columns.required("event_created", Types.TimestampType.withZone(), "when");
        columns.required("actor", Types.StringType.get(), "who");
        columns.required("engine", Types.StringType.get(), "what read the rows");
        columns.required(
                "statement", Types.StringType.get(), "what was asked, without values, at most 4,096 characters");
        columns.required("statement_sha256", Types.StringType.get(), "SHA-256 of what was asked, values included");
        columns.required("snapshots", Types.StringType.get(), "table=snapshot, separated by commas");
        columns.optional("row_count", Types.LongType.get(), "rows that were given; null where that is not known");
        return columns;
    }
}
