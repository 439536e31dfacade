package io.drey.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Knows for how long there was nothing to read in each raw partition of one subtask. A partition whose broker is away, or whose
 * records wait to be read, is not silent: who reads the events would take its clock on, and find them late when they come.
 *
 * <p>After a restore a partition may be read by any subtask, or have nothing left to read. It is watched where it is read
 * next; where nothing is left, by the one subtask that looks after it.
 *
 * <p>Knows no Flink; wall time is passed in, in milliseconds.
 */
final class SilenceWatch {

    /** Silence below this is not worth a word. */
    private static final long SHORTEST = 1_000;

    /** After that long a silence is told less often. */
    private static final long LONG = Duration.ofMinutes(5).toMillis();

    private static final long INTERVAL_WHEN_LONG = 15_000;

    /** For how long a partition whose end nobody says counts as not silent. */
    static final Duration AWAY_AT_MOST = Duration.ofMinutes(10);

    private final Map<RawTopics.Partition, Partition> read = new HashMap<>();
    private final Map<RawTopics.Partition, Long> restored = new HashMap<>();

    /** Those that an earlier run had read, whoever looks after them now. */
    private final Set<RawTopics.Partition> known = new HashSet<>();

    /** When the ends were asked for that are answered next. */
    private long askedMillis;

    /** Takes over what an earlier run had read, as far as this subtask is to look after it. */
    void restore(Collection<PartitionRead> partitions, Predicate<PartitionRead> isMine) {
        for (PartitionRead partition : partitions) {
            known.add(new RawTopics.Partition(partition.topic(), partition.partition()));
            if (isMine.test(partition)) {
                restored.merge(
                        new RawTopics.Partition(partition.topic(), partition.partition()),
                        partition.nextOffset(),
                        Math::max);
            }
        }
    }

    /** The partition's record, to be told of each record with {@link Partition#read}. */
    Partition partition(String topic, int partition) {
        RawTopics.Partition key = new RawTopics.Partition(topic, partition);
        restored.remove(key);
        return read.computeIfAbsent(key, k -> new Partition(topic, partition));
    }

    /** Whether a partition is new: no earlier run had read of it, and this one has not yet. */
    boolean isNew(String topic, int partition) {
        RawTopics.Partition key = new RawTopics.Partition(topic, partition);
        return !known.contains(key) && !read.containsKey(key);
    }

    /** The partitions whose ends are to be asked for: those of which nothing was read lately, and those that are restored. */
    Set<RawTopics.Partition> due(long wallMillis) {
        askedMillis = wallMillis;
        Set<RawTopics.Partition> due = new HashSet<>(restored.keySet());
        read.forEach((key, partition) -> {
            if (partition.isDue(wallMillis)) {
                due.add(key);
            }
        });
        return due;
    }

    /**
     * Takes the answer, and returns the partitions whose silence is to be told now. A partition whose end was not said is told
     * as not silent: its broker is away, and nobody knows what it has for us.
     *
     * <p>Of the restored partitions those are watched from now on that have nothing left to read; those that have are
     * forgotten, because the subtask that reads them watches them. Where the end is not known yet, the question stays open.
     */
    List<Partition> answered(
            Set<RawTopics.Partition> asked, Map<RawTopics.Partition, Long> endOffsets, long wallMillis) {
        List<Partition> told = new ArrayList<>();
        for (RawTopics.Partition key : asked) {
            Long end = endOffsets.get(key);
            Long next = restored.get(key);
            Partition partition = read.get(key);
            if (partition != null) {
                partition.answered(end, askedMillis, wallMillis);
                if (partition.isDue(wallMillis)) {
                    partition.toldMillis = wallMillis;
                    told.add(partition);
                }
            } else if (next != null && end != null) {
                if (end <= next) {
                    partition(key.topic(), key.number()).read(next - 1, wallMillis);
                } else {
                    restored.remove(key);
                }
            }
        }
        return told;
    }

    List<PartitionRead> snapshot() {
        List<PartitionRead> snapshot = restored();
        read.values().forEach(p -> snapshot.add(new PartitionRead(p.topic, p.partition, p.nextOffset)));
        return snapshot;
    }

    private List<PartitionRead> restored() {
        List<PartitionRead> partitions = new ArrayList<>();
        restored.forEach((key, next) -> partitions.add(new PartitionRead(key.topic(), key.number(), next)));
        return partitions;
    }

    /** One raw partition. */
    static final class Partition {
        private final String topic;
        private final int partition;
        private long nextOffset;
        private long readMillis;
        private long toldMillis;

        /** What was answered last, when, and since when it is the answer. */
        private long endOffset = -1;

        private long answeredMillis;
        private long endSinceMillis;

        private long silentMillis;
        private long quietMillis;

        private Partition(String topic, int partition) {
            this.topic = topic;
            this.partition = partition;
        }

        void read(long offset, long wallMillis) {
            nextOffset = offset + 1;
            readMillis = wallMillis;
            quietMillis = 0;
        }

        /** From now on it is read here, and nothing was read yet. */
        void begins(long wallMillis) {
            readMillis = wallMillis;
        }

        /** The offset after the last one read. */
        long nextOffset() {
            return nextOffset;
        }

        /** When a record was read of which something left. */
        long heardMillis() {
            return readMillis;
        }

        /** Nothing left of what was read since: who reads the events is to be told of the silence. */
        void heard(long millis) {
            readMillis = millis;
        }

        String topic() {
            return topic;
        }

        int partition() {
            return partition;
        }

        /** For how long there was nothing to read, as far as the last answer tells. */
        long silentMillis() {
            return silentMillis;
        }

        /** For how long certainly nothing came: until the end was asked for, not until it was answered. */
        long quietMillis() {
            return quietMillis;
        }

        private boolean isDue(long wallMillis) {
            long millis = wallMillis - readMillis;
            boolean told = millis > LONG && wallMillis - toldMillis < INTERVAL_WHEN_LONG;
            return millis >= SHORTEST && !told;
        }

        /** Takes an answer, null where none came. */
        private void answered(Long end, long askedMillis, long wallMillis) {
            if (end == null) {
                boolean gaveUp = wallMillis - Math.max(readMillis, answeredMillis) > AWAY_AT_MOST.toMillis();
                silentMillis = gaveUp ? wallMillis - readMillis : 0;
                quietMillis = silentMillis;
                return;
            }
            if (end != endOffset) {
                endSinceMillis = wallMillis;
            }
            silentMillis = Math.max(0, silentUntil(end, wallMillis) - readMillis);
            if (end <= nextOffset) {
                quietMillis = Math.max(0, askedMillis - readMillis);
            } else if (endOffset > nextOffset) {
                quietMillis = silentMillis;
            }
            endOffset = end;
            answeredMillis = wallMillis;
        }

        /** Until when all that came was read, or no more came. */
        private long silentUntil(long end, long wallMillis) {
            if (end <= nextOffset) {
                return wallMillis;
            }
            if (endOffset <= nextOffset) {
                // What was there when it was asked last is read; of what came since, nothing is known.
                return answeredMillis;
            }
            // Records wait, which is no silence; but an end that stays may be that of a transaction, a record nobody is
            // given.
            return readMillis + wallMillis - Math.max(readMillis, endSinceMillis);
        }
    }
}
