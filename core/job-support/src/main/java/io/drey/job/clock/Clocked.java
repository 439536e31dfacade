package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

/**
 * One element of a stream that carries its datasets' clocks with it: either a payload, or a {@link ClockTick}.
 *
 * @param <P> the payload's type
 */
public final class Clocked<P> {

    private final P payload;
    private final ClockTick tick;
    private final String route;

    private Clocked(P payload, ClockTick tick, String route) {
        this.payload = payload;
        this.tick = tick;
        this.route = route;
    }

    /** An element with a payload. */
    public static <P> Clocked<P> payload(P payload) {
        return new Clocked<>(requireNonNull(payload, "payload is null"), null, null);
    }

    /** An element with a tick. */
    public static <P> Clocked<P> tick(ClockTick tick) {
        return new Clocked<>(null, requireNonNull(tick, "tick is null"), null);
    }

    /** An element with a tick for the subtask that a key belongs to. */
    static <P> Clocked<P> tick(ClockTick tick, String route) {
        return new Clocked<>(null, tick, route);
    }

    public boolean isTick() {
        return tick != null;
    }

    /** The payload, or null for a tick. */
    public P payload() {
        return payload;
    }

    /** The tick, or null for a payload. */
    public ClockTick tick() {
        return tick;
    }

    /** The key that takes a tick to its subtask, or null. */
    String route() {
        return route;
    }

    /** This tick as an element of a stream with another payload type. */
    @SuppressWarnings("unchecked") // a tick holds no payload
    public <Q> Clocked<Q> asTick() {
        if (!isTick()) {
            throw new IllegalStateException("not a tick but a payload: " + payload);
        }
        return (Clocked<Q>) this;
    }

    @Override
    public String toString() {
        return isTick() ? tick.toString() : payload.toString();
    }
}
