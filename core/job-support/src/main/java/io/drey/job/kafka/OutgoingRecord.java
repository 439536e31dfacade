package io.drey.job.kafka;

import static java.util.Objects.requireNonNull;

/**
 * A record on its way to a topic.
 *
 * @param topic the topic's name
 * @param partitionHash what decides the partition, modulo the topic's partitions; records of equal hash keep their order. Of an
 *     events topic it is the partition itself, which does not follow from how many there are now
 * @param key the record's key, or null
 * @param value the record's value
 */
public record OutgoingRecord(String topic, int partitionHash, byte[] key, byte[] value) {

    public OutgoingRecord {
        requireNonNull(topic, "topic is null");
        requireNonNull(value, "value is null");
    }
}
