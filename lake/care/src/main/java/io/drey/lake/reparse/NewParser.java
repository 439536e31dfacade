package io.drey.lake.reparse;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.format.EnvelopeStep;
import io.drey.format.FileOrigin;
import io.drey.format.LineJoiner;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.redact.RedactionSecrets;
import io.drey.format.redact.Redactor;
import io.drey.lake.row.LogEventRow;
import io.drey.lake.row.LogEventRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes events of lines once more. Not thread-safe. */
final class NewParser {

    private static final Field[] FIELDS = Field.values();

    private final LinePipeline pipeline;
    private final long epoch;
    private final LogEventRows rows = new LogEventRows();

    /**
     * A line, parsed.
     *
     * @param events the events: of a line several, of a record that holds several; none if it was refused
     * @param rejection why it was; null if it was not
     */
    record Result(List<LogEvent> events, Rejection rejection) {}

    /**
     * A parser.
     *
     * @param lines how lines become events; the limit is for lines that were no event yet
     * @param secrets has the secrets of keyed hashes
     * @param epoch when events are said to have been parsed, in milliseconds since the epoch
     */
    NewParser(LineSettings lines, RedactionSecrets secrets, long epoch) {
        this.pipeline = new LinePipeline(
                lines.withTreatment(lines.treatment().withoutDrops()), secrets, EnrichmentSources.none());
        this.epoch = epoch;
    }

    /** Parses the line of an event. It keeps its position and its arrival. */
    Result again(LogEvent event, byte[] line) {
        EventBuilder parsed = EventBuilder.at(event.datasetId(), event.position(), event.createdMillis(), line);
        Rejection rejection = pipeline.parse(parsed, 0, line.length, event);
        if (rejection != null) {
            return new Result(List.of(), rejection);
        }
        EnvelopeStep.keep(parsed, event);
        parsed.ingestedMillis(epoch);
        // What patterns took out of the line they do not find again, nor that it was several.
        for (String label : List.of(Redactor.LABEL, LineJoiner.LINES, LineJoiner.MULTILINE)) {
            int before = event.openIndex(label);
            if (before >= 0 && parsed.openIndex(label) < 0) {
                parsed.appendOpen(label, event.openText(before));
            }
        }
        return new Result(List.of(parsed), null);
    }

    /**
     * Parses a line that could not be parsed before, as it was shipped. It is refused whole if a part of it is.
     *
     * @param path the file that it was read from; null where it is not known
     */
    Result first(DatasetId dataset, Position position, String path, long createdMillis, byte[] raw) {
        List<LogEvent> events = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        pipeline.process(
                EventBuilder.at(dataset, position, createdMillis, raw),
                FileOrigin.ofPath(path),
                new LinePipeline.Output() {
                    @Override
                    public void event(EventBuilder event) {
                        event.ingestedMillis(epoch);
                        events.add(event);
                    }

                    @Override
                    public void dropped(LogEvent at, String reason) {
                        throw new IllegalStateException("nothing is dropped that was taken in: " + reason);
                    }

                    @Override
                    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                        rejections.add(rejection);
                    }
                });
        return rejections.isEmpty() ? new Result(events, null) : new Result(List.of(), rejections.get(0));
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
        return areSameOpen(one, other);
    }

    private static boolean areSameOpen(LogEvent one, LogEvent other) {
        if (one.openCount() != other.openCount()) {
            return false;
        }
        for (int i = 0; i < one.openCount(); i++) {
            int at = other.openIndex(one.openName(i));
            if (at < 0 || !one.openText(i).equals(other.openText(at))) {
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
