package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.slice.SliceCache;
import io.drey.format.useragent.UserAgents;

/**
 * The name of a user agent, such as {@code Firefox}, as {@link UserAgents} knows it; {@code Other} where it does not.
 *
 * <p>Asking takes some tens of microseconds, so results are remembered for the 16,384 user agents last seen.
 * Not thread-safe.
 */
public final class UserAgentNames {

    /** The name of user agents that are not known, or not sent. */
    public static final Value OTHER = Value.of("Other");

    private static final int REMEMBERED = 1 << 14;

    private final SliceCache<Value> cache;

    public UserAgentNames() {
        UserAgents agents = UserAgents.shared();
        cache = new SliceCache<>(REMEMBERED, UserAgents.LONGEST, agent -> {
            String name = agents.name(new String(agent, UTF_8));
            return name == null ? OTHER : Value.of(name);
        });
    }

    /** The name of a user agent, given as sent. */
    public Value name(byte[] bytes, int from, int length) {
        return cache.of(bytes, from, length);
    }
}
