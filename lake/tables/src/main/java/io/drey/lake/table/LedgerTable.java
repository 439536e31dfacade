package io.drey.lake.table;

import org.apache.iceberg.types.Types;

/** What each snapshot of lines brought and took away. It is small, and read in the order of its entries. */
public final class LedgerTable {

    public static final TableDefinition DEFINITION = TableDefinition.unpartitioned(
                    "ledger",
                    "What each snapshot of logs and dead_letters added or took away, as a chain of hashes.",
                    columns(),
                    "event_created_hour")
            .seenBy(Visibility.QUERIES)
            .orders(RowOrder.of("chain", "entry_number"))
            .build();

    private LedgerTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("entry_number", Types.LongType.get(), "place in the chain, from 0");
        columns.required("kind", Types.StringType.get(), "added, deleted, or snapshot: the snapshot as a whole");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace; empty for a snapshot as a whole");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset; empty for a snapshot as a whole");
        columns.required("event_created_hour", Types.TimestampType.withZone(), "hour the lines arrived in");
        columns.required("lake_table", Types.StringType.get(), "table the snapshot is of");
        columns.required("snapshot_id", Types.LongType.get(), "the snapshot");
        columns.required("snapshot_sequence", Types.LongType.get(), "its sequence number in the table");
        columns.required("snapshot_committed", Types.TimestampType.withZone(), "when it was committed");
        columns.required(
                "operation", Types.StringType.get(), "what it was made for: drey.operation, or Iceberg's word");
        columns.required("raw_topic_id", Types.StringType.get(), "id of the topic the lines arrived on");
        columns.required("raw_topic", Types.StringType.get(), "name of that topic");
        columns.required("raw_partition", Types.IntegerType.get(), "partition of that topic");
        columns.required("raw_index", Types.IntegerType.get(), "line within the records");
        columns.required(
                "line_count", Types.LongType.get(), "lines added or deleted; of a snapshot: more or fewer rows");
        columns.required("late_count", Types.LongType.get(), "lines of a time more than an hour before their arrival");
        columns.required("min_offset", Types.LongType.get(), "lowest offset; -1 where there is none");
        columns.required("max_offset", Types.LongType.get(), "highest offset; -1 where there is none");
        columns.required(
                "offset_ranges", Types.BinaryType.get(), "all offsets, as LEB128 pairs of distance and length");
        columns.required("content_checksum", Types.LongType.get(), "sum of the lines' hashes, modulo 2^64");
        columns.required("previous_hash", Types.StringType.get(), "entry_hash of the entry before");
        columns.required("entry_hash", Types.StringType.get(), "SHA-256 of previous_hash and this entry");
        return columns;
    }
}
