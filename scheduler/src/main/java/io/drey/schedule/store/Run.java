package io.drey.schedule.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A line of the history: an attempt at a slot, or a slot that was not run.
 *
 * @param schedule the schedule's name
 * @param slot when it was due; of a run by hand, when it was asked for
 * @param attempt 1 for the first; 0 where it was not run
 * @param cause why it ran
 * @param started when; of a slot that was not run, when that was found
 * @param ended when; empty while it is under way
 * @param instance the instance of the scheduler
 * @param outcome what became of it
 * @param detail what the work told, or why it failed
 */
public record Run(
        String schedule,
        Instant slot,
        int attempt,
        Cause cause,
        Instant started,
        Optional<Instant> ended,
        String instance,
        Outcome outcome,
        String detail) {

    /** Why something runs. */
    public enum Cause {
        /** Its slot came. */
        SLOT,
        /** Somebody asked for it. */
        HAND
    }

    public Run {
        requireNonNull(schedule, "schedule is null");
        requireNonNull(slot, "slot is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(started, "started is null");
        requireNonNull(instance, "instance is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(detail, "detail is null");
    }
}
