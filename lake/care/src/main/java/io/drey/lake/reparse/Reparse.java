package io.drey.lake.reparse;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.lake.FileReading;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.TableColumns;
import io.drey.lake.ledger.LakeOperation;
import io.drey.lake.retention.HeldRows;
import io.drey.lake.retention.Holds;
import io.drey.lake.retention.RowDeletion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Parses lines of a dataset anew, from {@code logs}, from {@code dead_letters}, or both, and replaces their rows.
 *
 * <p>Positions, hence event ids, and arrivals stay; {@code event_ingested} of a row that is replaced is the epoch: when the run
 * began. A row stays as it is where a legal hold covers it, where the parser refuses its line, and where it makes the same of it.
 *
 * <p>All of {@code logs} changes in one commit: queries see all of the old rows or all of the new. If compaction, retention or
 * another run has changed one of the files meanwhile, what that concerns is parsed again and the commit tried again; rows that
 * land meanwhile stay as they are. Dead letters that parse leave {@code dead_letters} by a second commit, after the first. A run
 * that ends in between leaves their lines in both tables, and nothing lost: the next run finds their positions in {@code logs} and
 * only takes them away. A run that ends before the first commit leaves files that no snapshot knows, which orphan removal takes.
 *
 * <p>Files are read and written one after the other: memory is that of a few row groups, and a bit or so for each dead letter.
 */
public final class Reparse {

    /** The property of a snapshot's summary that says which run made it: its epoch in milliseconds. */
    public static final String EPOCH_PROPERTY = "drey.epoch";

    private static final int ATTEMPTS = 20;

    /** Whether rows are replaced, or only counted. */
    public enum Mode {
        REPLACE,
        COUNT
    }

    /**
     * What was done.
     *
     * @param epoch what {@code event_ingested} of the new rows is, in milliseconds since the epoch
     * @param snapshotId the snapshot of {@code logs} that has them; empty where there are none
     * @param tables what became of the lines of each table that was asked for
     */
    public record Outcome(long epoch, OptionalLong snapshotId, List<Reparsed> tables) {

        public Outcome {
            requireNonNull(snapshotId, "snapshotId is null");
            tables = List.copyOf(tables);
        }
    }

    private final Lake lake;
    private final Holds holds;
    private final Runnable beforeCommit;
    private final Runnable betweenCommits;

    public Reparse(Lake lake) {
        this(lake, () -> {}, () -> {});
    }

    /** One that can be disturbed at its weakest moments. */
    Reparse(Lake lake, Runnable beforeCommit, Runnable betweenCommits) {
        this.lake = requireNonNull(lake, "lake is null");
        this.holds = new Holds(lake);
        this.beforeCommit = beforeCommit;
        this.betweenCommits = betweenCommits;
    }

    /**
     * Parses anew. May be repeated: what is done already is found to be so.
     *
     * @param now the run's epoch
     * @param progress is told now and then how many lines were read
     * @throws LakeException if the lake cannot be read or written, or others change the same files all the time
     */
    public Outcome run(ReparseOrder order, Instant now, Mode mode, LongConsumer progress) {
        lake.requireCurrent(LakeTable.LOGS);
        lake.requireCurrent(LakeTable.DEAD_LETTERS);
        TableColumns.of(LakeTable.LOGS, lake.table(LakeTable.LOGS)).requireNoOthers();
        return new Run(order, now.toEpochMilli(), mode, progress).run();
    }

    private final class Run {

        private final ReparseOrder order;
        private final long epoch;
        private final Mode mode;
        private final LongConsumer progress;
        private final Table logs = lake.table(LakeTable.LOGS);
        private final Table letters = lake.table(LakeTable.DEAD_LETTERS);
        private long holdsVersion;
        private LogsPass logsPass;
        private LettersPass lettersPass;

        private Run(ReparseOrder order, long epoch, Mode mode, LongConsumer progress) {
            this.order = order;
            this.epoch = epoch;
            this.mode = mode;
            this.progress = progress;
        }

        private Outcome run() {
            lookAtHolds();
            try {
                for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                    logs.refresh();
                    letters.refresh();
                    List<Snapshot> seen = Arrays.asList(logs.currentSnapshot(), letters.currentSnapshot());
                    try {
                        Outcome outcome = attempt();
                        if (outcome != null) {
                            return outcome;
                        }
                    } catch (NotFoundException e) {
                        logs.refresh();
                        letters.refresh();
                        if (seen.equals(Arrays.asList(logs.currentSnapshot(), letters.currentSnapshot()))) {
                            throw FileReading.unreadable(logs, "one of the lines' files", e);
                        }
                        // The snapshot expired, and its files are gone: others have replaced them.
                        logsPass.forget();
                    }
                    pause(attempt);
                    if (holds.version() != holdsVersion) {
                        logsPass.deleteAllBut(Set.of());
                        lookAtHolds();
                    }
                }
            } finally {
                logsPass.deleteAllBut(Set.of());
            }
            throw new LakeException(
                    "rows of %s are changed by others faster than they can be replaced: run this again when less is compacted"
                            .formatted(order.range().id()));
        }

        private void lookAtHolds() {
            holdsVersion = holds.version();
            DatasetId dataset = order.range().id();
            NewParser parser = new NewParser(order.lines(), order.secrets(), epoch);
            logsPass = new LogsPass(logs, order, parser, HeldRows.of(holds, LakeTable.LOGS, dataset), mode, progress);
            lettersPass = new LettersPass(
                    logs, letters, order, parser, HeldRows.of(holds, LakeTable.DEAD_LETTERS, dataset), mode);
        }

        /** The outcome; null if others were faster. */
        private Outcome attempt() {
            Snapshot base = logs.currentSnapshot();
            Snapshot lettersBase = letters.currentSnapshot();
            List<LogsPass.Done> files = base != null && order.includesLogs() ? logsPass.over(base) : List.of();
            LettersPass.Done moved =
                    order.includesDeadLetters() ? lettersPass.over(lettersBase, base) : LettersPass.Done.nothing();
            OptionalLong snapshotId = OptionalLong.empty();
            if (mode == Mode.REPLACE) {
                if (files.stream().anyMatch(LogsPass.Done::isReplaced)
                        || !moved.files().isEmpty()) {
                    if (!commit(base, lettersBase, files, moved.files())) {
                        return null;
                    }
                    snapshotId = committed();
                }
                betweenCommits.run();
                if (!moved.moved().isEmpty()) {
                    takeAway(moved.moved());
                }
            }
            return new Outcome(epoch, snapshotId, outcomes(files, moved));
        }

        private List<Reparsed> outcomes(List<LogsPass.Done> files, LettersPass.Done moved) {
            List<Reparsed> tables = new ArrayList<>();
            if (order.includesLogs()) {
                Tally sum = new Tally();
                files.forEach(file -> sum.add(file.tally()));
                tables.add(sum.of(LakeTable.LOGS));
            }
            if (order.includesDeadLetters()) {
                tables.add(moved.tally().of(LakeTable.DEAD_LETTERS));
            }
            return tables;
        }

        private boolean commit(
                Snapshot base, Snapshot lettersBase, List<LogsPass.Done> files, List<DataFile> movedFiles) {
            OverwriteFiles overwrite = logs.newOverwrite()
                    .conflictDetectionFilter(order.ofDataset())
                    .validateNoConflictingDeletes();
            if (base != null) {
                overwrite.validateFromSnapshot(base.snapshotId());
            }
            overwrite.validateWith(ancestors -> mayStillCommit(base, lettersBase, ancestors));
            summary().forEach(overwrite::set);
            Set<String> used = new HashSet<>();
            for (LogsPass.Done file : files) {
                if (file.isReplaced()) {
                    overwrite.deleteFile(file.old());
                    file.files().forEach(overwrite::addFile);
                    file.files().forEach(each -> used.add(each.location()));
                }
            }
            movedFiles.forEach(overwrite::addFile);
            beforeCommit.run();
            try {
                overwrite.commit();
            } catch (ValidationException | CommitFailedException e) {
                // Others were faster. What was written for files that are still there is of use.
                movedFiles.forEach(file -> logs.io().deleteFile(file.location()));
                return false;
            } catch (CommitStateUnknownException e) {
                // It may have become part of the table: what was written stays, and the next look finds out.
                logsPass.forget();
                return false;
            } catch (RuntimeException e) {
                // Rather orphan files than rows without their files.
                logsPass.forget();
                throw e;
            }
            logsPass.deleteAllBut(used);
            return true;
        }

        /** Asked before each try, as others may commit between two. */
        private boolean mayStillCommit(Snapshot base, Snapshot lettersBase, Iterable<Snapshot> ancestors) {
            for (Snapshot each : ancestors) {
                if (base != null && each.snapshotId() == base.snapshotId()) {
                    break;
                }
                if (LakeOperation.REPARSE.equals(each.summary().get(LakeOperation.PROPERTY))) {
                    // It may have moved the same dead letters.
                    return false;
                }
            }
            return holds.version() == holdsVersion && (!order.includesDeadLetters() || lettersAreThere(lettersBase));
        }

        /** Whether dead letters were only ever added since, as one that was erased must not come back. */
        private boolean lettersAreThere(Snapshot since) {
            if (since == null) {
                return true;
            }
            letters.refresh();
            Snapshot each = letters.currentSnapshot();
            while (each != null && each.snapshotId() != since.snapshotId()) {
                if (!each.operation().equals(DataOperations.APPEND)
                        && !each.operation().equals(DataOperations.REPLACE)) {
                    return false;
                }
                each = each.parentId() == null ? null : letters.snapshot(each.parentId());
            }
            return each != null;
        }

        private OptionalLong committed() {
            logs.refresh();
            for (Snapshot each : logs.snapshots()) {
                if (Long.toString(epoch).equals(each.summary().get(EPOCH_PROPERTY))) {
                    return OptionalLong.of(each.snapshotId());
                }
            }
            return OptionalLong.empty();
        }

        private void takeAway(Positions moved) {
            letters.refresh();
            new RowDeletion(lettersPass.gone(moved), summary(), () -> holds.version() == holdsVersion).apply(letters);
        }

        private Map<String, String> summary() {
            return Map.of(LakeOperation.PROPERTY, LakeOperation.REPARSE, EPOCH_PROPERTY, Long.toString(epoch));
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(Duration.ofMillis(100L << Math.min(attempt, 5)).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeException("interrupted while rows were replaced", e);
        }
    }
}
