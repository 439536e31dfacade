package io.drey.format;

import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import java.util.List;

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
     * wrong time rejects the line, or the event says that it counts from its arrival ({@code labels.drey.time}); so does one
     * that has none.
     *
     * @return null if the line is of the format; else why not, and the event is to be dropped
     */
    Rejection parse(EventBuilder event, int from, int to);

    /** One of several events in a record. */
    record Part(int from, int to) {}

    /**
     * Where the events stand of a record that holds several: each becomes an event of its own, by its place in the record.
     * Empty where the record is one.
     */
    default List<Part> split(byte[] bytes, int from, int to) {
        return List.of();
    }
}
