package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Runs of reports. Parameters are evidence, and may name somebody. */
public final class ReportsTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "reports", "Reports that were made, with the SHA-256 of their files.", columns(), "event_created")
            .seenBy(Visibility.SECURITY)
            .hidden("parameters")
            .orders(RowOrder.of("time", "event_created"))
            .traits(Trait.COMPACTED)
            .build();

    private ReportsTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("run_id", Types.StringType.get(), "what names this run of the report");
        columns.required("report", Types.StringType.get(), "the report's id");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("event_created", Types.TimestampType.withZone(), "when it was made");
        columns.required("actor", Types.StringType.get(), "who made it");
        columns.required("engine", Types.StringType.get(), "what ran the query");
        columns.required("parameters", Types.StringType.get(), "all parameters, as a JSON object");
        columns.required("snapshots", Types.StringType.get(), "table=snapshot, separated by commas");
        columns.required("sql_sha256", Types.StringType.get(), "SHA-256 of the query");
        columns.required("row_count", Types.LongType.get(), "rows of the report");
        columns.required("files", Types.StringType.get(), "SHA-256 of each file by its name, as a JSON object");
        columns.required("manifest_sha256", Types.StringType.get(), "SHA-256 of the manifest");
        return columns;
    }
}
