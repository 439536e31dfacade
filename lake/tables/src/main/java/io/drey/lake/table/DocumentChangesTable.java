package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** Who changed which document of the configuration. What a document says may name somebody. */
public final class DocumentChangesTable {

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "document_changes",
                    "Who published or deleted which document of the configuration.",
                    columns(),
                    "event_created")
            .seenBy(Visibility.AUDITS)
            .orders(RowOrder.of("time", "event_created"))
            .traits(Trait.COMPACTED)
            .build();

    private DocumentChangesTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace: whose configuration");
        columns.required("kind", Types.StringType.get(), "the kind of document, such as dataset or tenant");
        columns.required("name", Types.StringType.get(), "the document's name");
        columns.required(
                "version", Types.LongType.get(), "the version of the control topic; what changed together shares it");
        columns.required("event_created", Types.TimestampType.withZone(), "when");
        columns.required("actor", Types.StringType.get(), "who, as the publisher said");
        columns.required("outcome", Types.StringType.get(), "published or deleted");
        columns.optional("content", Types.StringType.get(), "what it says from then on, as JSON; null where deleted");
        return columns;
    }
}
