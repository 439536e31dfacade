package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.slice.SliceCache;
import ua_parser.Parser;

/**
 * The name of a user agent, such as {@code Firefox}, by the pattern list of the ua-parser project; {@code Other} where the
 * list knows none.
 *
 * <p>Matching the list takes up to about a millisecond, so results are remembered for the 16,384 user agents last seen.
 * Not thread-safe.
 */
public final class UserAgentNames {

    /** The name of user agents that are not known, or not sent. */
    public static final Value OTHER = Value.of("Other");

    private static final int REMEMBERED = 1 << 14;
    private static final int LONGEST_AGENT = 1024;

    private final SliceCache<Value> cache;

    public UserAgentNames() {
        Parser parser = new Parser();
        cache = new SliceCache<>(REMEMBERED, LONGEST_AGENT, agent -> {
            String family = parser.parseUserAgent(new String(agent, UTF_8)).family;
            return family == null || family.isEmpty() ? OTHER : Value.of(family);
        });
    }

    /** The name of a user agent, given as sent. */
    public Value name(byte[] bytes, int from, int length) {
        return cache.of(bytes, from, length);
    }
}
