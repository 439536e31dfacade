package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Consumer;

/**
 * An event that should have come and has not: EQL's missing events at the start, in the middle and at the end of a
 * sequence.
 *
 * <p>A match is of kind {@link Match.Kind#MISSED} and holds the events that did come.
 *
 * <p>State: one reference.
 *
 * @param place where the event is missing
 * @param missing the condition of the missing event
 * @param event the condition of the event that it should have come before or after; in the middle, after
 * @param next in the middle, the condition of the event that it should have come before; else the same as {@code event}
 * @param spanMillis in which time, its end included
 */
public record Absence(Place place, int missing, int event, int next, long spanMillis) implements Shape {

    /** Where the event is missing. */
    public enum Place {
        /** Before an event: none came at most the span before it. Matched at once, each time. */
        START,

        /** Between two events, the second at most the span after the latest first. Matched by the second event. */
        MIDDLE,

        /** After an event: none comes at most the span after it. Matched by the clock; see {@link Pair}. */
        END
    }

    public Absence {
        requireNonNull(place, "place is null");
        Conditions.check(missing);
        Conditions.check(event);
        Conditions.check(next);
        Timespan.check(spanMillis, "span");
    }

    /** No event of the one kind before one of the other kind. */
    public static Absence before(int event, int missing, long spanMillis) {
        return new Absence(Place.START, missing, event, event, spanMillis);
    }

    /** No event of one kind between two others. One that meets {@code missing} is itself neither of the two. */
    public static Absence between(int event, int missing, int next, long spanMillis) {
        return new Absence(Place.MIDDLE, missing, event, next, spanMillis);
    }

    /** No event of the one kind after one of the other kind. */
    public static Absence after(int event, int missing, long spanMillis) {
        return new Absence(Place.END, missing, event, event, spanMillis);
    }

    @Override
    public long memoryMillis() {
        return spanMillis;
    }

    @Override
    public long beginning() {
        return place == Place.START ? 1L << event | 1L << missing : 1L << event;
    }

    @Override
    public State newState(int entryLimit) {
        return switch (place) {
            case START -> new Before(this);
            case MIDDLE -> new Between(this);
            case END -> new Pair(event, missing, spanMillis, Pair.Reports.ABSENCE).newState(entryLimit);
        };
    }

    /** Remembers the latest event of the kind that must not be missing. */
    private static final class Before extends Remembered {

        private final Absence shape;

        private Before(Absence shape) {
            super(shape.spanMillis());
            this.shape = shape;
        }

        @Override
        void take(Occurrence occurrence, Consumer<Match> matches) {
            if (occurrence.meets(shape.event()) && event == null) {
                matches.accept(Match.of(Match.Kind.MISSED, List.of(occurrence.event()), occurrence.timestampMillis()));
            }
            if (occurrence.meets(shape.missing())) {
                event = occurrence.event();
            }
        }

        @Override
        void runOut(long atMillis, Consumer<Match> matches) {
            // From now on it is missing.
        }
    }

    /** Remembers the latest event after which the other one has not come. */
    private static final class Between extends Remembered {

        private final Absence shape;

        private Between(Absence shape) {
            super(shape.spanMillis());
            this.shape = shape;
        }

        @Override
        void take(Occurrence occurrence, Consumer<Match> matches) {
            if (occurrence.meets(shape.missing())) {
                event = null;
            } else if (event != null && occurrence.meets(shape.next())) {
                matches.accept(
                        Match.of(Match.Kind.MISSED, List.of(event, occurrence.event()), occurrence.timestampMillis()));
                event = null;
            } else if (occurrence.meets(shape.event())) {
                event = occurrence.event();
            }
        }

        @Override
        void runOut(long atMillis, Consumer<Match> matches) {
            // The second event is too late.
        }
    }
}
