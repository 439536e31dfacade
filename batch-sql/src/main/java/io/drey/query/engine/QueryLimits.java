package io.drey.query.engine;

import java.time.Duration;

/**
 * What a query may cost.
 *
 * @param maxBytes how much it may read, by the lengths of the files; {@link #NO_LIMIT} for any
 * @param timeout how long it may run; zero for ever
 */
public record QueryLimits(long maxBytes, Duration timeout) {

    /** Any number of bytes. */
    public static final long NO_LIMIT = 0;

    /** Nothing is limited. */
    public static final QueryLimits NONE = new QueryLimits(NO_LIMIT, Duration.ZERO);

    public QueryLimits {
        if (maxBytes < 0 || timeout.isNegative()) {
            throw new IllegalArgumentException("maxBytes is %d, timeout is %s".formatted(maxBytes, timeout));
        }
    }
}
