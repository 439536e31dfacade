package io.drey.serve.run;

import java.util.Locale;

/** Where a run stands. */
public enum RunState {
    /** Waits for its turn. */
    QUEUED,
    RUNNING,
    /** All rows, or files, are there. */
    DONE,
    FAILED,
    CANCELLED;

    /** Whether nothing more will happen. */
    public boolean isOver() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
