package io.drey.metrics.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tumbling windows of event time: where they begin, when they close and when they are forgotten. */
public final class Windows {

    /** Earlier time stamps are those of clocks that were never set; their events count as late. */
    public static final long EARLIEST = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();

    private final long millis;

    /**
     * Windows of a length.
     *
     * @param length a whole number of seconds that divides a day
     */
    public Windows(Duration length) {
        millis = length.toMillis();
        if (millis < 1000 || millis % 1000 != 0 || Duration.ofDays(1).toMillis() % millis != 0) {
            throw new IllegalArgumentException(
                    "a window of %s: use whole seconds that divide a day, such as PT10S".formatted(length));
        }
    }

    /**
     * Windows of several lengths, the shortest first, each a multiple of the one before it.
     *
     * @param shortest the length of the shortest
     * @param longer further lengths; those that are no multiple of a shorter one are left out
     */
    public static List<Windows> ladder(Duration shortest, List<Duration> longer) {
        List<Windows> ladder = new ArrayList<>();
        ladder.add(new Windows(shortest));
        for (Duration length : longer.stream().sorted().toList()) {
            Windows windows = new Windows(length);
            long last = ladder.get(ladder.size() - 1).millis;
            if (windows.millis > last && windows.millis % last == 0) {
                ladder.add(windows);
            }
        }
        return ladder;
    }

    /** A window's length in seconds. */
    public int seconds() {
        return (int) (millis / 1000);
    }

    /** Where the window that a time stamp falls into begins. */
    public long startOf(long timestampMillis) {
        return Math.floorDiv(timestampMillis, millis) * millis;
    }

    /** The first millisecond after the window. */
    public long endOf(long start) {
        return start + millis;
    }

    /** The clock at which the window closes: all that falls into it has come. */
    public long closesAt(long start) {
        return endOf(start) - 1;
    }

    /** The clock at which the window takes no more corrections. */
    public long forgottenAt(long start, Duration allowedLateness) {
        return closesAt(start) + allowedLateness.toMillis();
    }

    /** The clock at which corrections noted now are sent: some are gathered first. */
    public long correctedAt(long clock) {
        return clock + millis / 10;
    }

    /** Whether windows are said while they are open: those that are longer than a minute. */
    public boolean areRefreshed() {
        return refreshMillis() < millis;
    }

    /** The clock at which an open window that has grown is said: not every time, as a day grows all the time. */
    public long refreshedAt(long clock) {
        long refresh = refreshMillis();
        return (Math.floorDiv(clock, refresh) + 1) * refresh;
    }

    /** Whether it is a clock at which open windows are said. */
    public boolean isRefresh(long clock) {
        return Math.floorMod(clock, refreshMillis()) == 0;
    }

    private long refreshMillis() {
        return Math.max(60_000, millis / 144);
    }

    /** Whether a time stamp is one that a window may be opened for. */
    public static boolean isSane(long timestampMillis, long arrivalMillis, Duration futureCap) {
        return timestampMillis >= EARLIEST && timestampMillis <= arrivalMillis + futureCap.toMillis();
    }
}
