package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Heartbeat;
import io.drey.event.RecentShapes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A raw topic as a subtask knows it: whose it is, how its lines are read, and the partitions of it that are read here. */
final class RawTopic {

    private final String name;
    private final String topicId;
    private final DatasetId datasetId;
    private final LineReading reading;
    private final LineCounters.OfDataset counters;
    private final Shared shared;
    private final RecentShapes shapes = new RecentShapes();
    private final Map<Integer, RawPartition> partitions = new HashMap<>();
    private RawPartition last;

    /** How many partitions the topic has, as far as the events topic was told; 0 where that is not known. */
    private int extent;

    /**
     * What the topics of a subtask share.
     *
     * @param wall the clock of the machine
     * @param silence knows for how long partitions are silent
     * @param places knows how many partitions topics have
     * @param topics takes what goes to topics
     * @param outcomes takes what goes on within the job
     */
    record Shared(WallClock wall, SilenceWatch silence, EventPlaces places, TopicOutput topics, LineOutcomes outcomes) {

        Shared {
            requireNonNull(wall, "wall is null");
            requireNonNull(silence, "silence is null");
            requireNonNull(places, "places is null");
            requireNonNull(topics, "topics is null");
            requireNonNull(outcomes, "outcomes is null");
        }
    }

    RawTopic(
            String name,
            String topicId,
            DatasetId datasetId,
            LineReading reading,
            LineCounters.OfDataset counters,
            Shared shared) {
        this.name = requireNonNull(name, "name is null");
        this.topicId = requireNonNull(topicId, "topicId is null");
        this.datasetId = requireNonNull(datasetId, "datasetId is null");
        this.reading = requireNonNull(reading, "reading is null");
        this.counters = requireNonNull(counters, "counters is null");
        this.shared = requireNonNull(shared, "shared is null");
    }

    String name() {
        return name;
    }

    String topicId() {
        return topicId;
    }

    DatasetId datasetId() {
        return datasetId;
    }

    LineReading reading() {
        return reading;
    }

    LineCounters.OfDataset counters() {
        return counters;
    }

    Shared shared() {
        return shared;
    }

    /** What of one of its partitions goes to topics. */
    TopicOutput.Partition toTopics(int partition) {
        return shared.topics().partition(datasetId, name, partition, shapes);
    }

    /** Reads lines as the document says that is in force now. What waits leaves as the former one has it. */
    void follow() {
        if (reading.isOutdated()) {
            letGo();
            reading.renew();
        }
    }

    RawPartition partition(int partition) {
        if (last == null || last.number() != partition) {
            RawPartition known = partitions.get(partition);
            last = known == null ? begin(partition) : known;
        }
        return last;
    }

    private RawPartition begin(int partition) {
        extend(shared.places().rawPartitions(name, partition + 1));
        RawPartition begun = new RawPartition(this, partition);
        partitions.put(partition, begun);
        tellExtent(begun);
        return begun;
    }

    /** Takes notice of partitions that are new. */
    void extend(int count) {
        if (count > extent) {
            extent = count;
            partitions.values().forEach(this::tellExtent);
        }
    }

    /** Who reads the events of a partition is to wait for its siblings. */
    private void tellExtent(RawPartition partition) {
        if (extent > 1) {
            partition.tell(Heartbeat.extent(datasetId, topicId, extent));
        }
    }

    /** Lets go what waits, as the document has it by which it was taken. */
    void letGo() {
        partitions.values().forEach(RawPartition::letGo);
    }

    /** Goes on with what an earlier run held of a partition, which is returned. */
    RawPartition restore(HeldLines restored) {
        follow();
        HeldLines held = reading.seal().open(restored);
        RawPartition partition = partition(held.partition());
        partition.restore(held);
        return partition;
    }

    /** Adds the lines that wait, for a checkpoint. */
    void addHeldTo(List<HeldLines> held) {
        partitions.values().stream()
                .filter(RawPartition::mayHold)
                .forEach(partition -> held.add(reading.seal().seal(partition.held())));
    }

    /** Adds what its senders have sent, for a checkpoint. */
    void addSentTo(List<SourcesSent> sent) {
        partitions.values().stream().filter(RawPartition::hasSources).forEach(partition -> sent.add(partition.sent()));
    }
}
