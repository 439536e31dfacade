package io.drey.schedule.domain;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often a slot that failed is tried again.
 *
 * @param count how often after the first time; 0 or more
 * @param pause how long after the first failure; twice as long after each further one, up to {@link #LONGEST_PAUSE}
 */
public record Retries(int count, Duration pause) {

    /** The longest pause between two attempts. */
    public static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    public Retries {
        requireNonNull(pause, "pause is null");
        if (count < 0) {
            throw new IllegalArgumentException("retries is %d: write 0 or more".formatted(count));
        }
        if (pause.isNegative()) {
            throw new IllegalArgumentException("retry-pause is %s: write a time such as 1min".formatted(pause));
        }
    }
}
