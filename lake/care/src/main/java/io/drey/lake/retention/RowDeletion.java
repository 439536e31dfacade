package io.drey.lake.retention;

import io.drey.lake.FileReading;
import io.drey.lake.LakeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Takes rows out of a table: whole files where all their rows go, which is a matter of metadata, else by writing the file's other
 * rows to a new one.
 *
 * <p>Each commit takes some files out and puts their replacements in, or does nothing: readers see the rows or do not, never half
 * of them. It fails, and what it would do is planned anew from the then current snapshot, if one of its files is no longer there
 * (compaction was faster) or got new deletes (an alert was delivered again); files that writers have added meanwhile do not
 * matter. Killed at any moment it leaves the table as one of its commits left it, and files that no snapshot knows, which orphan
 * removal takes; run again it goes on, as files that are done have no such rows any more.
 */
public final class RowDeletion {

    /** So many files are replaced by one commit: large ones make little metadata, small ones lose little to a conflict. */
    private static final int FILES_PER_COMMIT = 200;

    private static final long BYTES_PER_COMMIT = 2L << 30;
    private static final int ATTEMPTS = 20;

    /** Somebody may write such rows all the time: this ends nevertheless. */
    private static final int ROUNDS = 10;

    private final RowRule rule;
    private final Map<String, String> summary;
    private final BooleanSupplier isRuleCurrent;
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<String, DataFile> replacements = new HashMap<>();
    private final Map<String, Long> deleted = new HashMap<>();
    private final Set<String> dropped = new HashSet<>();
    private final Set<String> rewritten = new HashSet<>();

    /**
     * What a file holds.
     *
     * @param rows how many rows, those included that delete files take away
     * @param deleted how many of them are to go
     * @param held how many of them would go but for a hold, by the hold's id
     */
    record Tally(long rows, long deleted, Map<String, Long> held) {}

    /**
     * What was done.
     *
     * @param filesDropped files taken out whole
     * @param filesRewritten files replaced by one without the rows
     * @param rowsDeleted rows in them that are gone
     * @param rowsHeld rows that would be gone but for a hold, by the hold's id
     */
    public record Outcome(long filesDropped, long filesRewritten, long rowsDeleted, Map<String, Long> rowsHeld) {}

    /** A file of which rows are to go. */
    private record Work(FileScanTask task, boolean whole) {}

    /**
     * A deletion.
     *
     * @param summary what the snapshots say of themselves
     * @param isRuleCurrent whether the rule may still be followed; asked right before each commit
     */
    public RowDeletion(RowRule rule, Map<String, String> summary, BooleanSupplier isRuleCurrent) {
        this.rule = rule;
        this.summary = Map.copyOf(summary);
        this.isRuleCurrent = isRuleCurrent;
    }

    /** Says what {@link #apply} would do. */
    Outcome plan(Table table) {
        return plan(table, table.currentSnapshot());
    }

    /** Says what would be done to a snapshot; null for none. */
    Outcome plan(Table table, Snapshot snapshot) {
        Map<String, Long> held = new TreeMap<>();
        if (snapshot != null) {
            for (Work work : work(table, snapshot, held)) {
                note(work);
            }
        }
        return outcome(held);
    }

    /**
     * Takes the rows out of the table's current snapshot. May be called for several branches of the same table: files that they
     * share are rewritten once.
     *
     * @throws LakeException if other commits are always faster
     */
    public Outcome apply(Table table) {
        int conflicts = 0;
        for (int round = 0; ; round++) {
            table.refresh();
            Snapshot snapshot = table.currentSnapshot();
            Map<String, Long> held = new TreeMap<>();
            List<Work> work = snapshot == null ? List.of() : work(table, snapshot, held);
            if (work.isEmpty() || round - conflicts == ROUNDS) {
                return outcome(held);
            }
            // What was added meanwhile is looked at in the next round.
            if (!commitAll(table, snapshot, work)) {
                conflicts++;
                if (conflicts == ATTEMPTS) {
                    throw new LakeException(
                            "table %s is changed faster than rows can be taken out of it: run this again when less is compacted or delivered"
                                    .formatted(table.name()));
                }
                pause(conflicts);
            }
        }
    }

    /** What is in a file, by its place. */
    Tally tally(Table table, String location) {
        return tallies.computeIfAbsent(location, unused -> count(table, location));
    }

    /** What is in a file that was read; null if it was not. */
    Tally known(String location) {
        return tallies.get(location);
    }

    private Outcome outcome(Map<String, Long> held) {
        return new Outcome(
                dropped.size(),
                rewritten.size(),
                deleted.values().stream().mapToLong(Long::longValue).sum(),
                held);
    }

    private List<Work> work(Table table, Snapshot snapshot, Map<String, Long> held) {
        List<Work> work = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .filter(rule.scope())
                .ignoreResiduals()
                .includeColumnStats()
                .planFiles()) {
            for (FileScanTask task : tasks) {
                ParquetFiles.requireParquet(task.file());
                if (rule.takesWhole(task.file())) {
                    work.add(new Work(task, true));
                    continue;
                }
                Tally tally = tallyOfCurrent(table, task.file().location());
                tally.held().forEach((hold, rows) -> held.merge(hold, rows, Long::sum));
                if (tally.deleted() > 0) {
                    work.add(new Work(task, tally.deleted() == tally.rows()));
                }
            }
        } catch (IOException e) {
            throw new LakeException("the files of table %s cannot be listed".formatted(table.name()), e);
        }
        return work;
    }

    private Tally tallyOfCurrent(Table table, String location) {
        try {
            return tally(table, location);
        } catch (NotFoundException e) {
            throw FileReading.unreadable(table, "file " + location, e);
        }
    }

    private Tally count(Table table, String location) {
        Schema projection = table.schema().select(rule.columns());
        long rows = 0;
        long gone = 0;
        Map<String, Long> held = new TreeMap<>();
        try (CloseableIterable<Record> records = new ParquetFiles(table).physical(location, projection)) {
            for (Record row : records) {
                rows++;
                Verdict verdict = rule.judge(row);
                switch (verdict.kind()) {
                    case DELETE -> gone++;
                    case HELD -> held.merge(verdict.hold(), 1L, Long::sum);
                    case KEEP -> {
                        // Nothing to count.
                    }
                }
            }
        } catch (IOException e) {
            throw new LakeException("file %s of table %s cannot be read".formatted(location, table.name()), e);
        }
        return new Tally(rows, gone, held);
    }

    private boolean commitAll(Table table, Snapshot snapshot, List<Work> work) {
        int from = 0;
        while (from < work.size()) {
            int to = from;
            long bytes = 0;
            while (to < work.size() && to - from < FILES_PER_COMMIT && bytes < BYTES_PER_COMMIT) {
                bytes += work.get(to).task().file().fileSizeInBytes();
                to++;
            }
            if (!commit(table, snapshot, work.subList(from, to))) {
                return false;
            }
            from = to;
        }
        return true;
    }

    private boolean commit(Table table, Snapshot snapshot, List<Work> batch) {
        Map<String, DataFile> written = new LinkedHashMap<>();
        try {
            OverwriteFiles overwrite = table.newOverwrite()
                    .validateFromSnapshot(snapshot.snapshotId())
                    .conflictDetectionFilter(rule.scope())
                    .validateNoConflictingDeletes();
            summary.forEach(overwrite::set);
            for (Work each : batch) {
                overwrite.deleteFile(each.task().file());
                if (!each.whole()) {
                    overwrite.addFile(replacement(table, each.task(), written));
                }
            }
            if (!isRuleCurrent.getAsBoolean()) {
                delete(table, written);
                throw new LakeException("a legal hold was placed or released meanwhile: run this again");
            }
            overwrite.commit();
        } catch (ValidationException | CommitFailedException | NotFoundException e) {
            // Somebody else was faster with one of these files.
            delete(table, written);
            return false;
        } catch (CommitStateUnknownException e) {
            // It may have become part of the table: what is written stays, and the next plan finds out.
            return false;
        }
        replacements.putAll(written);
        batch.forEach(this::note);
        return true;
    }

    private void note(Work work) {
        String location = work.task().file().location();
        Tally tally = tallies.get(location);
        deleted.put(location, tally == null ? work.task().file().recordCount() : tally.deleted());
        (work.whole() ? dropped : rewritten).add(location);
    }

    private DataFile replacement(Table table, FileScanTask task, Map<String, DataFile> written) {
        String key = task.file().location() + " "
                + task.deletes().stream().map(file -> file.location()).sorted().collect(Collectors.joining(" "));
        DataFile earlier = replacements.get(key);
        if (earlier != null && table.io().newInputFile(earlier.location()).exists()) {
            return earlier;
        }
        DataFile file = rewrite(table, task);
        written.put(key, file);
        return file;
    }

    private DataFile rewrite(Table table, FileScanTask task) {
        ParquetFiles files = new ParquetFiles(table);
        Integer id = task.file().sortOrderId();
        SortOrder order = id == null ? SortOrder.unsorted() : table.sortOrders().getOrDefault(id, SortOrder.unsorted());
        try (CloseableIterable<Record> rows = files.live(task);
                ParquetFiles.Writing writing =
                        files.write(task.spec(), task.file().partition(), order)) {
            for (Record row : rows) {
                if (rule.judge(row).kind() != Verdict.Kind.DELETE) {
                    writing.write(row);
                }
            }
            return writing.finish();
        } catch (IOException e) {
            throw new LakeException(
                    "file %s of table %s cannot be rewritten"
                            .formatted(task.file().location(), table.name()),
                    e);
        }
    }

    private static void delete(Table table, Map<String, DataFile> written) {
        written.values().forEach(file -> table.io().deleteFile(file.location()));
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(Duration.ofMillis(100L << Math.min(attempt, 5)).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeException("interrupted while rows were taken out", e);
        }
    }
}
