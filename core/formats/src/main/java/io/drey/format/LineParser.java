package io.drey.format;

import io.drey.event.LogEvent;
import io.drey.event.Rejection;

/**
 * Parses the lines of one format. An instance may keep buffers and caches and is not thread-safe; the formats' registry makes
 * one by a format's name.
 */
public interface LineParser {

    /**
     * Fills the event's fields and time stamp from a slice of its {@linkplain LogEvent#bytes() bytes}, which holds one
     * line without its terminator.
     *
     * <p>Sets {@link io.drey.event.Field#EVENT_ORIGINAL} to the line byte for byte and all text fields to valid UTF-8. A
     * line that says nothing of its time happened when it arrived; one with a wrong time is rejected.
     *
     * @return null if the line is of the format; else why not, and the event is to be dropped
     */
    Rejection parse(LogEvent event, int from, int to);
}
