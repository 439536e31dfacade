package io.drey.operations.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A tenant's traffic of the last minutes, as its metrics and alerts in OpenSearch tell it.
 *
 * @param begin when the first bin begins
 * @param binLength how long a bin is
 * @param bins parts of the time, without the one that is not over
 * @param newest when the newest window ends that was counted, which may be long ago; empty where nothing ever was
 * @param dayBefore how many requests there were in the same time a day before, as far as it is counted now; empty where
 *     nothing was counted
 * @param weekBefore the same a week before
 * @param alerts how many there were since {@code begin}
 * @param latest the latest of them, the latest first
 */
public record Traffic(
        Instant begin,
        Duration binLength,
        List<Bin> bins,
        Optional<Instant> newest,
        OptionalLong dayBefore,
        OptionalLong weekBefore,
        long alerts,
        List<RaisedAlert> latest) {

    public Traffic {
        bins = List.copyOf(bins);
        latest = List.copyOf(latest);
    }

    /**
     * A part of the time.
     *
     * @param requests how many there were
     * @param clientErrors how many of them were answered 4xx
     * @param serverErrors how many of them were answered 5xx
     * @param late how many events, requests or not, came too late for their windows
     * @param alerts how many were raised
     */
    public record Bin(long requests, long clientErrors, long serverErrors, long late, long alerts) {}

    /**
     * An alert.
     *
     * @param time when it was raised
     * @param severity such as {@code high}
     * @param rule the rule's name
     * @param group what it is about: an address, mostly
     */
    public record RaisedAlert(Instant time, String severity, String rule, String group) {}

    /** Whether the windows of a bin are counted: what is younger than the newest window may still come. */
    public boolean isCounted(int bin) {
        Instant end = begin.plus(binLength.multipliedBy(bin + 1L));
        return newest.isPresent() && !end.isAfter(newest.get());
    }
}
