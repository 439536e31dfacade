package io.drey.schedule.domain;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Which slots are run late, when no scheduler was there or a run took longer than the time to the next.
 *
 * @param within how long ago a slot may be; a minute at least
 * @param slots how many of them at most, the latest ones; 1 or more
 */
public record CatchUp(Duration within, int slots) {

    private static final Duration LEAST = Duration.ofMinutes(1);

    public CatchUp {
        requireNonNull(within, "within is null");
        if (within.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("catch-up is %s: write a minute or more, such as 24h".formatted(within));
        }
        if (slots < 1) {
            throw new IllegalArgumentException("catch-up-slots is %d: write 1 or more".formatted(slots));
        }
    }
}
