package io.drey.rules.shape;

import java.io.Serializable;

/**
 * The shape of a rule with a memory: how its conditions, met by several events of one group, become a match.
 *
 * <p>A shape is a pure state machine. It knows no engine and no clock: a host feeds each group's {@link State} with its
 * occurrences by (time stamp, position), tells it the clock, and keeps it, as an object or as bytes.
 *
 * <pre>{@code
 * State state = kept == null ? shape.start(limit) : shape.decode(kept, limit);
 * state.process(occurrence, matches::add);
 * state.advance(clock, matches::add);
 * kept = state.isEmpty() ? null : state.encode();
 * // and advance it again when the clock reaches state.nextMillis()
 * }</pre>
 *
 * <p>{@code io.drey.rules.reference.ReferenceMatcher} says the same meaning once more in plain lines; each shape is
 * compared with it on random streams. Windows are {@code (t - timespan, t]}.
 */
public sealed interface Shape extends Serializable
        permits Absence,
                Aggregate,
                AnyOrder,
                Chain,
                Distinct,
                Nfa,
                Pair,
                Sequence,
                Single,
                Suppress,
                Threshold,
                TwoThresholds {

    /** All conditions, as in {@link Occurrence#conditions}. */
    long ANY_CONDITION = -1L;

    /**
     * A state in which nothing has begun.
     *
     * @param entryLimit how many events or references of events it may hold; beyond it the oldest are dropped and
     *     counted in {@link State#dropped}
     * @throws IllegalArgumentException if the limit is below {@link #entriesNeeded}
     */
    default State start(int entryLimit) {
        if (entryLimit < entriesNeeded()) {
            throw new IllegalArgumentException("%s needs %d entries a group, and %d are allowed: raise the limit"
                    .formatted(this, entriesNeeded(), entryLimit));
        }
        return newState(entryLimit);
    }

    /**
     * The state that was {@linkplain State#encode encoded}.
     *
     * @throws IllegalArgumentException if the bytes are damaged or of a later version
     */
    default State decode(byte[] encoded, int entryLimit) {
        State state = start(entryLimit);
        try {
            StateInput input = new StateInput(encoded);
            int version = input.readByte();
            if (version != State.VERSION) {
                throw new IllegalArgumentException(
                        "a state of version %d, and %d is the latest known".formatted(version, State.VERSION));
            }
            state.read(input);
            if (!input.isAtEnd()) {
                throw new IllegalArgumentException("bytes are left over");
            }
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "no state of %s in %d bytes: %s".formatted(this, encoded.length, e.getMessage()), e);
        }
        return state;
    }

    /** How long after an occurrence something of it may be remembered, in milliseconds. */
    long memoryMillis();

    /**
     * The conditions that may begin or fire something where nothing has begun, as in {@link Occurrence#conditions}. An
     * occurrence that meets none of them changes nothing in an empty state, so a host need not load or make one.
     */
    long beginning();

    /** Whether an occurrence may begin something where nothing has begun. */
    default boolean begins(Occurrence occurrence) {
        return (occurrence.conditions() & beginning()) != 0;
    }

    /** The least limit of entries with which the shape can match at all. */
    default int entriesNeeded() {
        return 1;
    }

    /** Not for hosts: they {@link #start} or {@link #decode}. */
    State newState(int entryLimit);
}
