package io.drey.operations.dashboards;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The time that a snapshot shows, in steps that charts are drawn by.
 *
 * @param from when the first step begins
 * @param step how long each is
 * @param steps how many there are
 */
public record SnapshotRange(Instant from, Duration step, int steps) {

    /** The longest there can be. */
    public static final Duration LONGEST = Duration.ofDays(60);

    /** The shortest: the steps of a chart hold whole windows. */
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final int MOST_STEPS = 60;

    /** The range of a length that ends with the last whole step. */
    public static SnapshotRange before(Instant now, Duration length) {
        Duration step = Stream.of(1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
                .map(Duration::ofMinutes)
                .filter(each -> each.multipliedBy(MOST_STEPS).compareTo(length) >= 0)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is longer than %s".formatted(length, LONGEST)));
        long seconds = step.toSeconds();
        int steps = (int) ((length.toSeconds() + seconds - 1) / seconds);
        Instant end = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
        return new SnapshotRange(end.minus(step.multipliedBy(steps)), step, steps);
    }

    /** When the last step ends. */
    public Instant to() {
        return from.plus(step.multipliedBy(steps));
    }

    /** The same time of so much before. */
    SnapshotRange before(Duration ago) {
        return new SnapshotRange(from.minus(ago), step, steps);
    }

    /** Which step begins then. */
    int at(long millis) {
        return (int) ((millis - from.toEpochMilli()) / step.toMillis());
    }
}
