package io.drey.lake.ledger;

import static java.util.Objects.requireNonNull;

import io.drey.lake.LakeTable;

/**
 * What lines are counted by.
 *
 * @param table the table they are in
 * @param partition where they came from
 * @param hourMillis the hour they arrived in, in milliseconds since the epoch
 */
record LineKey(LakeTable table, RawPartition partition, long hourMillis) implements Comparable<LineKey> {

    static final long HOUR_MILLIS = 3_600_000;

    LineKey {
        requireNonNull(table, "table is null");
        requireNonNull(partition, "partition is null");
        hourMillis = Math.floorDiv(hourMillis, HOUR_MILLIS) * HOUR_MILLIS;
    }

    @Override
    public int compareTo(LineKey other) {
        int byTable = table.compareTo(other.table);
        if (byTable != 0) {
            return byTable;
        }
        int byPartition = partition.compareTo(other.partition);
        return byPartition != 0 ? byPartition : Long.compare(hourMillis, other.hourMillis);
    }
}
