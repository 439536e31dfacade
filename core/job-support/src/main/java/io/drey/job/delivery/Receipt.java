package io.drey.job.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.DeliveredCount;

/**
 * What is written into the ledger once something is delivered.
 *
 * @param datasetId whose it is
 * @param target where it goes, as the ledger names it
 * @param arrivedMillis when it arrived, in milliseconds since the epoch
 * @param topic the topic of its position
 * @param partition the partition of its position
 * @param offset the offset of its position
 */
public record Receipt(
        DatasetId datasetId, String target, long arrivedMillis, String topic, int partition, long offset) {

    public Receipt {
        requireNonNull(datasetId, "datasetId is null");
        requireNonNull(target, "target is null");
        requireNonNull(topic, "topic is null");
    }

    /** A count of this one. */
    public DeliveredCount count() {
        return new DeliveredCount(datasetId, target, arrivedMillis, topic, partition, 1, offset);
    }
}
