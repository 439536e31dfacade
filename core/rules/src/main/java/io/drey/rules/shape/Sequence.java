package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Steps one after the other within a time: Sigma's {@code temporal_ordered}, EQL's {@code sequence with maxspan}, SEC's
 * ordered {@code EventGroup}.
 *
 * <p>A match is, for each step in turn, as many occurrences as its runs, each later than the one before, each meeting the
 * step's condition, the last at most the span after the first. What lies in between and is not taken changes nothing,
 * also if it meets a condition. One occurrence is taken at most once in a match. Which of the possible matches are given
 * is {@linkplain Taking said by the shape}. An occurrence that meets {@code until} ends everything that has begun, and
 * is itself taken by no step.
 *
 * @param steps at least one
 * @param spanMillis how long after the first occurrence the last may come, itself included: EQL's {@code maxspan}. For a
 *     window {@code (t - timespan, t]}, Sigma's, it is the time span less one millisecond
 * @param until the condition that ends what has begun, or {@link #NO_UNTIL}
 * @param taking which matches are given
 */
public record Sequence(List<Step> steps, long spanMillis, int until, Taking taking) implements Shape {

    /** Nothing but time ends what has begun. */
    public static final int NO_UNTIL = -1;

    /**
     * One step.
     *
     * @param condition the index of the condition to meet
     * @param runs how many occurrences in turn must meet it, at least 1
     */
    public record Step(int condition, int runs) implements Serializable {

        public Step {
            Conditions.check(condition);
            if (runs < 1) {
                throw new IllegalArgumentException("a step has %d runs: it must be at least 1".formatted(runs));
            }
        }
    }

    /** Which of the possible matches are given. */
    public enum Taking {
        /**
         * Matches that do not overlap, each completed by the first occurrence that can complete one, and made of the
         * latest occurrences before it. After a match everything begins anew. As the best that has begun is known for
         * each step, state is small, and no sequence that could be completed is lost.
         */
        LATEST,

        /**
         * The same, but each made of the earliest occurrences that are still in time: what Flink CEP gives for
         * {@code followedBy} with {@code skipPastLastEvent}.
         */
        EARLIEST,

        /**
         * Each occurrence that meets the first step begins a sequence of its own, which takes the next occurrence for
         * each of its steps, so there is one match for each beginning that can be completed, and they may overlap: what
         * Flink CEP gives for {@code followedBy} without skipping.
         */
        EVERY
    }

    public Sequence {
        steps = List.copyOf(steps);
        requireNonNull(taking, "taking is null");
        Timespan.check(spanMillis, "span");
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a sequence has no step: name at least one");
        }
        if (until != NO_UNTIL) {
            Conditions.check(until);
        }
        long length = steps.stream().mapToLong(Step::runs).sum();
        if (length > 10_000) {
            throw new IllegalArgumentException(
                    "a sequence of %d events: at most 10,000 are kept in order".formatted(length));
        }
    }

    /** Steps that each are met once, the latest taken. */
    public static Sequence of(long spanMillis, int... conditions) {
        List<Step> steps = Arrays.stream(conditions)
                .mapToObj(condition -> new Step(condition, 1))
                .toList();
        return new Sequence(steps, spanMillis, NO_UNTIL, Taking.LATEST);
    }

    @Override
    public long memoryMillis() {
        return spanMillis;
    }

    @Override
    public long beginning() {
        return 1L << steps.get(0).condition();
    }

    /** How many occurrences a match holds. */
    public int length() {
        return steps.stream().mapToInt(Step::runs).sum();
    }

    /** The condition of each occurrence of a match, in turn. */
    public int[] conditions() {
        return steps.stream()
                .flatMapToInt(step -> IntStream.generate(step::condition).limit(step.runs()))
                .toArray();
    }

    /** For {@link Taking#LATEST} what is kept at most: the first step's latest, and a sequence for each place after. */
    @Override
    public int entriesNeeded() {
        int length = length();
        if (taking != Taking.LATEST) {
            return length;
        }
        int first = steps.get(0).runs();
        long kept = first;
        for (int taken = first + 1; taken < length; taken++) {
            kept += taken;
        }
        return Math.toIntExact(kept);
    }

    @Override
    public State newState(int entryLimit) {
        return taking == Taking.LATEST ? new LatestSequence(this) : new PendingSequences(this, entryLimit);
    }

    boolean isEndedBy(Occurrence occurrence) {
        return until != NO_UNTIL && occurrence.meets(until);
    }
}
