package io.drey.lake;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** A dataset's lines as they were admitted, with their positions, in no order. */
public final class LakeLines {

    private static final long DAY_MICROS = 86_400_000_000L;

    private LakeLines() {}

    /** A line without its end, and where it stood. */
    public record Line(Position position, byte[] bytes) {}

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
        return CloseableIterable.transform(
                IcebergGenerics.read(lake.table(LakeTable.LOGS)).where(rows).build(), LakeLines::line);
    }

    /**
     * The lines that could not be parsed and arrived on some days, the end not included; to be closed.
     *
     * @throws LakeException if there is no such table
     */
    public static CloseableIterable<Line> ofDeadLetters(
            Lake lake, DatasetId id, Optional<LocalDate> from, Optional<LocalDate> to) {
        // What a target refused is a dead letter without a position of its own.
        Expression rows = Expressions.and(ofDataset(id), Expressions.greaterThanOrEqual("raw_partition", 0));
        if (from.isPresent()) {
            rows = Expressions.and(rows, Expressions.greaterThanOrEqual("event_created", micros(from.get())));
        }
        if (to.isPresent()) {
            rows = Expressions.and(rows, Expressions.lessThan("event_created", micros(to.get())));
        }
        return CloseableIterable.transform(
                IcebergGenerics.read(lake.table(LakeTable.DEAD_LETTERS))
                        .where(rows)
                        .select("raw_topic_id", "raw_topic", "raw_partition", "raw_offset", "raw_index", "raw")
                        .build(),
                row -> new Line(LakeReader.position(row), LakeReader.bytes(row.getField("raw"))));
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
        return new Line(event.position(), line);
    }
}
