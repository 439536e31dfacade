package io.drey.detection;

import java.time.Duration;

/** Which matches of a detection raise an alert. */
public enum Firing {
    /** Each one. */
    ON_EVERY_MATCH,

    /**
     * Only the one by which a threshold is crossed. It is armed again when what is left of the window no longer
     * reaches the threshold.
     */
    ON_CROSSING;

    /**
     * Whether a match raises an alert.
     *
     * <p>For a threshold it is enough to know where the latest match before began: as long as that beginning lies in
     * the window {@code (t - timespan, t]}, all events of that match do, and the threshold is still reached.
     *
     * @param match the match
     * @param latestBeginMillis when the latest of the earlier matches began; {@link Long#MIN_VALUE} if there was none
     * @param timespan the detection's
     */
    public boolean fires(Match match, long latestBeginMillis, Duration timespan) {
        return switch (this) {
            case ON_EVERY_MATCH -> true;
            case ON_CROSSING ->
                latestBeginMillis == Long.MIN_VALUE
                        || latestBeginMillis <= match.completing().timestampMillis() - timespan.toMillis();
        };
    }
}
