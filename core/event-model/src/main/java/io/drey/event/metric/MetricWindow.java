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
 */
public record MetricWindow(String tenant, String dataset, long startMillis, int seconds) {

    public MetricWindow {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        if (seconds < 1) {
            throw new IllegalArgumentException("a window of %d s: use 1 or more".formatted(seconds));
        }
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
