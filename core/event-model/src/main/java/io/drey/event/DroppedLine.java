package io.drey.event;

import static java.util.Objects.requireNonNull;

/**
 * A line of which there is no event: where it stood and why, and nothing of what it said. The dataset's document says that it is not
 * kept, it is part of the event of an earlier line, or its sender had sent it before.
 *
 * @param tenant whose line it was
 * @param dataset the dataset
 * @param topicId the raw topic's id
 * @param topic the raw topic's name
 * @param partition the raw partition
 * @param offset the raw offset
 * @param index the line within the raw record
 * @param reason the rule by which it was dropped; {@link #JOINED} and the offset of the event it is part of; or {@link #REPEATED}
 * @param createdMillis when it arrived, in milliseconds since the epoch
 */
public record DroppedLine(
        String tenant,
        String dataset,
        String topicId,
        String topic,
        int partition,
        long offset,
        int index,
        String reason,
        long createdMillis) {

    /** What the reason begins with where the line is part of an event. */
    public static final String JOINED = "multiline: part of the event at offset ";

    /** The reason where the sender, by the position it gives, had sent the line before. */
    public static final String REPEATED = "repeated: its sender had sent it before";

    public DroppedLine {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(topicId, "topicId is null");
        requireNonNull(topic, "topic is null");
        requireNonNull(reason, "reason is null");
    }

    /** Of an event's line. */
    public static DroppedLine of(LogEvent at, String reason) {
        return new DroppedLine(
                at.datasetId().tenant(),
                at.datasetId().dataset(),
                at.topicId(),
                at.topic(),
                at.partition(),
                at.offset(),
                at.index(),
                reason,
                at.createdMillis());
    }
}
