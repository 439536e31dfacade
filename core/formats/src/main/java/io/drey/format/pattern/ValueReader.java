package io.drey.format.pattern;

import io.drey.event.EventBuilder;

/** Takes one value of a line into an event. */
@FunctionalInterface
public interface ValueReader {

    /**
     * Takes a slice of the event's bytes.
     *
     * @return null, or what was expected instead, as a constant: {@code "a number or '-'"}
     */
    String read(EventBuilder event, int from, int to);
}
