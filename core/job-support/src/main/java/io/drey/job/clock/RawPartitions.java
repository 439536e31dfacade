package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventOrigin;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What one subtask knows of the raw partitions whose events it reads: the highest position of each, by which replayed
 * events are dropped, and the highest time stamp of each, from which the datasets' clocks follow.
 *
 * <p>A dataset's clock is the lowest, over its active partitions, of the highest time stamp seen, less the reorder delay.
 * A partition that {@linkplain Heartbeat heartbeats} report as silent holds no other back; when all are silent the clock
 * goes on with the silence. Without heartbeats the clock stands: then it is the ingest job that is down. A partition that is
 * known from a restored state counts once it is heard of here: until then {@link DatasetClocks} waits for it, as it does for
 * those of which only an {@linkplain Heartbeat#isExtent extent} tells: they may be in event partitions that nobody reads yet.
 *
 * <p>Knows no Flink; wall time is passed in, in milliseconds.
 */
final class RawPartitions {

    /** How long a dataset's first partition waits for its siblings to show up. */
    static final Duration DISCOVERY_GRACE = Duration.ofSeconds(1);

    /** After how long without any word a partition no longer holds back siblings that are heard of. */
    static final Duration LOST_AFTER = Duration.ofSeconds(60);

    private final Function<DatasetId, DatasetDocument> datasets;
    private final Map<DatasetId, Dataset> byDataset = new HashMap<>();
    private final Map<Key, Partition> byKey = new HashMap<>();

    /** Marks an entry of the state as an extent, which says how many raw partitions there are. */
    private static final int EXTENT = -2;

    private Partition last;

    RawPartitions(Function<DatasetId, DatasetDocument> datasets) {
        this.datasets = requireNonNull(datasets, "datasets is null");
    }

    /** Takes over what an earlier run knew. Of two entries of a partition the further one counts. */
    void restore(Collection<PartitionProgress> progress, long wallMillis) {
        for (PartitionProgress earlier : progress) {
            DatasetId datasetId = new DatasetId(earlier.tenant(), earlier.dataset());
            if (earlier.index() == EXTENT) {
                dataset(datasetId, wallMillis).extend(earlier.topicId(), earlier.partition() + 1);
                continue;
            }
            Partition partition = partition(datasetId, earlier.topicId(), earlier.partition(), wallMillis);
            partition.restored = true;
            partition.highestMillis = Math.max(partition.highestMillis, earlier.highestMillis());
            if (partition.isNew(earlier.offset(), earlier.index())) {
                partition.offset = earlier.offset();
                partition.index = earlier.index();
            }
            partition.dataset.firstHeardMillis = wallMillis - DISCOVERY_GRACE.toMillis();
        }
    }

    List<PartitionProgress> progress() {
        List<PartitionProgress> progress = new ArrayList<>(byKey.size());
        byKey.forEach((key, partition) -> progress.add(new PartitionProgress(
                partition.dataset.id.tenant(),
                partition.dataset.id.dataset(),
                key.topicId,
                key.partition,
                partition.offset,
                partition.index,
                partition.highestMillis)));
        byDataset.forEach((id, dataset) -> dataset.extents.forEach((topicId, count) -> progress.add(
                new PartitionProgress(id.tenant(), id.dataset(), topicId, count - 1, -1, EXTENT, Long.MIN_VALUE))));
        return progress;
    }

    /** Notes an event; returns false if its position is not above the highest one seen, so that it is a replay. */
    boolean accept(LogEvent event, long wallMillis) {
        return accept(
                event.origin(),
                event.offset(),
                event.index(),
                event.timestampMillis(),
                event.createdMillis(),
                wallMillis);
    }

    /**
     * Notes an event by what it is judged by.
     *
     * @param origin the raw partition
     * @param offset the raw offset
     * @param index the line within the raw record
     * @param timestampMillis when it happened
     * @param createdMillis when it arrived
     */
    boolean accept(
            EventOrigin origin, long offset, int index, long timestampMillis, long createdMillis, long wallMillis) {
        Partition partition = partition(origin.datasetId(), origin.topicId(), origin.partition(), wallMillis);
        partition.heard(wallMillis);
        partition.silentMillis = 0;
        if (!partition.isNew(offset, index)) {
            return false;
        }
        partition.offset = offset;
        partition.index = index;
        if (timestampMillis > partition.highestMillis
                && timestampMillis
                        <= createdMillis
                                + partition.dataset.document().futureCap().toMillis()) {
            partition.highestMillis = timestampMillis;
        }
        return true;
    }

    void accept(Heartbeat heartbeat, long wallMillis) {
        if (heartbeat.isExtent()) {
            dataset(heartbeat.datasetId(), wallMillis).extend(heartbeat.topicId(), heartbeat.partition() + 1);
            return;
        }
        Partition partition = partition(heartbeat.datasetId(), heartbeat.topicId(), heartbeat.partition(), wallMillis);
        partition.heard(wallMillis);
        partition.silentMillis = heartbeat.silentMillis();
    }

    Collection<DatasetId> datasets() {
        return byDataset.keySet();
    }

    /** Where a dataset stood when the state was saved, or empty if no partition of it is known from there. */
    Optional<Restored> restored(DatasetId datasetId) {
        Dataset dataset = byDataset.get(datasetId);
        Set<Integer> numbers = new TreeSet<>();
        long slowest = Long.MAX_VALUE;
        for (Partition partition : dataset.partitions) {
            if (partition.restored && partition.highestMillis != Long.MIN_VALUE) {
                numbers.add(partition.number);
                slowest = Math.min(slowest, partition.highestMillis);
            }
        }
        return numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Restored(
                        numbers, slowest - dataset.document().reorderDelay().toMillis()));
    }

    /**
     * The numbers of those partitions of which others are to know that they have to be heard of, since this was asked last: they
     * exist, and here nobody has heard of them.
     */
    List<Integer> expected(DatasetId datasetId) {
        Dataset dataset = byDataset.get(datasetId);
        List<Integer> numbers = new ArrayList<>();
        if (dataset.isExtended) {
            dataset.isExtended = false;
            dataset.extents.forEach((topicId, count) -> {
                for (int number = 0; number < count; number++) {
                    Partition partition = byKey.get(new Key(topicId, number));
                    if (partition == null || (partition.restored && partition.highestMillis == Long.MIN_VALUE)) {
                        numbers.add(number);
                    }
                }
            });
        }
        return numbers;
    }

    /** The numbers of those partitions that were heard of for the first time since this was asked last. */
    List<Integer> heard(DatasetId datasetId) {
        List<Integer> numbers = new ArrayList<>();
        for (Partition partition : byDataset.get(datasetId).partitions) {
            if (partition.untold) {
                partition.untold = false;
                numbers.add(partition.number);
            }
        }
        return numbers;
    }

    /** Whether nothing is said of a dataset yet, as its partitions are only just being heard of. */
    boolean isGathering(DatasetId datasetId, long wallMillis) {
        Dataset dataset = byDataset.get(datasetId);
        return dataset == null || wallMillis - dataset.firstHeardMillis < DISCOVERY_GRACE.toMillis();
    }

    /** The clock of a dataset as far as this subtask knows, or empty as long as nothing can be said. */
    Optional<Reading> reading(DatasetId datasetId, long wallMillis) {
        if (isGathering(datasetId, wallMillis)) {
            return Optional.empty();
        }
        Dataset dataset = byDataset.get(datasetId);
        DatasetDocument document = datasets.apply(datasetId);
        dataset.document = document;
        long reorderDelay = document.reorderDelay().toMillis();
        long silenceTimeout = document.silenceTimeout().toMillis();
        long lastHeard = Long.MIN_VALUE;
        for (Partition partition : dataset.partitions) {
            if (!partition.restored) {
                lastHeard = Math.max(lastHeard, partition.heardMillis);
            }
        }
        long active = Long.MAX_VALUE;
        long idle = Long.MIN_VALUE;
        for (Partition partition : dataset.partitions) {
            if (partition.restored || partition.isLost(lastHeard)) {
                continue;
            }
            if (partition.isUnread()) {
                // Its first events are on their way, and nobody knows how old they are.
                active = partition.silentMillis == 0 ? Long.MIN_VALUE : active;
                continue;
            }
            if (partition.highestMillis == Long.MIN_VALUE) {
                continue;
            }
            if (partition.silentMillis < silenceTimeout) {
                active = Math.min(active, partition.highestMillis - reorderDelay);
            } else {
                long heldBack = document.bounded() ? 0 : reorderDelay;
                idle = Math.max(idle, partition.highestMillis + partition.silentMillis - heldBack);
            }
        }
        if (active != Long.MAX_VALUE) {
            return Optional.of(new Reading(active, Idleness.ACTIVE));
        }
        return idle == Long.MIN_VALUE ? Optional.empty() : Optional.of(new Reading(idle, Idleness.IDLE));
    }

    private Partition partition(DatasetId datasetId, String topicId, int number, long wallMillis) {
        if (last != null && last.number == number && last.topicId.equals(topicId)) {
            return last;
        }
        last = byKey.computeIfAbsent(new Key(topicId, number), key -> {
            Dataset dataset = dataset(datasetId, wallMillis);
            Partition partition = new Partition(dataset, topicId, number, wallMillis);
            dataset.partitions.add(partition);
            return partition;
        });
        return last;
    }

    private Dataset dataset(DatasetId datasetId, long wallMillis) {
        return byDataset.computeIfAbsent(datasetId, id -> new Dataset(id, wallMillis));
    }

    enum Idleness {
        ACTIVE,
        IDLE
    }

    /** A clock in milliseconds since the epoch, and whether the dataset is silent here. */
    record Reading(long clockMillis, Idleness idleness) {}

    /**
     * Partitions as they are known from a restored state.
     *
     * @param partitions their numbers
     * @param clockMillis the clock of the slowest, in milliseconds since the epoch
     */
    record Restored(Set<Integer> partitions, long clockMillis) {}

    private record Key(String topicId, int partition) {}

    private final class Dataset {
        private final DatasetId id;
        private final List<Partition> partitions = new ArrayList<>();
        private final Map<String, Integer> extents = new HashMap<>();
        private boolean isExtended;
        private long firstHeardMillis;
        private DatasetDocument document;

        private Dataset(DatasetId id, long wallMillis) {
            this.id = id;
            this.firstHeardMillis = wallMillis;
        }

        /** How many partitions the raw topic has: never fewer than before, as long as it is the same topic. */
        private void extend(String topicId, int count) {
            if (extents.getOrDefault(topicId, 0) < count) {
                extents.clear();
                extents.put(topicId, count);
                isExtended = true;
            }
        }

        private DatasetDocument document() {
            if (document == null) {
                document = datasets.apply(id);
            }
            return document;
        }
    }

    private static final class Partition {
        private final Dataset dataset;
        private final String topicId;
        private final int number;
        private long offset = -1;
        private int index = -1;
        private long highestMillis = Long.MIN_VALUE;
        private long silentMillis;
        private long heardMillis;
        private boolean restored;
        private boolean heard;
        private boolean untold;

        private Partition(Dataset dataset, String topicId, int number, long wallMillis) {
            this.dataset = dataset;
            this.topicId = topicId;
            this.number = number;
            this.heardMillis = wallMillis;
        }

        private void heard(long wallMillis) {
            heardMillis = wallMillis;
            untold |= !heard;
            heard = true;
            restored = false;
        }

        private boolean isUnread() {
            return offset < 0;
        }

        private boolean isNew(long otherOffset, int otherIndex) {
            return otherOffset > offset || (otherOffset == offset && otherIndex > index);
        }

        private boolean isLost(long siblingsHeardMillis) {
            return siblingsHeardMillis - heardMillis > LOST_AFTER.toMillis();
        }
    }
}
