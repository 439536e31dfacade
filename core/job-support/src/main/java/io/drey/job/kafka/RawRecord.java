package io.drey.job.kafka;

/**
 * A record of a raw topic as it was shipped; or, with an offset of -1, the word that a partition is read here from now on.
 *
 * @param topic the topic's name
 * @param partition the partition
 * @param offset the offset
 * @param createdMillis when the broker or the shipper says it arrived, in milliseconds since the epoch
 * @param value the bytes, or null where the record has none
 * @param source what its sender read it from, null where the sender does not say; see {@link SentPosition}
 * @param sourcePosition where it stood there
 * @param path the file that it was read from, null where its sender does not say; see {@link #PATH_HEADER}
 */
public record RawRecord(
        String topic,
        int partition,
        long offset,
        long createdMillis,
        byte[] value,
        String source,
        long sourcePosition,
        byte[] path) {

    /** The header of a raw record by which a sender says from which file it read the line: its path, in UTF-8. */
    public static final String PATH_HEADER = "drey.path";

    /** How many bytes a path may have; a longer one is not taken, and the line counts all the same. */
    static final int LONGEST_PATH = 4096;

    /** A record of which its sender does not say where it stood. */
    public RawRecord(String topic, int partition, long offset, long createdMillis, byte[] value) {
        this(topic, partition, offset, createdMillis, value, null, 0, null);
    }

    /** The word that a partition is read here; without a topic: that all that is read from the beginning was named. */
    public static RawRecord assigned(String topic, int partition) {
        return new RawRecord(topic, partition, -1, 0, null);
    }

    /** Whether this is no record, and says what is read here. */
    public boolean isAssignment() {
        return offset < 0;
    }
}
