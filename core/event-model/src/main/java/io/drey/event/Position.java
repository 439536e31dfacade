package io.drey.event;

import static java.util.Objects.requireNonNull;

/**
 * Where a raw record stood: the Kafka topic's id (a UUID that a re-created topic does not inherit) and name, partition
 * and offset, and the index of the line within the record.
 *
 * <p>An event's id is derived from its position and never from its content: two identical lines are two events.
 *
 * @param topicId the topic's id in Kafka's own base64 form, 22 characters
 * @param topic the topic's name
 * @param partition at least 0
 * @param offset at least 0
 * @param index at least 0; 0 where a record is one line
 */
public record Position(String topicId, String topic, int partition, long offset, int index) {

    public Position {
        requireNonNull(topicId, "topicId is null");
        requireNonNull(topic, "topic is null");
    }

    /** The id of the event at this position: topic id, partition, offset and index, separated by dots. */
    public String eventId() {
        return topicId + "." + partition + "." + offset + "." + index;
    }

    /** Whether this position comes after another one of the same partition. */
    public boolean isAfter(long otherOffset, int otherIndex) {
        return offset > otherOffset || (offset == otherOffset && index > otherIndex);
    }

    @Override
    public String toString() {
        return topic + "[" + partition + "]@" + offset + (index == 0 ? "" : "#" + index);
    }
}
