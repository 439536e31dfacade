package io.drey.format;

import io.drey.event.EventBuilder;

/** What is done to an event once its line is parsed. An instance may keep buffers and is not thread-safe. */
public interface EventStep {

    /** Changes the event, or leaves it as it is. */
    void apply(EventBuilder event);
}
