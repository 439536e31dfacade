package io.drey.lake.ledger;

import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.TableColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** Counts the rows of tables file by file. Its size is that of partitions, hours and ranges of offsets, and of file names. */
final class Recount {

    private final Predicate<RawPartition> wanted;
    private final SortedMap<LineKey, Counted> byKey = new TreeMap<>();
    private final Map<RawPartition, OffsetBitmap> met = new HashMap<>();
    private final SortedMap<Place, RangeSet> duplicates = new TreeMap<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private long lines;
    private long files;

    /** Rows of an hour and partition. */
    static final class Counted {
        private long count;
        private long checksum;
        private long repeatedCount;
        private long repeatedChecksum;

        /** Whether these are the lines that landed, but for rows whose position was met before. */
        boolean isAs(long expectedCount, long expectedChecksum) {
            return (count == expectedCount && checksum == expectedChecksum)
                    || (count - repeatedCount == expectedCount && checksum - repeatedChecksum == expectedChecksum);
        }

        /** How many rows there are, those met before left out. */
        long distinct() {
            return count - repeatedCount;
        }
    }

    /**
     * Where rows are.
     *
     * @param key the lines
     * @param file the file
     * @param snapshotId the snapshot that added the file; 0 where it was expired
     */
    record Place(LineKey key, String file, long snapshotId) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::key).thenComparing(Place::file).thenComparingLong(Place::snapshotId);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A file that cannot be read.
     *
     * @param table its table
     * @param file its name
     * @param snapshotId the snapshot that added it; 0 where it was expired
     * @param reason why
     */
    record Unreadable(LakeTable table, String file, long snapshotId, String reason) {}

    Recount(Predicate<RawPartition> wanted) {
        this.wanted = wanted;
    }

    /**
     * Counts the rows of a snapshot.
     *
     * @param tenants whose files are read; all where none is named
     * @throws LakeException if the snapshot was expired meanwhile
     */
    void count(LakeTable name, Table table, long snapshotId, Set<String> tenants, Runnable afterEachFile) {
        Map<Long, Long> snapshots = snapshotsBySequence(table);
        LineReader reader = new LineReader(name);
        for (FileScanTask task : inOrderOfOffsets(table, snapshotId, tenants)) {
            String file = task.file().location();
            Long sequence = task.file().fileSequenceNumber();
            long addedBy = sequence == null ? 0 : snapshots.getOrDefault(sequence, 0L);
            try {
                FileRows.forEachLive(
                        table,
                        task,
                        TableColumns.of(name, table).read(),
                        row -> count(reader.line(row), file, addedBy));
            } catch (LakeException e) {
                table.refresh();
                if (table.snapshot(snapshotId) == null) {
                    throw new LakeException(
                            "snapshot %d of table %s was expired while it was read: run it again"
                                    .formatted(snapshotId, table.name()),
                            e);
                }
                unreadable.add(new Unreadable(name, file, addedBy, e.getMessage()));
            }
            files++;
            afterEachFile.run();
        }
    }

    private void count(Line line, String file, long addedBy) {
        if (!wanted.test(line.key().partition())) {
            return;
        }
        lines++;
        Counted counted = byKey.computeIfAbsent(line.key(), key -> new Counted());
        counted.count++;
        counted.checksum += line.hash();
        RawPartition partition = line.key().partition();
        if (partition.hasOffsets()
                && !met.computeIfAbsent(partition, absent -> new OffsetBitmap()).add(line.offset())) {
            counted.repeatedCount++;
            counted.repeatedChecksum += line.hash();
            duplicates
                    .computeIfAbsent(new Place(line.key(), file, addedBy), place -> new RangeSet())
                    .add(line.offset());
        }
    }

    /** Blocks of offsets fill up one after the other where files are read in their order. */
    private static List<FileScanTask> inOrderOfOffsets(Table table, long snapshotId, Set<String> tenants) {
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = TableFiles.scan(table, snapshotId, tenants)) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
        // Of two files with the same offsets the later one is the one that repeats them.
        files.sort(Comparator.comparingLong((FileScanTask task) -> TableFiles.lowestOffset(table, task.file()))
                .thenComparing(task -> task.file().fileSequenceNumber(), Comparator.nullsFirst(Long::compare)));
        return files;
    }

    static Map<Long, Long> snapshotsBySequence(Table table) {
        Map<Long, Long> snapshots = new HashMap<>();
        for (Snapshot snapshot : table.snapshots()) {
            snapshots.put(snapshot.sequenceNumber(), snapshot.snapshotId());
        }
        return snapshots;
    }

    SortedMap<LineKey, Counted> byKey() {
        return byKey;
    }

    /** The offsets that were met, of both tables. */
    Map<RawPartition, RangeSet> offsets() {
        Map<RawPartition, RangeSet> offsets = new TreeMap<>();
        met.forEach((partition, bitmap) -> offsets.put(partition, bitmap.ranges()));
        return offsets;
    }

    /** Rows whose position had been met, by the file they are in. */
    SortedMap<Place, RangeSet> duplicates() {
        return duplicates;
    }

    List<Unreadable> unreadable() {
        return unreadable;
    }

    long lines() {
        return lines;
    }

    long files() {
        return files;
    }
}
