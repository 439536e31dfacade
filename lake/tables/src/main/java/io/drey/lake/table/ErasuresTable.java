package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Erasures of data subjects; rows are only ever added. */
public final class ErasuresTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "erasures", "What was erased of data subjects, without the data.", columns(), "event_created")
            .seenBy(Visibility.AUDITS)
            .orders(RowOrder.of("time", "event_created"))
            .build();

    private ErasuresTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("erasure_id", Types.StringType.get(), "what names the erasure");
        columns.required(
                "action", Types.StringType.get(), "begin, expire (these snapshots go), table (it is done) or end");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("event_created", Types.TimestampType.withZone(), "when");
        columns.required("actor", Types.StringType.get(), "who did it");
        columns.required("reason", Types.StringType.get(), "why");
        columns.required("subject_fields", Types.StringType.get(), "which fields identify the subject");
        columns.required("subject_hash", Types.StringType.get(), "salted slow hash of the subject");
        columns.optional("table_name", Types.StringType.get(), "the table that is done");
        columns.optional("rows_erased", Types.LongType.get(), "rows that are gone");
        columns.optional("rows_held", Types.LongType.get(), "rows that a legal hold kept");
        columns.optional("held_by", Types.StringType.get(), "these holds, separated by commas");
        columns.optional("files_removed", Types.LongType.get(), "files deleted from storage");
        columns.optional("replaced_tags", Types.StringType.get(), "tag=old snapshot>new snapshot, separated by commas");
        columns.optional("expired_snapshots", Types.StringType.get(), "snapshots that are gone, separated by commas");
        columns.optional("clean_snapshot", Types.LongType.get(), "snapshot of the table found to hold nothing");
        return columns;
    }
}
