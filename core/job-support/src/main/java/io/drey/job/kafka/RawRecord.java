package io.drey.job.kafka;

/**
 * A record of a raw topic as it was shipped.
 *
 * @param topic the topic's name
 * @param partition the partition
 * @param offset the offset
 * @param createdMillis when the broker or the shipper says it arrived, in milliseconds since the epoch
 * @param value the bytes, or null where the record has none
 */
public record RawRecord(String topic, int partition, long offset, long createdMillis, byte[] value) {}
