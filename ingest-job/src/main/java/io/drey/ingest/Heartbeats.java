package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Tells those who read events which raw partitions are silent, as Kafka confirms it, and of partitions that are added. */
final class Heartbeats {

    /** How often it is to be looked at, in milliseconds. */
    static final long INTERVAL = 1_000;

    private final RawTopics cluster;
    private final SilenceWatch silence;
    private final KnownTopics topics;
    private final WallClock wall;
    private Set<RawTopics.Partition> endsAskedFor;
    private CompletableFuture<Map<RawTopics.Partition, Long>> ends;

    Heartbeats(RawTopics cluster, SilenceWatch silence, KnownTopics topics, WallClock wall) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.silence = requireNonNull(silence, "silence is null");
        this.topics = requireNonNull(topics, "topics is null");
        this.wall = requireNonNull(wall, "wall is null");
    }

    void send() {
        topics.lookForPartitions();
        if (ends == null) {
            endsAskedFor = silence.due(wall.millis());
            ends = endsAskedFor.isEmpty() ? null : cluster.endOffsets(endsAskedFor);
        }
        if (ends == null || !ends.isDone()) {
            // The answer comes by the next time, or says by its time-out that there is none.
            return;
        }
        Map<RawTopics.Partition, Long> answer = ends.join();
        ends = null;
        for (SilenceWatch.Partition silent : silence.answered(endsAskedFor, answer, wall.millis())) {
            topics.topic(silent.topic()).partition(silent.partition()).tellSilence();
        }
    }
}
