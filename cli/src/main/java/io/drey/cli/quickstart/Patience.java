package io.drey.cli.quickstart;

import java.time.Duration;

/**
 * Decides when waiting for arrivals ends: well, when nothing is missing and nothing has changed for a while; badly, when
 * something is missing and nothing has changed for long.
 */
final class Patience {

    /** Long enough for an alert that is under way to be raised. */
    static final Duration QUIET = Duration.ofSeconds(5);

    /** Several checkpoints, restarts of a job included. */
    static final Duration STUCK = Duration.ofMinutes(2);

    /** What is to be done. */
    enum Verdict {
        WAIT,
        ARRIVED,
        STUCK
    }

    private Arrivals last;
    private long lastChangeNanos;

    Verdict judge(Arrivals arrivals, long nowNanos) {
        if (!arrivals.equals(last)) {
            last = arrivals;
            lastChangeNanos = nowNanos;
            return Verdict.WAIT;
        }
        long unchanged = nowNanos - lastChangeNanos;
        if (arrivals.missing().isEmpty()) {
            return unchanged >= QUIET.toNanos() ? Verdict.ARRIVED : Verdict.WAIT;
        }
        return unchanged >= STUCK.toNanos() ? Verdict.STUCK : Verdict.WAIT;
    }
}
