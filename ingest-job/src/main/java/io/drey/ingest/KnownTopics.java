package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The raw topics that a subtask has heard of. One is known from when it is asked for. */
final class KnownTopics {

    private final RawTopics cluster;
    private final LineReading.Sources sources;
    private final LineCounters counters;
    private final RawTopic.Shared shared;
    private final Map<String, RawTopic> topics = new HashMap<>();
    private RawTopic last;

    /** How many partitions the topics have, once that is answered; null where it is not asked. */
    private CompletableFuture<Map<String, Integer>> extents;

    KnownTopics(RawTopics cluster, LineReading.Sources sources, LineCounters counters, RawTopic.Shared shared) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.sources = requireNonNull(sources, "sources is null");
        this.counters = requireNonNull(counters, "counters is null");
        this.shared = requireNonNull(shared, "shared is null");
    }

    /**
     * The topic of a name. Quick where it is the one that was asked for last.
     *
     * @throws IllegalStateException if there is no such topic, or it is no raw topic
     */
    RawTopic topic(String name) {
        if (last == null || !last.name().equals(name)) {
            last = topics.computeIfAbsent(name, absent -> make(absent, topicId(absent)));
        }
        return last;
    }

    private String topicId(String name) {
        return cluster.topicId(name)
                .orElseThrow(() -> new IllegalStateException("topic %s is no more".formatted(name)));
    }

    /** A topic that had a name before, and is no more; it does not become known. */
    RawTopic former(String name, String topicId) {
        return make(name, topicId);
    }

    private RawTopic make(String name, String topicId) {
        DatasetId datasetId = Topics.datasetOfRaw(name)
                .orElseThrow(() -> new IllegalStateException("'%s' is not a raw topic".formatted(name)));
        return new RawTopic(
                name,
                topicId,
                datasetId,
                new LineReading(datasetId, sources),
                counters.ofDataset(datasetId, topics.size()),
                shared);
    }

    /** Partitions that are added to raw topics are told of before they are read, which may be ten seconds later. */
    void lookForPartitions() {
        if (extents != null && extents.isDone()) {
            extents.join().forEach((topic, count) -> topic(topic).extend(count));
            extents = null;
        }
        if (extents == null && !topics.isEmpty()) {
            extents = cluster.partitions(List.copyOf(topics.keySet()));
        }
    }

    /** Lets go what waits, of all. */
    void letGo() {
        topics.values().forEach(RawTopic::letGo);
    }

    /** The lines that wait, for a checkpoint. */
    List<HeldLines> held() {
        List<HeldLines> held = new ArrayList<>();
        topics.values().forEach(topic -> topic.addHeldTo(held));
        return held;
    }

    /** What senders have sent, for a checkpoint. */
    List<SourcesSent> sent() {
        List<SourcesSent> sent = new ArrayList<>();
        topics.values().forEach(topic -> topic.addSentTo(sent));
        return sent;
    }
}
