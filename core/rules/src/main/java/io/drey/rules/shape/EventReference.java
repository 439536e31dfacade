package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import io.drey.event.Position;

/**
 * Which event it was, without what it says: enough to order events and to name them in an alert.
 *
 * <p>The order is total: by time stamp, then by position (topic id, partition, offset, index).
 *
 * @param timestampMillis when it happened, in milliseconds since the epoch
 * @param topicId the raw topic's id
 * @param partition the raw partition
 * @param offset the raw offset
 * @param index the line within the raw record
 */
public record EventReference(long timestampMillis, String topicId, int partition, long offset, int index)
        implements Comparable<EventReference> {

    public EventReference {
        requireNonNull(topicId, "topicId is null");
    }

    /** See {@link Position#eventId()}. */
    public String eventId() {
        return new Position(topicId, "", partition, offset, index).eventId();
    }

    @Override
    public int compareTo(EventReference other) {
        int order = Long.compare(timestampMillis, other.timestampMillis);
        if (order == 0) {
            order = topicId.compareTo(other.topicId);
        }
        if (order == 0) {
            order = Integer.compare(partition, other.partition);
        }
        if (order == 0) {
            order = Long.compare(offset, other.offset);
        }
        return order == 0 ? Integer.compare(index, other.index) : order;
    }
}
