package io.drey.lake.ledger;

import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** The data files of a table of lines. */
final class TableFiles {

    private TableFiles() {}

    /** The whole files of a snapshot with lines of these tenants; of all where none is named. */
    static CloseableIterable<FileScanTask> scan(Table table, long snapshotId, Set<String> tenants) {
        return scan(
                table,
                snapshotId,
                tenants.isEmpty() ? Expressions.alwaysTrue() : Expressions.in("tenant", tenants.toArray()));
    }

    /** The whole files of a snapshot that may hold certain rows. */
    static CloseableIterable<FileScanTask> scan(Table table, long snapshotId, Expression rows) {
        return table.newScan()
                .useSnapshot(snapshotId)
                .filter(rows)
                .includeColumnStats(Set.of("raw_offset"))
                .planFiles();
    }

    /** The lowest offset in a file; 0 where it does not say. */
    static long lowestOffset(Table table, DataFile file) {
        ByteBuffer bound = file.lowerBounds() == null
                ? null
                : file.lowerBounds().get(table.schema().findField("raw_offset").fieldId());
        return bound == null ? 0 : Conversions.fromByteBuffer(Types.LongType.get(), bound);
    }
}
