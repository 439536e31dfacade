package io.drey.schedule.runner;

import io.drey.schedule.domain.Schedule;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Something that schedules run. It must be safe to repeat, also after it was killed in the middle: a slot whose instance died runs
 * again, and one whose instance only seemed dead may run twice at once.
 */
public interface Work {

    /** The names of what it may be told. */
    Set<String> arguments();

    /** Why a schedule of it does not run as things are set; empty if it does. */
    default Optional<String> obstacle(Schedule schedule) {
        return Optional.empty();
    }

    /**
     * Does it.
     *
     * @param slot the slot that it is done for, however late it is
     * @return what the history keeps of it, in a few words
     * @throws FindingsException if it was done and found what somebody must see: it is not tried again
     * @throws Exception if it failed: it is tried again
     */
    String run(Schedule schedule, Instant slot) throws Exception;
}
