package io.drey.rules.book;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.rules.shape.EventReference;
import java.util.Arrays;
import java.util.List;

/**
 * What matches and groups keep of the event that rules look at. Each part is made once, when it is first asked for: of most events
 * none is. Not thread-safe.
 */
public final class EventAtHand {

    /** How much of a line is kept, in bytes: a hundred of them still fit into one record of a topic. */
    public static final int LONGEST_LINE = 8_192;

    private LogEvent event;
    private EventReference reference;
    private byte[] line;

    /** Another event is looked at from now on. */
    public void of(LogEvent other) {
        event = other;
        reference = null;
        line = null;
    }

    /** No event is looked at. */
    public void forget() {
        of(null);
    }

    public LogEvent event() {
        return event;
    }

    /** What names it in a match. */
    public EventReference reference() {
        if (reference == null) {
            reference = new EventReference(
                    event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
        }
        return reference;
    }

    /** The line as admitted; of a long one the first {@link #LONGEST_LINE} bytes. Not to be changed. */
    public byte[] line() {
        if (line == null) {
            int from = event.offsetOf(Field.EVENT_ORIGINAL);
            int length = event.has(Field.EVENT_ORIGINAL) ? event.lengthOf(Field.EVENT_ORIGINAL) : 0;
            line = length == 0
                    ? new byte[0]
                    : Arrays.copyOfRange(event.bytes(), from, from + Math.min(length, LONGEST_LINE));
        }
        return line;
    }

    /** Who caused it, which is the group of a rule about single events: one value, or none. */
    public List<String> caller() {
        String address = event.has(Field.SOURCE_IP) ? event.text(Field.SOURCE_IP) : event.text(Field.SOURCE_ADDRESS);
        return address == null ? List.of() : List.of(address);
    }
}
