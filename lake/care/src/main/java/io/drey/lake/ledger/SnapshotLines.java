package io.drey.lake.ledger;

import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.TableColumns;
import io.drey.lake.ledger.LedgerEntry.Kind;
import io.drey.lake.ledger.LedgerEntry.SnapshotId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** Makes the ledger's entries of one snapshot. */
final class SnapshotLines {

    private final LakeTable name;
    private final Table table;

    SnapshotLines(LakeTable name, Table table) {
        this.name = name;
        this.table = table;
    }

    /** How a snapshot is named in the ledger. */
    static SnapshotId id(Snapshot snapshot) {
        return new SnapshotId(
                snapshot.snapshotId(), snapshot.sequenceNumber(), snapshot.timestampMillis(), operation(snapshot));
    }

    private static String operation(Snapshot snapshot) {
        String own = snapshot.summary().get(LakeOperation.PROPERTY);
        return own == null ? snapshot.operation() : own;
    }

    /** The entries of a snapshot, in a fixed order, the one of the snapshot as a whole last. */
    List<LedgerEntry> entries(Snapshot snapshot) {
        SnapshotId id = id(snapshot);
        List<LedgerEntry> entries = new ArrayList<>();
        if (LakeOperation.changesLines(id.operation())) {
            entries.addAll(changes(snapshot, id));
        } else if (snapshot.operation().equals(DataOperations.APPEND)) {
            for (Map.Entry<LineKey, Tally> tally : added(snapshot).entrySet()) {
                entries.add(LedgerEntry.added(id, tally.getKey(), tally.getValue()));
            }
        }
        entries.add(LedgerEntry.ofSnapshot(id, name, moreRows(snapshot)));
        return entries;
    }

    /**
     * The entries of the oldest snapshot that is left, where those before it were expired unread: all lines it holds that the
     * ledger does not know.
     */
    List<LedgerEntry> baseline(Snapshot snapshot, Map<RawPartition, RangeSet> known) {
        SnapshotId read = id(snapshot);
        SnapshotId id = new SnapshotId(read.id(), read.sequence(), read.committedMillis(), LakeOperation.BASELINE);
        SortedMap<LineKey, Tally> tallies = new TreeMap<>();
        LineReader reader = new LineReader(name);
        for (FileScanTask task : plan(snapshot.snapshotId(), Set.of())) {
            FileRows.forEachLive(table, task, TableColumns.of(name, table).read(), row -> {
                Line line = reader.line(row);
                RangeSet there = known.get(line.key().partition());
                if (there == null || !there.contains(line.offset())) {
                    count(tallies, line);
                }
            });
        }
        List<LedgerEntry> entries = new ArrayList<>();
        tallies.forEach((key, tally) -> entries.add(LedgerEntry.added(id, key, tally)));
        entries.add(LedgerEntry.ofSnapshot(id, name, 0));
        return entries;
    }

    private SortedMap<LineKey, Tally> added(Snapshot snapshot) {
        SortedMap<LineKey, Tally> tallies = new TreeMap<>();
        LineReader reader = new LineReader(name);
        for (DataFile file :
                SnapshotChanges.builderFor(table).snapshot(snapshot).build().addedDataFiles()) {
            FileRows.forEach(table, file, TableColumns.of(name, table).read(), row -> count(tallies, reader.line(row)));
        }
        return tallies;
    }

    /** What a snapshot took away and what it brought, counted from the files in which it differs from its parent. */
    private List<LedgerEntry> changes(Snapshot snapshot, SnapshotId id) {
        Map<String, FileScanTask> before = new HashMap<>();
        Map<String, FileScanTask> after = new HashMap<>();
        Set<String> tenants = tenants(snapshot);
        if (snapshot.parentId() != null) {
            if (table.snapshot(snapshot.parentId()) == null) {
                return unread(id);
            }
            plan(snapshot.parentId(), tenants).forEach(task -> before.put(nameOf(task), task));
        }
        plan(snapshot.snapshotId(), tenants).forEach(task -> after.put(nameOf(task), task));
        Set<String> same = new HashSet<>(before.keySet());
        same.retainAll(after.keySet());
        before.keySet().removeAll(same);
        after.keySet().removeAll(same);
        SortedMap<LineKey, Tally> gone;
        try {
            gone = live(before);
        } catch (LakeException e) {
            if (FileRows.isMissing(e)) {
                return unread(id);
            }
            throw e;
        }
        SortedMap<LineKey, Tally> come = live(after);
        SortedSet<LineKey> keys = new TreeSet<>(gone.keySet());
        keys.addAll(come.keySet());
        List<LedgerEntry> entries = new ArrayList<>();
        for (LineKey key : keys) {
            addDifference(entries, id, key, gone.getOrDefault(key, new Tally()), come.getOrDefault(key, new Tally()));
        }
        return entries;
    }

    private static void addDifference(List<LedgerEntry> entries, SnapshotId id, LineKey key, Tally gone, Tally come) {
        RangeSet deleted = gone.offsets().minus(come.offsets());
        RangeSet added = come.offsets().minus(gone.offsets());
        long addedCount = added.count();
        long deletedCount = gone.count() - come.count() + addedCount;
        long lostChecksum = gone.checksum() - come.checksum();
        if (deletedCount != 0 || lostChecksum != 0) {
            entries.add(new LedgerEntry(
                    Kind.DELETED, id, key, deletedCount, gone.late() - come.late(), deleted, lostChecksum));
        }
        if (!added.isEmpty()) {
            // What they bring to the checksum is in what the deleted ones took.
            entries.add(new LedgerEntry(Kind.ADDED, id, key, addedCount, 0, added, 0));
        }
    }

    /** The files were gone before the ledger was brought up to date: nobody can say any more what was deleted. */
    private List<LedgerEntry> unread(SnapshotId id) {
        RawPartition nowhere = new RawPartition("", "", "", "", -1, -1);
        return List.of(new LedgerEntry(Kind.DELETED, id, new LineKey(name, nowhere, 0), 0, 0, new RangeSet(), 0));
    }

    private SortedMap<LineKey, Tally> live(Map<String, FileScanTask> tasks) {
        SortedMap<LineKey, Tally> tallies = new TreeMap<>();
        LineReader reader = new LineReader(name);
        for (FileScanTask task : tasks.values()) {
            FileRows.forEachLive(
                    table, task, TableColumns.of(name, table).read(), row -> count(tallies, reader.line(row)));
        }
        return tallies;
    }

    private static void count(Map<LineKey, Tally> tallies, Line line) {
        tallies.computeIfAbsent(line.key(), key -> new Tally()).add(line);
    }

    /** A file with what is deleted of it. */
    private static String nameOf(FileScanTask task) {
        SortedSet<String> parts = new TreeSet<>();
        for (DeleteFile delete : task.deletes()) {
            parts.add(delete.location() + "@" + delete.contentOffset());
        }
        return task.file().location() + parts;
    }

    private List<FileScanTask> plan(long snapshotId, Set<String> tenants) {
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = TableFiles.scan(table, snapshotId, tenants)) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
        return files;
    }

    /** Whose files a snapshot touched. Both tables are partitioned by tenant first. */
    private Set<String> tenants(Snapshot snapshot) {
        SnapshotChanges changes =
                SnapshotChanges.builderFor(table).snapshot(snapshot).build();
        Set<String> tenants = new TreeSet<>();
        changes.addedDataFiles().forEach(file -> tenants.add(tenant(file)));
        changes.removedDataFiles().forEach(file -> tenants.add(tenant(file)));
        changes.addedDeleteFiles().forEach(file -> tenants.add(tenant(file)));
        changes.removedDeleteFiles().forEach(file -> tenants.add(tenant(file)));
        return tenants;
    }

    private static String tenant(ContentFile<?> file) {
        return file.partition().get(0, CharSequence.class).toString();
    }

    /** How many rows more the table has, as the snapshot says. Deletes by equality say nothing of rows. */
    private static long moreRows(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        return number(summary, SnapshotSummary.ADDED_RECORDS_PROP)
                - number(summary, SnapshotSummary.DELETED_RECORDS_PROP)
                - number(summary, SnapshotSummary.ADDED_POS_DELETES_PROP)
                + number(summary, SnapshotSummary.REMOVED_POS_DELETES_PROP);
    }

    private static long number(Map<String, String> summary, String property) {
        return Long.parseLong(summary.getOrDefault(property, "0"));
    }
}
