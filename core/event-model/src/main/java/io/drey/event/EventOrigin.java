package io.drey.event;

import static java.util.Objects.requireNonNull;

/**
 * What all events of one raw partition have in common. Events that came together share one object.
 *
 * @param datasetId whose lines they are
 * @param topicId the raw topic's id
 * @param topic the raw topic's name
 * @param partition the raw partition
 */
public record EventOrigin(DatasetId datasetId, String topicId, String topic, int partition) {

    public EventOrigin {
        requireNonNull(datasetId, "datasetId is null");
        requireNonNull(topicId, "topicId is null");
        requireNonNull(topic, "topic is null");
    }
}
