package io.drey.format;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenFieldLimits;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions.TimeMissing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Opens records by what a dataset says of their envelope, and gives what the envelope says to the line's event. What the line
 * says itself counts: a field of the envelope is put only where the event has none, and its time only where the line has none, as
 * {@code labels.drey.time} then says: {@code envelope}. Not thread-safe.
 */
public final class EnvelopeStep {

    private static final String TIME = OpenNames.OURS + "time";
    private static final String DROPPED = OpenNames.OURS + "dropped_fields";
    private static final String ENVELOPE = OpenNames.OURS + "envelope";
    private static final String BY_ENVELOPE = "envelope";

    /** What envelopes may say: which fields of an event without its envelope are not the line's. */
    private static final Field[] OF_ENVELOPES = {
        Field.HOST_NAME,
        Field.LOG_FILE_PATH,
        Field.LOG_LEVEL,
        Field.LOG_LOGGER,
        Field.SERVICE_NAME,
        Field.TRACE_ID,
        Field.SPAN_ID,
        Field.LOG_SYSLOG_APPNAME,
        Field.LOG_SYSLOG_PROCID,
        Field.LOG_SYSLOG_MSGID,
        Field.LOG_SYSLOG_PRIORITY,
        Field.LOG_SYSLOG_FACILITY_CODE,
        Field.LOG_SYSLOG_SEVERITY_CODE
    };

    // The class loader of the job, not that of the thread: Flink's own threads ask, too.
    private static final List<Openings> ALL =
            ServiceLoader.load(Openings.class, Openings.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .sorted(Comparator.comparing(each -> each.getClass().getName()))
                    .toList();

    private static final Field[] FIELDS = Field.values();

    private final List<Opening> openings;
    private final boolean certain;
    private final boolean needsTime;
    private final OpenFieldLimits limits;

    private EnvelopeStep(List<Opening> openings, boolean certain, FormatOptions options) {
        this.openings = openings;
        this.certain = certain;
        this.needsTime = options.timeMissing() == TimeMissing.DEAD_LETTER;
        this.limits = options.openFieldLimits();
    }

    /**
     * The step of an envelope.
     *
     * @param wholeRecords whether lines are log records of OTLP as they stand in their requests
     * @return null if records are lines
     */
    public static EnvelopeStep of(Envelope envelope, boolean wholeRecords, FormatOptions options) {
        if (envelope == Envelope.NONE) {
            return null;
        }
        List<Opening> openings = new ArrayList<>();
        for (Openings each : ALL) {
            each.opening(envelope, wholeRecords, options).ifPresent(openings::add);
        }
        return new EnvelopeStep(openings, envelope != Envelope.AUTO, options);
    }

    /**
     * Opens a record.
     *
     * @param to how many bytes it has, without a line's end
     * @return false if it is in no envelope: the record is the line
     */
    public boolean open(LogEvent record, int to, Opening.Lines lines) {
        for (Opening opening : openings) {
            if (opening.open(record, to, certain, lines) == Opening.Outcome.OPENED) {
                return true;
            }
        }
        return false;
    }

    /** Why an event that had no envelope is a dead letter for want of a time; or null. */
    public Rejection requireTime(LogEvent event) {
        return needsTime && event.openIndex(TIME) >= 0
                ? new Rejection("the line has no time, and time-missing is dead-letter", 0)
                : null;
    }

    /**
     * Gives an event what an earlier event of the same line was given of its envelope, which is no longer there.
     *
     * @param parsed the line's event, made anew
     * @param before the earlier one
     */
    public static void keep(EventBuilder parsed, LogEvent before) {
        if (before.openIndex(ENVELOPE) < 0) {
            return;
        }
        int said = parsed.openIndex(TIME);
        int saidBefore = before.openIndex(TIME);
        if (said >= 0 && saidBefore >= 0 && before.openText(saidBefore).equals(BY_ENVELOPE)) {
            parsed.timestampMicros(before.timestampMicros());
            parsed.removeOpen(said);
            parsed.appendOpen(TIME, BY_ENVELOPE);
        }
        int shift = append(parsed, before);
        for (Field field : OF_ENVELOPES) {
            if (before.has(field) && !parsed.has(field)) {
                if (field.isSlice()) {
                    parsed.put(field, before.offsetOf(field) + shift, before.lengthOf(field));
                } else {
                    parsed.put(field, before.number(field));
                }
            }
        }
        for (int i = 0; i < before.openCount(); i++) {
            String name = before.openName(i);
            boolean isKept = name.equals(ENVELOPE) || !name.startsWith(OpenNames.OURS);
            if (isKept && parsed.openIndex(name) < 0) {
                parsed.putOpen(name, before.openOffset(i) + shift, before.openLength(i));
            }
        }
    }

    /**
     * Gives an event what the envelope says.
     *
     * @return null, or why the event is a dead letter after all
     */
    public Rejection complete(EventBuilder event, LogEvent around) {
        boolean aroundHasTime = around.openIndex(TIME) < 0;
        int said = event.openIndex(TIME);
        if (said >= 0) {
            if (aroundHasTime) {
                event.timestampMicros(around.timestampMicros());
                event.removeOpen(said);
                event.appendOpen(TIME, BY_ENVELOPE);
            } else if (needsTime) {
                return new Rejection(
                        "neither the line nor its envelope has a time, and time-missing is dead-letter", 0);
            }
        }
        // Only what becomes a field is copied: of the rest of a record no byte stays with the event.
        Copies copies = new Copies(event);
        for (Field field : FIELDS) {
            if (around.has(field) && !event.has(field)) {
                if (field.isSlice()) {
                    int length = around.lengthOf(field);
                    event.put(field, copies.add(around.bytes(), around.offsetOf(field), length), length);
                } else {
                    event.put(field, around.number(field));
                }
            }
        }
        int dropped = putOpen(event, around, copies);
        event.bytes(copies.bytes());
        sayDropped(event, dropped);
        return null;
    }

    /** Appends the bytes that fields of the envelope are slices of; returns how far they moved. */
    private static int append(EventBuilder event, LogEvent around) {
        int before = event.bytes().length;
        byte[] longer = Arrays.copyOf(event.bytes(), before + around.bytes().length);
        System.arraycopy(around.bytes(), 0, longer, before, around.bytes().length);
        event.bytes(longer);
        return before;
    }

    private int putOpen(EventBuilder event, LogEvent around, Copies copies) {
        int bytes = 0;
        for (int i = 0; i < event.openCount(); i++) {
            bytes += event.openName(i).length() + event.openLength(i);
        }
        int dropped = 0;
        for (int i = 0; i < around.openCount(); i++) {
            String name = around.openName(i);
            if (name.equals(TIME) || event.openIndex(name) >= 0) {
                continue;
            }
            int more = name.length() + around.openLength(i);
            // What Drey says of an event has no limit.
            if (!name.startsWith(OpenNames.OURS)
                    && (event.openCount() >= limits.fields() || bytes + more > limits.bytes())) {
                dropped++;
                continue;
            }
            bytes += more;
            event.putOpen(
                    name, copies.add(around.bytes(), around.openOffset(i), around.openLength(i)), around.openLength(i));
        }
        return dropped;
    }

    private static void sayDropped(EventBuilder event, int dropped) {
        if (dropped > 0) {
            int known = event.openIndex(DROPPED);
            long before = known < 0 ? 0 : Long.parseLong(event.openText(known));
            if (known >= 0) {
                event.removeOpen(known);
            }
            event.appendOpen(DROPPED, Long.toString(before + dropped));
        }
    }

    /** An event's bytes with others behind them. */
    private static final class Copies {
        private byte[] bytes;
        private int length;

        Copies(LogEvent event) {
            bytes = event.bytes();
            length = bytes.length;
        }

        /** Adds a slice; returns where it begins. */
        int add(byte[] from, int offset, int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, length + 256));
            }
            System.arraycopy(from, offset, bytes, length, count);
            length += count;
            return length - count;
        }

        byte[] bytes() {
            return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        }
    }
}
