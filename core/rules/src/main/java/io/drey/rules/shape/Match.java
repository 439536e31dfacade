package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import io.drey.event.Alert;
import java.util.List;

/**
 * What a shape has found. An alert's id comes from {@code first} and {@code completing}, so both depend on the events
 * only and never on when the clock was advanced.
 *
 * @param kind what it says
 * @param first the first event of it
 * @param completing the event that completes it; of a match fired by the clock the last event it rests on
 * @param atMillis when it is decided, in event time: when the completing event happened, or, fired by the clock, the
 *     first instant at which nothing can change it any more
 * @param count how many events it rests on
 * @param evidence the first {@link Alert#EVIDENCE_LIMIT} of them, in order
 * @param value what was measured: the count, the sum and so on; elsewhere the same as {@code count}
 */
public record Match(
        Kind kind,
        EventReference first,
        EventReference completing,
        long atMillis,
        long count,
        List<EventReference> evidence,
        double value) {

    /** What a match says. */
    public enum Kind {
        /** What the shape looks for has happened. */
        MATCHED,

        /** What the shape waits for has not come in time. */
        MISSED,

        /**
         * What was {@link #MATCHED} is over. Its first and completing event are those of the match that it ends, so that
         * the alert is found by its id.
         */
        CLEARED
    }

    public Match {
        requireNonNull(kind, "kind is null");
        requireNonNull(first, "first is null");
        requireNonNull(completing, "completing is null");
        evidence = List.copyOf(
                evidence.size() > Alert.EVIDENCE_LIMIT ? evidence.subList(0, Alert.EVIDENCE_LIMIT) : evidence);
    }

    /** A match of all these events, decided by the last one. */
    public static Match of(List<EventReference> events) {
        EventReference last = events.get(events.size() - 1);
        return of(Kind.MATCHED, events, last.timestampMillis());
    }

    /** A match of all these events, decided at that time. */
    static Match of(Kind kind, List<EventReference> events, long atMillis) {
        return new Match(
                kind, events.get(0), events.get(events.size() - 1), atMillis, events.size(), events, events.size());
    }
}
