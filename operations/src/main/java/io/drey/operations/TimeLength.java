package io.drey.operations;

import java.time.Duration;

/** A length of time as people say it. */
public final class TimeLength {

    private TimeLength() {}

    /** {@code 8 s}, {@code 15 min}, {@code 3 h}, {@code 4 days}: rounded down, two of a unit at least but for seconds. */
    public static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return duration.toMinutes() + " min";
        }
        return duration.toHours() < 48 ? duration.toHours() + " h" : duration.toDays() + " days";
    }
}
