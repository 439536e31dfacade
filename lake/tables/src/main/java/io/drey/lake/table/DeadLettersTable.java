package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Lines that no parser took, whole. */
public final class DeadLettersTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "dead_letters", "Lines that could not become events, with their bytes.", columns(), "event_created")
            .seenBy(Visibility.ANALYSTS)
            .hidden("error_reason", "raw", "raw_sha256")
            .orders(RowOrder.byArrival(), RowOrder.thenByArrival("reason", "error_reason"))
            .held(HoldCoverage.ofTexts("event_created", "event_created", "error_reason", "raw"))
            .traits(Trait.COMPACTED, Trait.RETAINED, Trait.ERASED, Trait.TAGGED, Trait.COUNTED)
            .properties(TableDefinition.withoutBounds("raw"))
            .build();

    private DeadLettersTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.position();
        columns.required("error_column", Types.IntegerType.get(), "first byte that does not fit, from 1; 0: the whole");
        columns.required("error_reason", Types.StringType.get(), "what was expected");
        columns.required("event_created", Types.TimestampType.withZone(), "event.created: when the line arrived");
        columns.required("raw", Types.BinaryType.get(), "the line byte for byte");
        columns.required("raw_length", Types.IntegerType.get(), "its length in bytes");
        columns.optional("raw_sha256", Types.StringType.get(), "its SHA-256 in hexadecimal");
        columns.optional("log_file_path", Types.StringType.get(), "log.file.path: the file the line was read from");
        return columns;
    }
}
