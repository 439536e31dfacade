package io.drey.operations.generate;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What decides every byte of generated traffic.
 *
 * @param seed two generators with equal settings write the same bytes
 * @param format how lines are written
 * @param start when the first request happens
 * @param linesPerSecond how far time advances from line to line: from 1 to 1,000,000
 * @param malformedOneIn one line in so many is damaged, on average; 0 for none
 */
public record TrafficSettings(long seed, LineFormat format, Instant start, double linesPerSecond, int malformedOneIn) {

    /** One damaged line in so many, unless said otherwise. */
    public static final int DEFAULT_MALFORMED_ONE_IN = 1000;

    /** The fastest traffic. */
    public static final int MOST_LINES_PER_SECOND = 1_000_000;

    public TrafficSettings {
        requireNonNull(format, "format is null");
        requireNonNull(start, "start is null");
        if (!(linesPerSecond >= 1 && linesPerSecond <= MOST_LINES_PER_SECOND)) {
            throw new IllegalArgumentException("the rate is %s lines a second: give a number from 1 to %d"
                    .formatted(linesPerSecond, MOST_LINES_PER_SECOND));
        }
        if (malformedOneIn < 0) {
            throw new IllegalArgumentException(
                    "one malformed line in %d: give 0 for none, or a number of lines".formatted(malformedOneIn));
        }
    }

    /** Combined lines with some malformed ones. */
    public static TrafficSettings combined(long seed, Instant start, double linesPerSecond) {
        return new TrafficSettings(seed, LineFormat.COMBINED, start, linesPerSecond, DEFAULT_MALFORMED_ONE_IN);
    }
}
