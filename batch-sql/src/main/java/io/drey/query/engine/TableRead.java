package io.drey.query.engine;

/**
 * What a query would read of a table, at the most: engines leave out more, by what they know of columns.
 *
 * @param table the table
 * @param snapshotId the snapshot; 0 where nothing was ever written
 * @param files data files in the tenant's partitions of the range
 * @param bytes how long they are, with files that say what was deleted
 * @param rows how many rows they have
 */
public record TableRead(String table, long snapshotId, long files, long bytes, long rows) {}
