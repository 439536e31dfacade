package io.drey.format;

import io.drey.event.LogEvent;

/** Hears how an event comes about, step by step: for people who ask, never for jobs. */
interface StepListener {

    /** Where a field may come from, in the order in which it is asked. */
    enum Step {
        PARSER,
        MESSAGE_PARSER,
        ENVELOPE,
        PATH,
        DATASET,
        LOOK_UPS,
        REDACTION
    }

    /**
     * Takes an event as a step leaves it.
     *
     * @param event not to be kept: it goes on changing
     */
    void after(Step step, LogEvent event);
}
