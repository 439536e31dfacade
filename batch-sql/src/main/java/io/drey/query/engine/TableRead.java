package io.drey.query.engine;

import io.drey.query.rows.Rows;
import java.util.List;

/**
 * What a query would read of a table, at the most: engines leave out more, by what they know of columns.
 *
 * @param table the table
 * @param snapshotId the snapshot; 0 where nothing was ever written
 * @param files data files in the tenant's partitions of the range
 * @param bytes how long they are, with files that say what was deleted
 * @param rows how many rows they have
 */
public record TableRead(String table, long snapshotId, long files, long bytes, long rows) {

    /** The column of the table's name. */
    public static final String TABLE = "table";

    /** The columns that add up. */
    public static final List<String> SUMS = List.of("files", "bytes", "rows");

    /** A row for each, to be shown. */
    public static Rows rows(List<TableRead> reads) {
        return new Rows(
                List.of(TABLE, "snapshot", "files", "bytes", "rows"),
                reads.stream()
                        // As text: JSON readers that know only doubles would round it.
                        .map(read -> List.<Object>of(
                                read.table(),
                                Long.toString(read.snapshotId()),
                                read.files(),
                                read.bytes(),
                                read.rows()))
                        .toList());
    }
}
