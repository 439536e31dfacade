package io.drey.schedule.store;

import java.time.Instant;

/**
 * Where a schedule stands.
 *
 * @param name the schedule's name
 * @param nextSlot the first slot of which nothing became yet
 * @param pause whether its slots are left out
 */
public record ScheduleState(String name, Instant nextSlot, Pause pause) {

    /** Whether slots are left out. */
    public enum Pause {
        NONE,
        PAUSED
    }
}
