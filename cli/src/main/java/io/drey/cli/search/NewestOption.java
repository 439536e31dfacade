package io.drey.cli.search;

import io.drey.cli.console.GivenTime;
import io.drey.operations.OperationException;
import io.drey.operations.search.NewestHits;
import java.time.Instant;
import picocli.CommandLine.Option;

/** The options that say of which time, and how many, the newest documents are shown. */
public final class NewestOption {

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first moment: 2026-01-01T00:00:00Z, 2026-01-01, or now-15m (s, m, h, d).")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The moment after the last, likewise.")
    private String to;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many, up to 10000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    /**
     * A range of time.
     *
     * @param begin its first moment; null for none
     * @param end the moment after its last; null for none
     */
    public record Range(Instant begin, Instant end) {}

    /**
     * Which time is meant.
     *
     * @throws OperationException naming the option that is wrong, be it about the time or about how many
     */
    public Range range(Instant now) {
        requireLimit();
        Instant begin = from == null ? null : GivenTime.moment("--from", from, now);
        Instant end = to == null ? null : GivenTime.moment("--to", to, now);
        if (begin != null && end != null && !begin.isBefore(end)) {
            throw OperationException.usage("--from %s is not before --to %s: turn them round".formatted(begin, end));
        }
        return new Range(begin, end);
    }

    /** How many are shown at most. */
    public int limit() {
        return limit;
    }

    private void requireLimit() {
        if (limit < 1 || limit > NewestHits.MOST) {
            throw OperationException.usage(
                    "--limit %d: write 1 to %d; larger results come from drey query".formatted(limit, NewestHits.MOST));
        }
    }
}
