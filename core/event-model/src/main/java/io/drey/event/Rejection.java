package io.drey.event;

import static java.util.Objects.requireNonNull;

/**
 * Why a line is not of a format.
 *
 * @param reason what was expected, in words
 * @param column the first byte that does not fit, counted from 1; 0 where the line as a whole does not
 */
public record Rejection(String reason, int column) {

    public Rejection {
        requireNonNull(reason, "reason is null");
    }
}
