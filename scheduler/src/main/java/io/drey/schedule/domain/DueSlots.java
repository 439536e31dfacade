package io.drey.schedule.domain;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about a schedule's slots up to now.
 *
 * @param missed those that are not run any more, in order; the latest {@link #MOST_TOLD}
 * @param missedCount how many are not run any more
 * @param run the slot to run; empty where none is due
 * @param next the slot that comes after those missed: the one to run, or the first that is not due yet
 */
public record DueSlots(List<Instant> missed, long missedCount, Optional<Instant> run, Instant next) {

    /** How many missed slots are told one by one. */
    public static final int MOST_TOLD = 1_000;

    /**
     * Decides.
     *
     * @param first the first slot of which nothing became yet
     * @param now the present moment
     */
    public static DueSlots of(Slots slots, Instant first, Instant now, CatchUp catchUp) {
        return of(slots, first, now, now.minus(catchUp.within()), catchUp.slots());
    }

    /** What a schedule that is paused leaves out: all that are due. */
    public static DueSlots paused(Slots slots, Instant first, Instant now) {
        return of(slots, first, now, now, 0);
    }

    private static DueSlots of(Slots slots, Instant first, Instant now, Instant oldest, int most) {
        ArrayDeque<Instant> missed = new ArrayDeque<>();
        ArrayDeque<Instant> runnable = new ArrayDeque<>();
        long missedCount = 0;
        Instant slot = first;
        for (; !slot.isAfter(now); slot = slots.next(slot)) {
            runnable.addLast(slot);
            while (runnable.size() > most
                    || (!runnable.isEmpty() && runnable.peekFirst().isBefore(oldest))) {
                missed.addLast(runnable.removeFirst());
                missedCount++;
            }
            if (missed.size() > MOST_TOLD) {
                missed.removeFirst();
            }
        }
        Optional<Instant> run = Optional.ofNullable(runnable.peekFirst());
        return new DueSlots(List.copyOf(missed), missedCount, run, run.orElse(slot));
    }
}
