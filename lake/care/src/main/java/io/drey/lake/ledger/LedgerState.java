package io.drey.lake.ledger;

import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LedgerEntry.SnapshotId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the lake must hold by the ledger. Its size is that of partitions, hours and ranges of offsets. */
final class LedgerState {

    private final Predicate<RawPartition> wanted;
    private final long settledMillis;
    private final SortedMap<LineKey, Expected> byKey = new TreeMap<>();
    private final SortedMap<RawPartition, Partition> byPartition = new TreeMap<>();
    private final Map<LakeTable, Set<Long>> snapshots = new HashMap<>();
    private final List<LedgerEntry> unexplained = new ArrayList<>();
    private final List<LedgerEntry> unread = new ArrayList<>();

    /** Lines of an hour and partition. */
    static final class Expected {
        private final RangeSet offsets = new RangeSet();
        private long count;
        private long checksum;
        private long added;
        private long deleted;
        private long late;

        /** Lines that must be there. */
        long count() {
            return count;
        }

        long checksum() {
            return checksum;
        }

        /** Lines that ever landed. */
        long added() {
            return added;
        }

        /** Lines that were deleted for a reason. */
        long deleted() {
            return deleted;
        }

        long late() {
            return late;
        }

        RangeSet offsets() {
            return offsets;
        }
    }

    /** A raw partition over all hours and both tables. */
    static final class Partition {
        private final RangeSet ever = new RangeSet();
        private long settledOffset = -1;

        /** Offsets that ever landed, deleted ones included. */
        RangeSet ever() {
            return ever;
        }

        /** The highest offset of a snapshot that is old enough for the other table to have followed. */
        long settledOffset() {
            return settledOffset;
        }
    }

    /**
     * An empty state.
     *
     * @param wanted whose lines are looked at
     * @param settledMillis a snapshot committed after it may lack what the other table gets at the same checkpoint
     */
    LedgerState(Predicate<RawPartition> wanted, long settledMillis) {
        this.wanted = wanted;
        this.settledMillis = settledMillis;
    }

    void accept(LedgerEntry entry) {
        SnapshotId snapshot = entry.snapshot();
        switch (entry.kind()) {
            case SNAPSHOT -> {
                snapshots
                        .computeIfAbsent(entry.key().table(), table -> new HashSet<>())
                        .add(snapshot.id());
                boolean mayDiffer = LakeOperation.changesLines(snapshot.operation())
                        || snapshot.operation().equals(org.apache.iceberg.DataOperations.APPEND);
                if (!mayDiffer && entry.count() != 0) {
                    unexplained.add(entry);
                }
            }
            case ADDED -> {
                if (wanted.test(entry.key().partition())) {
                    add(entry);
                }
            }
            case DELETED -> {
                if (entry.key().partition().tenant().isEmpty()) {
                    unread.add(entry);
                } else if (wanted.test(entry.key().partition())) {
                    delete(entry);
                }
            }
        }
    }

    private void add(LedgerEntry entry) {
        Expected expected = byKey.computeIfAbsent(entry.key(), key -> new Expected());
        expected.count += entry.count();
        expected.added += entry.count();
        expected.late += entry.late();
        expected.checksum += entry.checksum();
        expected.offsets.addAll(entry.offsets());
        Partition partition = byPartition.computeIfAbsent(entry.key().partition(), key -> new Partition());
        partition.ever.addAll(entry.offsets());
        if (entry.snapshot().committedMillis() <= settledMillis) {
            partition.settledOffset =
                    Math.max(partition.settledOffset, entry.offsets().last());
        }
    }

    private void delete(LedgerEntry entry) {
        Expected expected = byKey.computeIfAbsent(entry.key(), key -> new Expected());
        expected.count -= entry.count();
        if (entry.snapshot().operation().equals(LakeOperation.REPARSE)) {
            // These landed, but in the other table by now.
            expected.added -= entry.count();
        } else {
            expected.deleted += entry.count();
        }
        expected.checksum -= entry.checksum();
        expected.offsets.removeAll(entry.offsets());
    }

    SortedMap<LineKey, Expected> byKey() {
        return byKey;
    }

    SortedMap<RawPartition, Partition> byPartition() {
        return byPartition;
    }

    /** The snapshots of a table that are in the ledger. */
    Set<Long> snapshots(LakeTable table) {
        return snapshots.getOrDefault(table, Set.of());
    }

    /** Snapshots that have more or fewer rows than the one before and do not say why. */
    List<LedgerEntry> unexplained() {
        return unexplained;
    }

    /** Snapshots that deleted rows nobody counted. */
    List<LedgerEntry> unread() {
        return unread;
    }

    /** Offsets that must be there, of both tables. */
    Map<RawPartition, RangeSet> present() {
        Map<RawPartition, RangeSet> present = new TreeMap<>();
        byKey.forEach((key, expected) -> present.computeIfAbsent(key.partition(), absent -> new RangeSet())
                .addAll(expected.offsets));
        return present;
    }

    /** The hours of a partition in which an offset landed. */
    List<Long> hoursOf(RawPartition partition, long offset) {
        return byKey.entrySet().stream()
                .filter(entry -> entry.getKey().partition().equals(partition)
                        && entry.getValue().offsets.contains(offset))
                .map(entry -> entry.getKey().hourMillis())
                .distinct()
                .collect(Collectors.toList());
    }
}
