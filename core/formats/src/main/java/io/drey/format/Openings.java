package io.drey.format;

import java.util.Optional;

/**
 * Makes what opens envelopes. An implementation has a public constructor without arguments and is found through
 * {@link java.util.ServiceLoader}.
 */
public interface Openings {

    /**
     * Makes an opening; one for each thread.
     *
     * @param envelope what records are in; {@link Envelope#AUTO}: all that this makes openings for
     * @param wholeRecords whether lines are log records of OTLP as they stand in their requests
     * @return empty if another one opens such records
     */
    Optional<Opening> opening(Envelope envelope, boolean wholeRecords, FormatOptions options);
}
