package io.drey.job.delivery;

import java.time.Duration;

/** How long to wait before a retry: twice as long after each failure, up to a limit. */
public final class RetryPause {

    private RetryPause() {}

    /** The pause before the next attempt, after some failures beyond the first. */
    public static Duration after(int failures, Duration first, Duration longest) {
        // Beyond 2^30 any first pause of a millisecond or more is over any limit in use.
        Duration pause = first.multipliedBy(1L << Math.min(failures, 30));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
