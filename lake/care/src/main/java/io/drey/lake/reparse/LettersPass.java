package io.drey.lake.reparse;

import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.lake.FileReading;
import io.drey.lake.LakeException;
import io.drey.lake.LakeReader;
import io.drey.lake.retention.HeldRows;
import io.drey.lake.retention.RowRule;
import io.drey.lake.retention.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Goes over dead letters and writes rows of {@code logs} of those that parse now. A letter whose position is in {@code logs}
 * already was moved by a run that ended before it could take the letter away: it is not written again.
 */
final class LettersPass {

    private static final String ONE_OF_ITS_FILES = "one of its files";
    private static final List<String> POSITION = List.of("raw_topic_id", "raw_partition", "raw_offset", "raw_index");

    private final Table logs;
    private final Table letters;
    private final ReparseOrder order;
    private final NewParser parser;
    private final HeldRows held;
    private final Reparse.Mode mode;

    /**
     * Dead letters, parsed anew.
     *
     * @param tally how many
     * @param files their rows in {@code logs}
     * @param moved those that are to leave
     */
    record Done(Tally tally, List<DataFile> files, Positions moved) {

        static Done nothing() {
            return new Done(new Tally(), List.of(), new Positions());
        }
    }

    LettersPass(Table logs, Table letters, ReparseOrder order, NewParser parser, HeldRows held, Reparse.Mode mode) {
        this.logs = logs;
        this.letters = letters;
        this.order = order;
        this.parser = parser;
        this.held = held;
        this.mode = mode;
    }

    Done over(Snapshot snapshot, Snapshot logsSnapshot) {
        Positions all = new Positions();
        forEach(snapshot, row -> {
            if (held.holdOf(row).isEmpty()) {
                all.add(row);
            }
        });
        Positions moved = all.isEmpty() || logsSnapshot == null ? new Positions() : inLogs(all, logsSnapshot);
        Tally tally = new Tally();
        if (mode == Reparse.Mode.COUNT) {
            forEach(snapshot, row -> parse(row, moved, tally, event -> {}));
            return new Done(tally, List.of(), moved);
        }
        try (LogsFiles files = new LogsFiles(logs)) {
            forEach(snapshot, row -> parse(row, moved, tally, files::write));
            return new Done(tally, files.finish(), moved);
        }
    }

    private void parse(Record row, Positions moved, Tally tally, Consumer<LogEvent> taker) {
        var hold = held.holdOf(row);
        if (hold.isPresent()) {
            tally.hold(hold.get());
            return;
        }
        if (moved.contains(row)) {
            tally.replace();
            return;
        }
        Position position = LakeReader.position(row);
        long createdMillis =
                ((OffsetDateTime) row.getField("event_created")).toInstant().toEpochMilli();
        Object path = row.getField("log_file_path");
        NewParser.Result result = parser.first(
                order.range().id(), position, path == null ? null : path.toString(), createdMillis, bytes((ByteBuffer)
                        row.getField("raw")));
        if (result.rejection() != null) {
            tally.refuse(position, result.rejection());
            return;
        }
        moved.add(row);
        tally.replace();
        result.events().forEach(taker);
    }

    /** Those of some positions that {@code logs} has. */
    private Positions inLogs(Positions wanted, Snapshot snapshot) {
        Positions there = new Positions();
        try (CloseableIterable<Record> rows = FileReading.named(
                logs,
                ONE_OF_ITS_FILES,
                IcebergGenerics.read(logs)
                        .useSnapshot(snapshot.snapshotId())
                        .where(Expressions.and(
                                order.ofDataset(),
                                Expressions.greaterThanOrEqual("raw_offset", wanted.leastOffset()),
                                Expressions.lessThanOrEqual("raw_offset", wanted.greatestOffset())))
                        .select(POSITION)
                        .build())) {
            for (Record row : rows) {
                if (wanted.contains(row)) {
                    there.add(row);
                }
            }
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(logs.name(), e.getMessage()), e);
        }
        return there;
    }

    private void forEach(Snapshot snapshot, Consumer<Record> taker) {
        if (snapshot == null) {
            return;
        }
        try (CloseableIterable<Record> rows = FileReading.named(
                letters,
                ONE_OF_ITS_FILES,
                IcebergGenerics.read(letters)
                        .useSnapshot(snapshot.snapshotId())
                        .where(order.deadLetters())
                        .build())) {
            rows.forEach(taker);
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(letters.name(), e.getMessage()), e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Takes the letters away that are in {@code logs} now. */
    RowRule gone(Positions moved) {
        return new Gone(order, held, moved);
    }

    private record Gone(ReparseOrder order, HeldRows held, Positions moved) implements RowRule {

        @Override
        public Expression scope() {
            return order.deadLetters();
        }

        @Override
        public Collection<String> columns() {
            Set<String> columns = new HashSet<>(POSITION);
            columns.addAll(Set.of("tenant", "dataset"));
            columns.addAll(held.columns());
            return columns;
        }

        @Override
        public boolean takesWhole(DataFile file) {
            return false;
        }

        @Override
        public Verdict judge(Record row) {
            DatasetId dataset = order.range().id();
            if (!dataset.tenant().equals(row.getField("tenant").toString())
                    || !dataset.dataset().equals(row.getField("dataset").toString())
                    || LakeReader.integer(row, "raw_partition") < 0
                    || !moved.contains(row)) {
                return Verdict.KEEP;
            }
            return held.holdOf(row).map(Verdict::heldBy).orElse(Verdict.DELETE);
        }
    }
}
