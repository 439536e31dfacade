package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A pattern as data: steps that events of one group take one after the other, in the words of Flink CEP, and what must be
 * absent around them.
 *
 * @param steps in their order; the first is not absent, and each has a name of its own
 * @param withinMillis how long after the first event the last may come, itself included
 * @param absentBefore of which no event may have come for a time before the first event
 * @param absentAfter of which no event may come for a time after the last one
 * @param until the condition that ends all that has begun, or {@link #NONE}; an event that meets it is taken by no step
 * @param skip what of the events of a match may be in further ones
 */
public record PatternPlan(
        List<Step> steps, long withinMillis, List<Absent> absentBefore, List<Absent> absentAfter, int until, Skip skip)
        implements Serializable {

    /** No condition. */
    public static final int NONE = -1;

    /** How many times a step may be taken that has no upper bound. */
    public static final int MANY = Integer.MAX_VALUE;

    /** How many conditions a plan may have: one is the engine's own. */
    public static final int CONDITION_LIMIT = Occurrence.CONDITION_LIMIT - 1;

    /**
     * A step.
     *
     * @param name what it is called
     * @param condition what its events meet
     * @param contiguity what may stand between the step before and this one
     * @param presence whether it must be taken
     * @param least how many events it takes, at least 1
     * @param most how many at most, or {@link #MANY}
     * @param within what may stand between its own events
     * @param greed whether it takes as many as it can
     * @param until the condition that ends taking more, or {@link #NONE}
     * @param comparisons what must be true of an event and those taken before it
     */
    public record Step(
            String name,
            int condition,
            Contiguity contiguity,
            Presence presence,
            int least,
            int most,
            Contiguity within,
            Greed greed,
            int until,
            List<Comparison> comparisons)
            implements Serializable {

        public Step {
            requireNonNull(name, "name is null");
            requireNonNull(contiguity, "contiguity is null");
            requireNonNull(presence, "presence is null");
            requireNonNull(within, "within is null");
            requireNonNull(greed, "greed is null");
            comparisons = List.copyOf(comparisons);
            Conditions.check(condition);
            if (least < 1 || most < least) {
                throw new IllegalArgumentException(
                        "step %s is taken %d to %d times: begin at 1, the greater number last"
                                .formatted(name, least, most));
            }
        }

        /** A step that is taken once, whatever stands before it. */
        public static Step once(String name, int condition) {
            return new Step(
                    name,
                    condition,
                    Contiguity.RELAXED,
                    Presence.REQUIRED,
                    1,
                    1,
                    Contiguity.RELAXED,
                    Greed.RELUCTANT,
                    NONE,
                    List.of());
        }

        /** Whether it may take several events. */
        public boolean isLoop() {
            return most > 1;
        }
    }

    /** What may stand between two events. */
    public enum Contiguity {
        /** Nothing: Flink's {@code next} and {@code consecutive}. */
        STRICT,
        /** What is not taken: {@code followedBy}. */
        RELAXED,
        /** Anything, also what could be taken: {@code followedByAny} and {@code allowCombinations}. */
        RELAXED_ANY
    }

    /** Whether a step must be taken. */
    public enum Presence {
        REQUIRED,
        OPTIONAL,
        /** No such event may come: {@code notFollowedBy}, or {@code notNext} where the contiguity is strict. */
        ABSENT
    }

    /** How many events a step takes where it may take fewer. */
    public enum Greed {
        RELUCTANT,
        GREEDY
    }

    /**
     * What must be true of an event that a step takes. Where the other step is the same one, its first event need not meet it.
     *
     * @param slot where the event's own value stands
     * @param operator how the two compare: equality of texts without case, else as numbers
     * @param step the step whose last event is looked at
     * @param otherSlot where that one's value stands
     */
    public record Comparison(int slot, Bounds.Operator operator, String step, int otherSlot) implements Serializable {

        public Comparison {
            requireNonNull(operator, "operator is null");
            requireNonNull(step, "step is null");
        }

        /** Whether it holds; where one of the two lacks its value, it does not. */
        public boolean holds(Occurrence own, Occurrence other) {
            Value value = own.value(slot);
            Value before = other.value(otherSlot);
            if (!value.isPresent() || !before.isPresent()) {
                return false;
            }
            boolean equal = value.text().equalsIgnoreCase(before.text());
            return switch (operator) {
                case EQ -> equal;
                case NEQ -> !equal;
                case GT -> value.number() > before.number();
                case GTE -> value.number() >= before.number();
                case LT -> value.number() < before.number();
                case LTE -> value.number() <= before.number();
            };
        }
    }

    /**
     * What must be absent, and for how long.
     *
     * @param condition what such an event meets
     * @param millis for how long, the end included
     */
    public record Absent(int condition, long millis) implements Serializable {

        public Absent {
            Conditions.check(condition);
            Timespan.check(millis, "time of absence");
        }
    }

    /**
     * What of the events of a match may be in further matches: Flink's {@code AfterMatchSkipStrategy}.
     *
     * @param strategy which
     * @param step of the strategies that name one; else empty
     */
    public record Skip(Strategy strategy, String step) implements Serializable {

        /** None of the events up to the last one. */
        public static final Skip PAST_LAST = new Skip(Strategy.PAST_LAST, "");

        /** All. */
        public static final Skip NOTHING = new Skip(Strategy.NOTHING, "");

        public Skip {
            requireNonNull(strategy, "strategy is null");
            requireNonNull(step, "step is null");
        }
    }

    /** See {@link Skip}. */
    public enum Strategy {
        /** Every possible match is given. */
        NOTHING,
        /** Of the matches that begin with the same event, one is given. */
        TO_NEXT,
        /** A further match begins behind the last event. */
        PAST_LAST,
        /** A further match begins at the first event of a step, or behind it. */
        TO_FIRST,
        /** A further match begins at the last event of a step, or behind it. */
        TO_LAST
    }

    public PatternPlan {
        steps = List.copyOf(steps);
        absentBefore = List.copyOf(absentBefore);
        absentAfter = List.copyOf(absentAfter);
        requireNonNull(skip, "skip is null");
        Timespan.check(withinMillis, "within");
        if (steps.isEmpty() || steps.get(0).presence() == Presence.ABSENT) {
            throw new IllegalArgumentException("a pattern begins with an event: name one step that is not absent");
        }
        Set<String> names = new HashSet<>();
        for (Step step : steps) {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException(
                        "two steps are called %s: give each a name of its own".formatted(step.name()));
            }
        }
        if (steps.get(0).presence() == Presence.OPTIONAL && !absentBefore.isEmpty()) {
            throw new IllegalArgumentException(
                    "it is not known which event is the first one, before which others must be absent: make the first step"
                            + " required");
        }
    }

    /** Whether events that no step wants change something. */
    public boolean isAboutEveryEvent() {
        return steps.stream()
                .anyMatch(step -> step.contiguity() == Contiguity.STRICT
                        || (step.isLoop() && step.within() == Contiguity.STRICT));
    }

    /** How many events a match holds at least. */
    int leastEvents() {
        return steps.stream()
                .filter(step -> step.presence() == Presence.REQUIRED)
                .mapToInt(Step::least)
                .reduce(0, Math::addExact);
    }
}
