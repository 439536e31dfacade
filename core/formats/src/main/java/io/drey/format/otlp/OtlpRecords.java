package io.drey.format.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.Opening;
import io.drey.format.text.ByteOrderMark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Opens export requests of logs as OTLP, binary or JSON. A log record alone is taken, too: as such it is in dead letters.
 *
 * <p>A record's body is the line; a body that is no text is the line as JSON. Attributes of the record, the scope and the
 * resource are fields by their names; the record's come first. It happened at {@code timeUnixNano}, else when it was collected. Where the dataset's format
 * is {@code otlp} the line is the log record itself, which has its own fields then.
 *
 * <p>A request whose records cannot be told apart is a dead letter whole; of one in which a single record is damaged only that is.
 */
final class OtlpRecords implements Opening {

    private static final byte[] NOTHING = {};
    private static final String[] SEVERITIES = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
    private static final int LEVELS_OF_SEVERITY = 4;
    private static final int NANOS_OF_MICRO = 1000;

    private final BinaryReader binary = new BinaryReader();
    private final JsonReader json = new JsonReader();
    private final boolean wholeRecords;
    private final RecordFields fields;

    /** Where a record stands, and what is around it. */
    private record Found(LogRecord.Scope scope, int from, int to) {}

    /**
     * An opening.
     *
     * @param wholeRecords whether lines are log records, as against their bodies
     */
    OtlpRecords(boolean wholeRecords, FormatOptions options) {
        this.wholeRecords = wholeRecords;
        this.fields = new RecordFields(options.openFieldLimits());
    }

    @Override
    public Outcome open(LogEvent record, int to, boolean certain, Lines into) {
        byte[] bytes = record.bytes();
        int from = ByteOrderMark.behind(bytes, 0, to);
        if (from == to) {
            return whole(certain, into, to, new Rejection("empty record", 0));
        }
        RecordReader reader = reader(bytes, from);
        if (!certain && reader == binary && bytes[from] != BinaryReader.FIRST_OF_REQUEST) {
            return Outcome.NOT_ENVELOPED;
        }
        List<Found> found = new ArrayList<>();
        if (reader.isRecord(bytes, from, to)) {
            if (!certain) {
                return Outcome.NOT_ENVELOPED;
            }
            found.add(new Found(new LogRecord.Scope(), from, to));
        } else {
            try {
                reader.request(bytes, from, to, (scope, at, end) -> found.add(new Found(scope, at, end)));
            } catch (DamagedException e) {
                return whole(certain, into, to, new Rejection("no request of OTLP: " + e.getMessage(), e.place() + 1));
            }
            if (found.isEmpty()) {
                return whole(certain, into, to, new Rejection("a request of OTLP without a log record", 0));
            }
        }
        for (Found each : found) {
            take(record, reader, each, into);
        }
        return Outcome.OPENED;
    }

    private static Outcome whole(boolean certain, Lines into, int to, Rejection rejection) {
        if (!certain) {
            return Outcome.NOT_ENVELOPED;
        }
        into.damaged(0, to, rejection);
        return Outcome.OPENED;
    }

    private RecordReader reader(byte[] bytes, int from) {
        return bytes[from] == '{' || bytes[from] == ' ' ? json : binary;
    }

    private void take(LogEvent record, RecordReader reader, Found found, Lines into) {
        byte[] bytes = record.bytes();
        EventBuilder around = record.sibling(0, NOTHING);
        fields.begin(around);
        if (wholeRecords) {
            putScope(found.scope());
            fields.end();
            around.appendOpen(OpenNames.OURS + "time", "arrival");
            if (found.from() > 0) {
                around.appendOpen(OpenNames.OURS + "envelope", "otlp");
            }
            into.line(
                    Arrays.copyOfRange(bytes, found.from(), found.to()),
                    around,
                    found.from(),
                    found.to(),
                    index -> found.from() + index);
            return;
        }
        LogRecord log;
        try {
            log = reader.record(bytes, found.from(), found.to());
        } catch (DamagedException e) {
            into.damaged(
                    found.from(),
                    found.to(),
                    new Rejection("no log record of OTLP: " + e.getMessage(), e.place() - found.from() + 1));
            return;
        }
        putRecord(log);
        putScope(found.scope());
        fields.end();
        if (!putTime(log, around)) {
            around.appendOpen(OpenNames.OURS + "time", "arrival");
        }
        around.appendOpen(OpenNames.OURS + "envelope", "otlp");
        into.line(
                log.body == null ? NOTHING : RecordFields.text(log.body),
                around,
                found.from(),
                found.to(),
                index -> -1);
    }

    /**
     * Fills an event from one log record, which is the line.
     *
     * @return null, or why it is none
     */
    Rejection fill(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        LogRecord log;
        try {
            log = reader(bytes, from).record(bytes, from, to);
        } catch (DamagedException e) {
            return new Rejection("no log record of OTLP: " + e.getMessage(), e.place() - from + 1);
        }
        boolean saysNothing = log.body == null
                && log.attributes.isEmpty()
                && log.timeNanos == 0
                && log.observedNanos == 0
                && log.severityText == null
                && log.eventName == null;
        if (saysNothing) {
            return new Rejection("expected a log record of OTLP: there is no time, no body and no attribute", 0);
        }
        fields.begin(event);
        if (log.body != null) {
            fields.put(Field.MESSAGE, RecordFields.text(log.body));
        }
        putRecord(log);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        fields.end();
        if (!putTime(log, event)) {
            event.timestampMicros(event.createdMillis() * NANOS_OF_MICRO);
            event.appendOpen(OpenNames.OURS + "time", "arrival");
        }
        return null;
    }

    /** Whether the record says when it happened, in a sane range. */
    private static boolean putTime(LogRecord log, EventBuilder event) {
        long nanos = log.timeNanos != 0 ? log.timeNanos : log.observedNanos;
        if (nanos <= 0) {
            return false;
        }
        event.timestampMicros(nanos / NANOS_OF_MICRO);
        return true;
    }

    private void putRecord(LogRecord log) {
        fields.put(Field.LOG_LEVEL, log.severityText);
        long severityIndex = Math.floorDiv(log.severityNumber - 1, (long) LEVELS_OF_SEVERITY);
        if (severityIndex >= 0 && severityIndex < SEVERITIES.length) {
            String severity = SEVERITIES[(int) severityIndex];
            fields.put(Field.LOG_LEVEL, severity.getBytes(US_ASCII));
        }
        fields.put(Field.TRACE_ID, log.traceId);
        fields.put(Field.SPAN_ID, log.spanId);
        if (log.eventName != null && log.eventName.length > 0) {
            fields.putOpen("event.name", log.eventName);
        }
        fields.putAll(log.attributes);
        fields.countDropped(log.droppedAttributes);
    }

    private void putScope(LogRecord.Scope scope) {
        if (scope.name != null && scope.name.length > 0) {
            fields.put(Field.LOG_LOGGER, scope.name);
            fields.putOpen("otel.scope.name", scope.name);
        }
        if (scope.version != null && scope.version.length > 0) {
            fields.putOpen("otel.scope.version", scope.version);
        }
        fields.putAll(scope.attributes);
        fields.putAll(scope.resource);
    }
}
