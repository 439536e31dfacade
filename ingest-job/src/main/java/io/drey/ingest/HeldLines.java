package io.drey.ingest;

import static java.util.Objects.requireNonNull;

/**
 * The lines of a raw partition that wait to be joined with others.
 *
 * @param topic the raw topic's name
 * @param topicId its id
 * @param partition the raw partition
 * @param nextOffset the offset after the last record read
 * @param firstOffset the offset of the first record that waits; {@code nextOffset} where none does
 * @param lines the records and what was decided of them, as {@link io.drey.format.LineJoiner} writes them
 */
public record HeldLines(String topic, String topicId, int partition, long nextOffset, long firstOffset, byte[] lines) {

    public HeldLines {
        requireNonNull(topic, "topic is null");
        requireNonNull(topicId, "topicId is null");
        requireNonNull(lines, "lines is null");
    }

    /** Of two of the same partition the one that was written later. */
    static HeldLines later(HeldLines one, HeldLines other) {
        boolean isOther = other.nextOffset > one.nextOffset
                || (other.nextOffset == one.nextOffset && other.firstOffset > one.firstOffset);
        return isOther ? other : one;
    }
}
