package io.drey.cli.query;

import io.drey.cli.console.GivenTime;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** The options that say whether a query sees events that have not landed yet, and how far back. */
final class LiveOption {

    private static final Duration DEFAULT_SINCE = Duration.ofMinutes(15);
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String DATE = "date";

    @Option(
            names = "--live",
            description =
                    "Ask for the newest events, too: those of the events topic that have not landed in the lake yet."
                            + " Each is there once.")
    private boolean live;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "With --live: from how long ago on, such as 90s, 15m or 6h (default: 15m, unless --from or --date is given).")
    private String since;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "With --live: wait so long before asking, for what happens meanwhile, such as 60s.")
    private String length;

    boolean isLive() {
        return live;
    }

    /**
     * The parameters with the range that is meant.
     *
     * @param now where the range ends that the options name
     * @throws OperationException if options do not go together, or are no lengths of time
     */
    Map<String, String> within(Map<String, String> parameters, Instant now) {
        if (!live) {
            if (since != null || length != null) {
                throw OperationException.usage("--since and --for are of --live: add it, or say --from TIME instead");
            }
            return parameters;
        }
        boolean hasRange = parameters.containsKey(FROM) || parameters.containsKey(DATE);
        if (since != null && (hasRange || parameters.containsKey(TO))) {
            throw OperationException.usage("--since says the range, and so do --from, --to and --date: choose one");
        }
        if (hasRange || parameters.containsKey(TO)) {
            return parameters;
        }
        Map<String, String> all = new LinkedHashMap<>(parameters);
        Duration back = since == null ? DEFAULT_SINCE : GivenTime.positive("--since", since);
        all.put(FROM, now.minus(back).toString());
        return all;
    }

    /**
     * Waits for what is to happen before the query is asked.
     *
     * @throws OperationException if it is not said in a length of time, or the command is told to end
     */
    void await() {
        if (length == null) {
            return;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(GivenTime.positive("--for", length).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while waiting for events", e);
        }
    }
}
