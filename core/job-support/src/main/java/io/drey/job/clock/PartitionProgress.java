package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

/**
 * How far a raw partition has been seen by a consumer of its events.
 *
 * @param tenant the partition's tenant
 * @param dataset the partition's dataset
 * @param topicId the raw topic's id
 * @param partition the raw partition
 * @param offset the highest raw offset seen
 * @param index the index of the highest record within that offset
 * @param highestMillis the highest time stamp seen, in milliseconds since the epoch; {@link Long#MIN_VALUE} for none
 */
public record PartitionProgress(
        String tenant, String dataset, String topicId, int partition, long offset, int index, long highestMillis) {

    public PartitionProgress {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(topicId, "topicId is null");
    }
}
