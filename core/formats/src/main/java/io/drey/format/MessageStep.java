package io.drey.format;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.format.FormatOptions.TimeMissing;

/**
 * Parses the text within a line as a line of its own. What that says counts: its time where it has one, and its fields before
 * those of the line around it, which keeps {@code event.original}, the host and the program. A text that is of another format
 * stays the message, and the event says so.
 */
public final class MessageStep implements EventStep {

    /** Says that the text within is not of the format that the dataset names. */
    private static final String LEFT = OpenNames.OURS + "message_format";

    /** Says that no time could be read. */
    private static final String TIME = OpenNames.OURS + "time";

    private static final Field[] FIELDS = Field.values();

    private final LineParser parser;

    /** Parses texts of a format. A text without a time is no dead letter where the line around it has one. */
    public MessageStep(String format, FormatOptions options) {
        this.parser = Formats.parser(format, options.withTimeMissing(TimeMissing.ARRIVAL));
    }

    @Override
    public void apply(EventBuilder event) {
        if (!event.has(Field.MESSAGE)) {
            return;
        }
        int from = event.offsetOf(Field.MESSAGE);
        EventBuilder within = event.sibling(event.index());
        if (parser.parse(within, from, from + event.lengthOf(Field.MESSAGE)) != null) {
            event.appendOpen(LEFT, "other");
            return;
        }
        event.bytes(within.bytes());
        takeTime(event, within);
        event.remove(Field.MESSAGE);
        for (Field field : FIELDS) {
            if (field == Field.EVENT_ORIGINAL || !within.has(field)) {
                continue;
            }
            if (field.isSlice()) {
                event.put(field, within.offsetOf(field), within.lengthOf(field));
            } else {
                event.put(field, within.number(field));
            }
        }
        for (int i = 0; i < within.openCount(); i++) {
            if (within.openName(i).equals(TIME)) {
                continue;
            }
            int known = event.openIndex(within.openName(i));
            if (known < 0) {
                event.putOpen(within.openName(i), within.openOffset(i), within.openLength(i));
            } else {
                event.replaceOpen(known, within.openOffset(i), within.openLength(i));
            }
        }
    }

    private static void takeTime(EventBuilder event, LogEvent within) {
        if (within.openIndex(TIME) >= 0) {
            return;
        }
        event.timestampMicros(within.timestampMicros());
        int said = event.openIndex(TIME);
        if (said >= 0) {
            event.removeOpen(said);
        }
    }
}
