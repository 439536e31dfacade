package io.drey.ingest;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the ingest job asks of the cluster about raw topics. Opened and closed by each subtask. */
public interface RawTopics extends Serializable, AutoCloseable {

    void open();

    /** The topic's id, which a topic that is made anew under the same name does not inherit; empty if there is no such topic. */
    Optional<String> topicId(String topic);

    /**
     * Asks for the offset that the next record of each partition will get: {@link Long#MAX_VALUE} if the partition no longer
     * exists, nothing if that cannot be said now, as its broker is away. Does not wait for the answer; it comes, and never as
     * a failure.
     */
    CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions);

    /** All raw and events topics that there are, by name. */
    default Map<String, Extent> extents() {
        return Map.of();
    }

    /**
     * Asks how many partitions raw topics have; those that are not there, or of which it cannot be said now, are left out. Does
     * not wait for the answer; it comes, and never as a failure.
     */
    default CompletableFuture<Map<String, Integer>> partitions(Collection<String> topics) {
        return CompletableFuture.completedFuture(Map.of());
    }

    /** An events topic, which is made if it is missing and grows if it has too few partitions. */
    default Extent eventsTopic(String topic, int partitions) {
        return new Extent(topic, partitions);
    }

    @Override
    void close();

    /** A topic: its id, and how many partitions it has. */
    record Extent(String topicId, int partitions) {}

    /** A partition of a raw topic. */
    record Partition(String topic, int number) {}
}
