package io.drey.event;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * One event that an alert rests on.
 *
 * @param eventId see {@link Position#eventId()}
 * @param timestampMillis when it happened, in milliseconds since the epoch
 * @param original the line as admitted
 */
public record Evidence(String eventId, long timestampMillis, byte[] original) {

    public Evidence {
        requireNonNull(eventId, "eventId is null");
        requireNonNull(original, "original is null");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Evidence that
                && eventId.equals(that.eventId)
                && timestampMillis == that.timestampMillis
                && Arrays.equals(original, that.original);
    }

    @Override
    public int hashCode() {
        return eventId.hashCode();
    }
}
