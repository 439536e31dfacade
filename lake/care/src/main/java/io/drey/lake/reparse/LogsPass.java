package io.drey.lake.reparse;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.lake.LakeException;
import io.drey.lake.LakeReader;
import io.drey.lake.retention.HeldRows;
import io.drey.lake.retention.ParquetFiles;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Goes over the files of {@code logs}, one after the other, and writes those anew of which rows change. What it wrote for a file
 * it does not write again when it is asked for a later snapshot, where others have changed other files.
 */
final class LogsPass {

    private final Table table;
    private final ReparseOrder order;
    private final NewParser parser;
    private final HeldRows held;
    private final Reparse.Mode mode;
    private final LongConsumer progress;
    private final Map<String, Done> done = new HashMap<>();
    private long read;

    /**
     * A file, parsed anew.
     *
     * @param old the file
     * @param tally its lines
     * @param files what is to be there instead; empty where the file may stay
     */
    record Done(DataFile old, Tally tally, List<DataFile> files) {

        boolean isReplaced() {
            return tally.replaced() > 0;
        }
    }

    LogsPass(
            Table table,
            ReparseOrder order,
            NewParser parser,
            HeldRows held,
            Reparse.Mode mode,
            LongConsumer progress) {
        this.table = table;
        this.order = order;
        this.parser = parser;
        this.held = held;
        this.mode = mode;
        this.progress = progress;
    }

    /** The files of a snapshot that may have such rows. */
    List<Done> over(Snapshot snapshot) {
        List<Done> all = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .filter(order.logs())
                .ignoreResiduals()
                .planFiles()) {
            for (FileScanTask task : tasks) {
                ParquetFiles.requireParquet(task.file());
                String key = key(task);
                Done known = done.get(key);
                if (known == null) {
                    known = parse(task);
                    done.put(key, known);
                    read += known.tally().lines();
                    progress.accept(read);
                }
                all.add(known);
            }
        } catch (IOException e) {
            throw new LakeException("the files of table %s cannot be listed".formatted(table.name()), e);
        }
        return all;
    }

    /** Forgets what was written: it may have become part of the table, or not. */
    void forget() {
        done.clear();
    }

    /** Deletes what was written and is of no use. */
    void deleteAllBut(Set<String> used) {
        Set<String> gone = new HashSet<>();
        for (Done each : done.values()) {
            each.files().stream()
                    .map(DataFile::location)
                    .filter(location -> !used.contains(location))
                    .forEach(gone::add);
        }
        gone.forEach(table.io()::deleteFile);
        done.clear();
    }

    private static String key(FileScanTask task) {
        return task.file().location() + " "
                + task.deletes().stream().map(file -> file.location()).sorted().collect(Collectors.joining(" "));
    }

    private Done parse(FileScanTask task) {
        DataFile file = task.file().copyWithoutStats();
        try {
            Tally tally = new Tally();
            if (mode == Reparse.Mode.COUNT || !hasChange(task)) {
                forEach(task, row -> judge(row, LakeReader.event(row), tally));
                return new Done(file, tally, List.of());
            }
            try (LogsFiles files = new LogsFiles(table)) {
                forEach(task, row -> {
                    LogEvent event = LakeReader.event(row);
                    files.write(judge(row, event, tally).orElse(event));
                });
                return new Done(file, tally, files.finish());
            }
        } catch (IOException e) {
            throw new LakeException("file %s of table %s cannot be read".formatted(file.location(), table.name()), e);
        }
    }

    /** Mostly the first row tells. */
    private boolean hasChange(FileScanTask task) throws IOException {
        Tally unused = new Tally();
        try (CloseableIterable<Record> rows = new ParquetFiles(table).live(task)) {
            for (Record row : rows) {
                if (judge(row, LakeReader.event(row), unused).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private interface RowTaker {
        void take(Record row);
    }

    private void forEach(FileScanTask task, RowTaker taker) throws IOException {
        try (CloseableIterable<Record> rows = new ParquetFiles(table).live(task)) {
            for (Record row : rows) {
                taker.take(row);
            }
        }
    }

    /** The event that replaces a row; empty where the row stays. */
    private Optional<LogEvent> judge(Record row, LogEvent event, Tally tally) {
        DatasetId dataset = order.range().id();
        if (!event.datasetId().equals(dataset) || !order.includes((LocalDate) row.getField("day"))) {
            return Optional.empty();
        }
        Optional<String> hold = held.holdOf(row);
        if (hold.isPresent()) {
            tally.hold(hold.get());
            return Optional.empty();
        }
        byte[] line = event.slice(Field.EVENT_ORIGINAL);
        if (line == null) {
            throw new LakeException(
                    "the event at %s has no line: it was not written by Drey".formatted(event.position()));
        }
        NewParser.Result result = parser.again(event, line);
        if (result.rejection() != null) {
            tally.refuse(event.position(), result.rejection());
            return Optional.empty();
        }
        LogEvent parsed = result.events().get(0);
        if (parser.areSame(event, parsed)) {
            tally.leave();
            return Optional.empty();
        }
        tally.replace();
        return Optional.of(parsed);
    }
}
