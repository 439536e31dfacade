package io.drey.ingest;

import static java.util.Objects.requireNonNull;

/**
 * How far the senders of a raw partition have sent what they read.
 *
 * @param topic the raw topic's name
 * @param topicId its id
 * @param partition the raw partition
 * @param nextOffset the offset after the last record read
 * @param sources the sources, as {@link SentLines} writes them
 */
public record SourcesSent(String topic, String topicId, int partition, long nextOffset, byte[] sources) {

    public SourcesSent {
        requireNonNull(topic, "topic is null");
        requireNonNull(topicId, "topicId is null");
        requireNonNull(sources, "sources is null");
    }

    /** Of two of the same partition the one that was written later. */
    static SourcesSent later(SourcesSent one, SourcesSent other) {
        return other.nextOffset > one.nextOffset ? other : one;
    }
}
