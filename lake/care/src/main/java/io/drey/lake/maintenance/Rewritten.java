package io.drey.lake.maintenance;

import io.drey.lake.table.RowOrder;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;

/**
 * Files that were written and not yet committed.
 *
 * @param files the files
 * @param orders the order of rows in them, by dataset
 */
record Rewritten(List<DataFile> files, Map<String, RowOrder> orders) {

    static final Rewritten NOTHING = new Rewritten(List.of(), Map.of());
}
