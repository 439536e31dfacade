package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.EventPartitions;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.job.datasets.DatasetDirectory;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the events of raw partitions go, for one subtask. What Kafka has is looked at before what was published of growths:
 * a growth is published before it is made, so whatever partition was seen, the growth that made it is known.
 *
 * <p>A growth that was published and not made, as its {@code drey apply} was killed between, is made here.
 */
final class EventPlaces {

    private final RawTopics topics;
    private final DatasetDirectory directory;
    private Map<String, RawTopics.Extent> seen = Map.of();
    private final Map<String, EventPartitions> ofTenants = new HashMap<>();
    private final Map<DatasetId, int[]> ofDatasets = new HashMap<>();

    EventPlaces(RawTopics topics, DatasetDirectory directory) {
        this.topics = requireNonNull(topics, "topics is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    /** How many partitions a raw topic has, 0 if there is none, looked up anew if it is to have more than were seen. */
    int rawPartitions(String topic, int atLeast) {
        RawTopics.Extent extent = seen.get(topic);
        if (extent == null || extent.partitions() < atLeast) {
            seen = topics.extents();
            directory.refresh();
            ofTenants.clear();
            ofDatasets.clear();
            extent = seen.get(topic);
        }
        return extent == null ? 0 : extent.partitions();
    }

    /** Whether the tenant of a raw topic that was looked up has an events topic. */
    boolean hasEventsTopic(String rawTopic) {
        return Topics.datasetOfRaw(rawTopic)
                .filter(dataset -> seen.containsKey(Topics.events(dataset.tenant())))
                .isPresent();
    }

    /** The partition of the events topic for a raw partition. */
    int of(DatasetId dataset, int rawPartition) {
        int count = Math.max(rawPartitions(Topics.raw(dataset), rawPartition + 1), rawPartition + 1);
        int[] places = ofDatasets.get(dataset);
        if (places == null || places.length < count) {
            places = ofTenants
                    .computeIfAbsent(dataset.tenant(), this::eventPartitions)
                    .of(dataset, count);
            ofDatasets.put(dataset, places);
        }
        return places[rawPartition];
    }

    private EventPartitions eventPartitions(String tenant) {
        String topic = Topics.events(tenant);
        RawTopics.Extent extent = seen.get(topic);
        if (extent == null) {
            extent = topics.eventsTopic(topic, 1);
        }
        RawTopics.Extent there = extent;
        EventPartitions partitions = directory
                .eventPartitions(tenant, there.topicId())
                .orElseGet(() -> EventPartitions.fixed(there.topicId(), there.partitions()));
        if (partitions.partitions() > there.partitions()) {
            topics.eventsTopic(topic, partitions.partitions());
        }
        return partitions;
    }
}
