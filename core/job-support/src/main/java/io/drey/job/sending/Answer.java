package io.drey.job.sending;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a destination makes of the things of one attempt.
 *
 * @param <T> what is sent
 * @param <R> what is told of a thing that was refused
 */
public sealed interface Answer<T, R> {

    /** All of them were taken. */
    static <T, R> Answer<T, R> taken(List<T> things) {
        return new Sorted<>(things, List.of(), Optional.empty());
    }

    /** None of them was taken, and to send them again is of no use. */
    static <T, R> Answer<T, R> refused(List<T> things, Function<T, R> refusal) {
        return new Sorted<>(List.of(), things.stream().map(refusal).toList(), Optional.empty());
    }

    /**
     * Each of them met its own fate.
     *
     * @param taken what the destination has
     * @param refused what is told of those that are refused for good
     * @param left those that may be taken later; empty where there are none
     */
    record Sorted<T, R>(List<T> taken, List<R> refused, Optional<NotNow<T, R>> left) implements Answer<T, R> {

        public Sorted {
            requireNonNull(taken, "taken is null");
            requireNonNull(refused, "refused is null");
            requireNonNull(left, "left is null");
        }
    }

    /**
     * They were refused together, and the fault may be of one of them.
     *
     * @param refusal what is told of one that was refused alone
     */
    record RefusedTogether<T, R>(Function<T, R> refusal) implements Answer<T, R> {

        public RefusedTogether {
            requireNonNull(refusal, "refusal is null");
        }
    }

    /**
     * They were not taken, by no fault of theirs.
     *
     * @param things what is to be sent again, at least one
     * @param reason what happened, for people; names the destination
     * @param pause how long the destination asks to be left alone; zero where it does not say
     * @param giveUp when to try no longer; empty for never
     */
    record NotNow<T, R>(List<T> things, String reason, Duration pause, Optional<GiveUp<T, R>> giveUp)
            implements Answer<T, R> {

        public NotNow {
            requireNonNull(things, "things is null");
            requireNonNull(reason, "reason is null");
            requireNonNull(pause, "pause is null");
            requireNonNull(giveUp, "giveUp is null");
        }
    }

    /**
     * When a destination is given up.
     *
     * @param after for how long things are tried before
     * @param refusal what is told of each then
     */
    record GiveUp<T, R>(Duration after, Function<T, R> refusal) {

        public GiveUp {
            requireNonNull(after, "after is null");
            requireNonNull(refusal, "refusal is null");
        }
    }
}
