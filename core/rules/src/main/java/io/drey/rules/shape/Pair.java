package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Consumer;

/**
 * One event and then another within a time, or not: SEC's {@code Pair} and {@code PairWithWindow}.
 *
 * <p>An occurrence that meets the first condition begins a pair where none is open; where one is, it changes nothing. The
 * first occurrence after it that meets the second condition, at most the span after it, completes the pair
 * ({@link Match.Kind#MATCHED}); it begins no other one. If none comes, the clock ends the pair when the span is over
 * ({@link Match.Kind#MISSED}, of the first event alone).
 *
 * <p>State: one reference.
 *
 * @param first the condition that begins a pair
 * @param second the condition that completes it
 * @param spanMillis how long after the first event the second may come, itself included
 * @param reports what is a match
 */
public record Pair(int first, int second, long spanMillis, Reports reports) implements Shape {

    /** What is a match. */
    public enum Reports {
        /** The second event: SEC's {@code Pair}. */
        SECOND,

        /** That no second event has come in time. */
        ABSENCE,

        /** Either of them: SEC's {@code PairWithWindow}. */
        BOTH
    }

    public Pair {
        requireNonNull(reports, "reports is null");
        Conditions.check(first);
        Conditions.check(second);
        Timespan.check(spanMillis, "span");
    }

    @Override
    public long memoryMillis() {
        return spanMillis;
    }

    @Override
    public long beginning() {
        return 1L << first;
    }

    @Override
    public State newState(int entryLimit) {
        return new Open(this);
    }

    private static final class Open extends Remembered {

        private final Pair shape;

        private Open(Pair shape) {
            super(shape.spanMillis());
            this.shape = shape;
        }

        @Override
        void take(Occurrence occurrence, Consumer<Match> matches) {
            if (event == null) {
                if (occurrence.meets(shape.first())) {
                    event = occurrence.event();
                }
            } else if (occurrence.meets(shape.second())) {
                if (shape.reports() != Reports.ABSENCE) {
                    matches.accept(Match.of(List.of(event, occurrence.event())));
                }
                event = null;
            }
        }

        @Override
        void runOut(long atMillis, Consumer<Match> matches) {
            if (shape.reports() != Reports.SECOND) {
                matches.accept(Match.of(Match.Kind.MISSED, List.of(event), atMillis));
            }
        }
    }
}
