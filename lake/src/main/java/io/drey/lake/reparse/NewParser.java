package io.drey.lake.reparse;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineEnd;
import io.drey.format.LineLimit;
import io.drey.format.LineParser;
import io.drey.lake.LogEventRow;
import io.drey.lake.LogEventRows;
import java.util.Arrays;

/** Makes events of lines once more. Not thread-safe. */
final class NewParser {

    private static final Field[] FIELDS = Field.values();

    private final LineParser parser;
    private final LineLimit limit;
    private final long epoch;
    private final LogEventRows rows = new LogEventRows();

    /**
     * A line, parsed.
     *
     * @param event the event; null if the line was refused
     * @param rejection why it was; null if it was not
     */
    record Result(LogEvent event, Rejection rejection) {}

    /**
     * A parser.
     *
     * @param limit how long a line may be that was no event yet
     * @param epoch when events are said to have been parsed, in milliseconds since the epoch
     */
    NewParser(String format, LineLimit limit, long epoch) {
        this.parser = Formats.parser(format);
        this.limit = limit;
        this.epoch = epoch;
    }

    /** Parses the line of an event. It keeps its position and its arrival. */
    Result again(LogEvent event, byte[] line) {
        return parse(event.datasetId(), event.position(), event.createdMillis(), line, line.length);
    }

    /** Parses a line that could not be parsed before, as it was shipped: its terminator is no part of it. */
    Result first(DatasetId dataset, Position position, long createdMillis, byte[] raw) {
        int length = LineEnd.lengthWithout(raw);
        return limit.admits(length)
                ? parse(dataset, position, createdMillis, raw, length)
                : new Result(null, limit.rejection());
    }

    private Result parse(DatasetId dataset, Position position, long createdMillis, byte[] bytes, int length) {
        LogEvent event = LogEvent.at(dataset, position, createdMillis, bytes);
        Rejection rejection = parser.parse(event, 0, length);
        if (rejection != null) {
            return new Result(null, rejection);
        }
        event.ingestedMillis(epoch);
        return new Result(event, null);
    }

    /** Whether two events of the same line make the same row, but for when they were parsed. */
    boolean areSame(LogEvent one, LogEvent other) {
        if (one.timestampMicros() != other.timestampMicros()) {
            return false;
        }
        LogEventRow row = (LogEventRow) rows.map(one);
        LogEventRow otherRow = (LogEventRow) rows.map(other);
        for (Field field : FIELDS) {
            // How a line is stored follows from its other fields.
            if (field != Field.EVENT_ORIGINAL && !isSame(field, row, otherRow)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Field field, LogEventRow one, LogEventRow other) {
        if (one.lacks(field) != other.lacks(field)) {
            return false;
        }
        if (one.lacks(field)) {
            return true;
        }
        LogEvent event = one.event();
        LogEvent otherEvent = other.event();
        return field.isSlice()
                ? Arrays.equals(
                        event.bytes(),
                        event.offsetOf(field),
                        event.offsetOf(field) + event.lengthOf(field),
                        otherEvent.bytes(),
                        otherEvent.offsetOf(field),
                        otherEvent.offsetOf(field) + otherEvent.lengthOf(field))
                : event.number(field) == otherEvent.number(field);
    }
}
