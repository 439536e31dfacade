package io.drey.event.metric;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * A stretch of event time in which a dataset's events are counted.
 *
 * @param tenant whose events
 * @param dataset the dataset they belong to
 * @param startMillis where it begins, in milliseconds since the epoch
 * @param seconds how long it is
 * @param level 0 for the shortest windows there are, 1 for the next longer ones and so on: windows of one level do not
 *     overlap, and those of a higher one count the same events again
 * @param widerSeconds how long the windows of the next level are, one of which it is part of; 0 where there are none
 */
public record MetricWindow(String tenant, String dataset, long startMillis, int seconds, int level, int widerSeconds) {

    public MetricWindow {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        if (seconds < 1) {
            throw new IllegalArgumentException("a window of %d s: use 1 or more".formatted(seconds));
        }
        if (level < 0 || (widerSeconds != 0 && (widerSeconds < seconds || widerSeconds % seconds != 0))) {
            throw new IllegalArgumentException("a window of %d s on level %d, part of one of %d s: use a multiple"
                    .formatted(seconds, level, widerSeconds));
        }
    }

    /** A window where all are of one length. */
    public MetricWindow(String tenant, String dataset, long startMillis, int seconds) {
        this(tenant, dataset, startMillis, seconds, 0, 0);
    }

    /** Whether it is part of a window of the next level. */
    public boolean hasWider() {
        return widerSeconds > 0;
    }

    /** Where the window of the next level begins. */
    public long widerStartMillis() {
        long wider = Duration.ofSeconds(widerSeconds).toMillis();
        return Math.floorDiv(startMillis, wider) * wider;
    }

    /** The first millisecond after the window of the next level. */
    public long widerEndMillis() {
        return widerStartMillis() + Duration.ofSeconds(widerSeconds).toMillis();
    }

    /** The first millisecond after it. */
    public long endMillis() {
        return startMillis + Duration.ofSeconds(seconds).toMillis();
    }

    /** The hour of the day that it begins in, 0 to 23, in UTC. */
    public int hourOfDay() {
        return Instant.ofEpochMilli(startMillis).atOffset(ZoneOffset.UTC).getHour();
    }
}
