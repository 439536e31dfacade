package io.drey.lake.ledger;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * A partition of a raw topic, and the place of lines within its records: offsets follow each other for lines of place 0.
 *
 * @param tenant whose lines they are
 * @param dataset their dataset
 * @param topicId the topic's id
 * @param topic the topic's name
 * @param partition the partition; -1 for what came from no raw topic
 * @param index the line within the record
 */
record RawPartition(String tenant, String dataset, String topicId, String topic, int partition, int index)
        implements Comparable<RawPartition> {

    private static final Comparator<RawPartition> ORDER = Comparator.comparing(RawPartition::tenant)
            .thenComparing(RawPartition::dataset)
            .thenComparing(RawPartition::topic)
            .thenComparing(RawPartition::topicId)
            .thenComparingInt(RawPartition::partition)
            .thenComparingInt(RawPartition::index);

    RawPartition {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(topicId, "topicId is null");
        requireNonNull(topic, "topic is null");
    }

    /** Whether lines have a position: what a target refused has none. */
    boolean hasOffsets() {
        return partition >= 0;
    }

    @Override
    public int compareTo(RawPartition other) {
        return ORDER.compare(this, other);
    }

    /** The form {@code topic[partition]}. */
    @Override
    public String toString() {
        return topic + "[" + partition + "]" + (index == 0 ? "" : "#" + index);
    }
}
