package io.drey.query.live;

import io.drey.event.EventOrigin;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeTable;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * How far the raw partitions of a tenant are in the lake. Whatever stands up to the highest position of a partition has
 * landed, as a snapshot holds all that came before a checkpoint. Not thread-safe.
 */
final class LandedPositions implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String TENANT = "tenant";
    private static final String TOPIC_ID = "raw_topic_id";
    private static final String PARTITION = "raw_partition";
    private static final String MAX_OFFSET = "max_offset";

    private final HashMap<RawPartition, Reached> highest = new HashMap<>();

    /** A partition of a raw topic. */
    private record RawPartition(String topicId, int partition) implements Serializable {}

    /** The highest position of a partition. */
    private record Reached(long offset, int index) implements Serializable {

        private boolean isBelow(long otherOffset, int otherIndex) {
            return offset < otherOffset || (offset == otherOffset && index < otherIndex);
        }
    }

    LandedPositions() {}

    /**
     * Those of a snapshot of {@code logs}.
     *
     * @param snapshotId the snapshot
     * @param ingestedSince only of lines that were parsed since; of a partition that has none since nothing is known
     * @throws LakeException if the lake cannot be read
     */
    static LandedPositions of(Lake lake, long snapshotId, String tenant, Instant ingestedSince) {
        LandedPositions landed = new LandedPositions();
        Table logs = lake.asItIs(LakeTable.LOGS);
        landed.read(
                logs,
                snapshotId,
                Expressions.and(
                        Expressions.equal(TENANT, tenant),
                        Expressions.greaterThanOrEqual("event_ingested", ingestedSince.toEpochMilli() * 1000)),
                "raw_offset",
                "raw_index");
        landed.readDeleted(
                lake.asItIs(LakeTable.LEDGER), tenant, logs.snapshot(snapshotId).sequenceNumber());
        return landed;
    }

    /** What was erased is in the lake no more, and must not come back from the topic: the ledger knows how far it went. */
    private void readDeleted(Table ledger, String tenant, long sequence) {
        if (ledger.currentSnapshot() == null) {
            return;
        }
        Expression where = Expressions.and(
                Expressions.equal(TENANT, tenant),
                Expressions.equal("kind", "deleted"),
                Expressions.equal("lake_table", LakeTable.LOGS.tableName()),
                Expressions.lessThanOrEqual("snapshot_sequence", sequence));
        read(ledger, ledger.currentSnapshot().snapshotId(), where, MAX_OFFSET, null);
    }

    /** @param indexColumn null where a row tells of all lines of a record */
    private void read(Table table, long snapshotId, Expression where, String offsetColumn, String indexColumn) {
        IcebergGenerics.ScanBuilder scan =
                IcebergGenerics.read(table).useSnapshot(snapshotId).where(where);
        scan = indexColumn == null
                ? scan.select(TOPIC_ID, PARTITION, offsetColumn)
                : scan.select(TOPIC_ID, PARTITION, offsetColumn, indexColumn);
        try (CloseableIterable<Record> rows = scan.build()) {
            for (Record row : rows) {
                advance(
                        new RawPartition(row.getField(TOPIC_ID).toString(), LakeReader.integer(row, PARTITION)),
                        ((Number) row.getField(offsetColumn)).longValue(),
                        indexColumn == null ? Integer.MAX_VALUE : LakeReader.integer(row, indexColumn));
            }
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
    }

    /** Notes a position of a partition; false if it is not above the highest one. */
    boolean advance(EventOrigin origin, long offset, int index) {
        return advance(new RawPartition(origin.topicId(), origin.partition()), offset, index);
    }

    private boolean advance(RawPartition partition, long offset, int index) {
        Reached reached = highest.get(partition);
        if (reached != null && !reached.isBelow(offset, index)) {
            return false;
        }
        highest.put(partition, new Reached(offset, index));
        return true;
    }
}
