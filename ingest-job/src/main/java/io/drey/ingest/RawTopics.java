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

    @Override
    void close();

    /** A partition of a raw topic. */
    record Partition(String topic, int number) {}
}
