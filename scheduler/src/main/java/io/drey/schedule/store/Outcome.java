package io.drey.schedule.store;

import java.util.Locale;

/** What became of a slot, or of an attempt at it. */
public enum Outcome {
    /** It is under way. */
    RUNNING,
    /** It is done: this slot never runs again. */
    DONE,
    /** The work failed. */
    FAILED,
    /** The instance that ran it died or lost its database; another one runs the slot again. */
    LOST,
    /** The instance was stopped in the middle; the slot runs again, and it is no failure. */
    STOPPED,
    /** Nobody ran it while it was due, and it is too late now. */
    MISSED,
    /** The schedule was paused. */
    SKIPPED;

    /** As the database and commands write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
