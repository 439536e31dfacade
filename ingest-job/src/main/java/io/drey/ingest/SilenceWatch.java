package io.drey.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Knows for how long nothing was read from each raw partition of one subtask.
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

    private final Map<Key, Partition> read = new HashMap<>();
    private final Map<Key, Long> restored = new HashMap<>();

    /** Takes over what an earlier run had read, as far as this subtask is to look after it. */
    void restore(Collection<PartitionRead> partitions, Predicate<PartitionRead> isMine) {
        for (PartitionRead partition : partitions) {
            if (isMine.test(partition)) {
                restored.merge(new Key(partition.topic(), partition.partition()), partition.nextOffset(), Math::max);
            }
        }
    }

    /** The partition's record, to be told of each record with {@link Partition#read}. */
    Partition partition(String topic, int partition) {
        Key key = new Key(topic, partition);
        restored.remove(key);
        return read.computeIfAbsent(key, k -> new Partition(topic, partition));
    }

    /**
     * Settles the restored partitions: watches those that have nothing left to read, forgets those that have, because
     * the subtask that reads them watches them. Where the end is not known yet, the question stays open.
     */
    void settle(Function<PartitionRead, OptionalLong> endOffset, long wallMillis) {
        for (PartitionRead partition : restored()) {
            OptionalLong end = endOffset.apply(partition);
            if (end.isEmpty()) {
                continue;
            }
            if (end.getAsLong() <= partition.nextOffset()) {
                partition(partition.topic(), partition.partition()).read(partition.nextOffset() - 1, wallMillis);
            } else {
                restored.remove(new Key(partition.topic(), partition.partition()));
            }
        }
    }

    /** The partitions whose silence is to be told now. */
    List<Partition> silent(long wallMillis) {
        List<Partition> silent = new ArrayList<>();
        for (Partition partition : read.values()) {
            long millis = partition.silentMillis(wallMillis);
            boolean told = millis > LONG && wallMillis - partition.toldMillis < INTERVAL_WHEN_LONG;
            if (millis >= SHORTEST && !told) {
                partition.toldMillis = wallMillis;
                silent.add(partition);
            }
        }
        return silent;
    }

    List<PartitionRead> snapshot() {
        List<PartitionRead> snapshot = restored();
        read.values().forEach(p -> snapshot.add(new PartitionRead(p.topic, p.partition, p.nextOffset)));
        return snapshot;
    }

    private List<PartitionRead> restored() {
        List<PartitionRead> partitions = new ArrayList<>();
        restored.forEach((key, next) -> partitions.add(new PartitionRead(key.topic, key.partition, next)));
        return partitions;
    }

    private record Key(String topic, int partition) {}

    /** One raw partition. */
    static final class Partition {
        private final String topic;
        private final int partition;
        private long nextOffset;
        private long readMillis;
        private long toldMillis;

        private Partition(String topic, int partition) {
            this.topic = topic;
            this.partition = partition;
        }

        void read(long offset, long wallMillis) {
            nextOffset = offset + 1;
            readMillis = wallMillis;
        }

        String topic() {
            return topic;
        }

        int partition() {
            return partition;
        }

        long silentMillis(long wallMillis) {
            return wallMillis - readMillis;
        }
    }
}
