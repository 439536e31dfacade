package io.drey.cli.quickstart;

/** Finds out whether the detections have seen everything, because no alert is not yet a sign of that. */
interface EndOfEvents extends AutoCloseable {

    /** Looks again. */
    boolean isReached(Landing landing, long nowNanos);

    @Override
    void close();

    /** Whether all lines are in the lake, and their events where the detections read them. */
    enum Landing {
        UNDER_WAY,
        COMPLETE
    }
}
