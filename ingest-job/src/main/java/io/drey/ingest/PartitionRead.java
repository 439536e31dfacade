package io.drey.ingest;

import static java.util.Objects.requireNonNull;

/**
 * How far a raw partition has been read.
 *
 * @param topic the raw topic's name
 * @param partition the raw partition
 * @param nextOffset the offset after the last one read
 */
public record PartitionRead(String topic, int partition, long nextOffset) {

    public PartitionRead {
        requireNonNull(topic, "topic is null");
    }
}
