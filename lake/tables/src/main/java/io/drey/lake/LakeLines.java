package io.drey.lake;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** A dataset's lines as they were admitted, with their positions, in no order. */
public final class LakeLines {

    private static final long DAY_MICROS = 86_400_000_000L;

    private LakeLines() {}

    /**
     * A line.
     *
     * @param position where it stood
     * @param createdMillis when it arrived, in milliseconds since the epoch
     * @param bytes the line without its end
     */
    public record Line(Position position, long createdMillis, byte[] bytes) {}

    /**
     * The lines that became events and are filed under some days, the end not included; to be closed.
     *
     * @throws LakeException if there is no such table
     */
    public static CloseableIterable<Line> ofEvents(
            Lake lake, DatasetId id, Optional<LocalDate> from, Optional<LocalDate> to) {
        Expression rows = ofDataset(id);
        if (from.isPresent()) {
            rows = Expressions.and(
                    rows, Expressions.greaterThanOrEqual("day", (int) from.get().toEpochDay()));
        }
        if (to.isPresent()) {
            rows = Expressions.and(
                    rows, Expressions.lessThan("day", (int) to.get().toEpochDay()));
        }
        return CloseableIterable.transform(TableRows.read(lake, LakeTable.LOGS, rows), LakeLines::line);
    }

    /**
     * The lines that could not be parsed and arrived on some days, the end not included; to be closed.
     *
     * @throws LakeException if there is no such table
     */
    public static CloseableIterable<Line> ofDeadLetters(
            Lake lake, DatasetId id, Optional<LocalDate> from, Optional<LocalDate> to) {
        Expression rows = Expressions.and(ofDataset(id), ofRawTopic());
        if (from.isPresent()) {
            rows = Expressions.and(rows, Expressions.greaterThanOrEqual("event_created", micros(from.get())));
        }
        if (to.isPresent()) {
            rows = Expressions.and(rows, Expressions.lessThan("event_created", micros(to.get())));
        }
        return deadLetters(lake, rows);
    }

    /**
     * The lines of either kind that arrived in some time, the end not included; to be closed.
     *
     * @throws LakeException if there is no such table
     */
    public static CloseableIterable<Line> arrived(Lake lake, DatasetId id, Instant from, Instant to) {
        Expression rows = Expressions.and(ofDataset(id), arrival(from, to));
        return CloseableIterable.concat(List.of(
                CloseableIterable.transform(TableRows.read(lake, LakeTable.LOGS, rows), LakeLines::line),
                deadLetters(lake, Expressions.and(rows, ofRawTopic()))));
    }

    /**
     * The datasets of a tenant of which lines arrived in some time, the end not included.
     *
     * @throws LakeException if a table cannot be read
     */
    public static SortedSet<DatasetId> datasets(Lake lake, String tenant, Instant from, Instant to) {
        SortedSet<DatasetId> datasets = new TreeSet<>();
        for (LakeTable table : List.of(LakeTable.LOGS, LakeTable.DEAD_LETTERS)) {
            try (CloseableIterable<Record> rows = TableRows.read(
                    lake, table, Expressions.and(Expressions.equal("tenant", tenant), arrival(from, to)), "dataset")) {
                for (Record row : rows) {
                    datasets.add(new DatasetId(tenant, LakeReader.text(row, "dataset")));
                }
            } catch (IOException e) {
                throw new LakeException("table %s cannot be read: %s".formatted(table.identifier(), e.getMessage()), e);
            }
        }
        return datasets;
    }

    private static CloseableIterable<Line> deadLetters(Lake lake, Expression rows) {
        return CloseableIterable.transform(
                TableRows.read(
                        lake,
                        LakeTable.DEAD_LETTERS,
                        rows,
                        "raw_topic_id",
                        "raw_topic",
                        "raw_partition",
                        "raw_offset",
                        "raw_index",
                        "event_created",
                        "raw"),
                row -> new Line(
                        LakeReader.position(row),
                        LakeReader.millis(row, "event_created"),
                        LakeReader.bytes(row.getField("raw"))));
    }

    /** What a target refused is a dead letter without a position of its own. */
    private static Expression ofRawTopic() {
        return Expressions.greaterThanOrEqual("raw_partition", 0);
    }

    private static Expression arrival(Instant from, Instant to) {
        return Expressions.and(
                Expressions.greaterThanOrEqual("event_created", micros(from)),
                Expressions.lessThan("event_created", micros(to)));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Expression ofDataset(DatasetId id) {
        return Expressions.and(Expressions.equal("tenant", id.tenant()), Expressions.equal("dataset", id.dataset()));
    }

    private static long micros(LocalDate day) {
        return Math.multiplyExact(day.toEpochDay(), DAY_MICROS);
    }

    private static Line line(Record row) {
        LogEvent event = LakeReader.event(row);
        byte[] line = event.slice(Field.EVENT_ORIGINAL);
        if (line == null) {
            throw new LakeException(
                    "the event at %s has no line: it was not written by Drey".formatted(event.position()));
        }
        return new Line(event.position(), event.createdMillis(), line);
    }
}
