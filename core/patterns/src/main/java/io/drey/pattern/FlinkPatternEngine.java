package io.drey.pattern;

import io.drey.rules.shape.Automaton;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.PatternEngine;
import io.drey.rules.shape.PatternPlan;
import io.drey.rules.shape.PatternPlan.Comparison;
import io.drey.rules.shape.PatternPlan.Contiguity;
import io.drey.rules.shape.PatternPlan.Greed;
import io.drey.rules.shape.PatternPlan.Presence;
import io.drey.rules.shape.PatternPlan.Step;
import java.time.Duration;
import java.util.List;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.MalformedPatternException;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** Says plans as patterns of Flink CEP. */
public final class FlinkPatternEngine implements PatternEngine {

    /** Found by the service loader. */
    public FlinkPatternEngine() {}

    @Override
    public Automaton compile(PatternPlan plan) {
        try {
            return new NfaHost<>(pattern(plan), Form.PLAIN);
        } catch (MalformedPatternException | IllegalStateException | UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "Flink CEP has no such pattern (%s): write the steps otherwise".formatted(e.getMessage()), e);
        }
    }

    static Pattern<Occurrence, ?> pattern(PatternPlan plan) {
        Step first = plan.steps().get(0);
        Pattern<Occurrence, ?> pattern = taken(
                Pattern.begin(first.name(), skip(plan.skip())),
                first,
                !plan.absentBefore().isEmpty());
        for (Step step : plan.steps().subList(1, plan.steps().size())) {
            pattern = taken(following(pattern, step), step, false);
        }
        // Flink's windows end before their length is reached; a plan's includes its end.
        return pattern.within(Duration.ofMillis(plan.withinMillis() + 1));
    }

    private static Pattern<Occurrence, Occurrence> following(Pattern<Occurrence, ?> pattern, Step step) {
        if (step.presence() == Presence.ABSENT) {
            return step.contiguity() == Contiguity.STRICT
                    ? pattern.notNext(step.name())
                    : pattern.notFollowedBy(step.name());
        }
        return switch (step.contiguity()) {
            case STRICT -> pattern.next(step.name());
            case RELAXED -> pattern.followedBy(step.name());
            case RELAXED_ANY -> pattern.followedByAny(step.name());
        };
    }

    private static Pattern<Occurrence, ?> taken(Pattern<Occurrence, Occurrence> pattern, Step step, boolean begins) {
        Pattern<Occurrence, Occurrence> taken = pattern.where(new StepCondition(step, begins));
        if (step.isLoop()) {
            if (step.most() == PatternPlan.MANY) {
                taken = taken.timesOrMore(step.least());
            } else {
                taken = step.least() == step.most()
                        ? taken.times(step.least())
                        : taken.times(step.least(), step.most());
            }
            taken = switch (step.within()) {
                case STRICT -> taken.consecutive();
                case RELAXED -> taken;
                case RELAXED_ANY -> taken.allowCombinations();
            };
            if (step.greed() == Greed.GREEDY) {
                taken = taken.greedy();
            }
        }
        if (step.presence() == Presence.OPTIONAL) {
            taken = taken.optional();
        }
        if (step.until() != PatternPlan.NONE) {
            taken = taken.until(new Met(step.until()));
        }
        return taken;
    }

    private static AfterMatchSkipStrategy skip(PatternPlan.Skip skip) {
        return switch (skip.strategy()) {
            case NOTHING -> AfterMatchSkipStrategy.noSkip();
            case TO_NEXT -> AfterMatchSkipStrategy.skipToNext();
            case PAST_LAST -> AfterMatchSkipStrategy.skipPastLastEvent();
            case TO_FIRST -> AfterMatchSkipStrategy.skipToFirst(skip.step());
            case TO_LAST -> AfterMatchSkipStrategy.skipToLast(skip.step());
        };
    }

    /** An event meets a condition. */
    private static final class Met extends IterativeCondition<Occurrence> {

        private static final long serialVersionUID = 1;

        private final int condition;

        private Met(int condition) {
            this.condition = condition;
        }

        @Override
        public boolean filter(Occurrence event, Context<Occurrence> context) {
            return event.meets(condition);
        }
    }

    /** An event is one that a step takes, given those that were taken before it. */
    private static final class StepCondition extends IterativeCondition<Occurrence> {

        private static final long serialVersionUID = 1;

        private final String name;
        private final int condition;
        private final boolean begins;
        private final List<Comparison> comparisons;

        /** @param begins whether nothing must have come before the first event of the step */
        private StepCondition(Step step, boolean begins) {
            this.name = step.name();
            this.condition = step.condition();
            this.begins = begins;
            this.comparisons = step.comparisons();
        }

        @Override
        public boolean filter(Occurrence event, Context<Occurrence> context) throws Exception {
            if (!event.meets(condition)) {
                return false;
            }
            if (begins && !event.meets(PatternPlan.CONDITION_LIMIT) && last(name, context) == null) {
                return false;
            }
            for (Comparison comparison : comparisons) {
                Occurrence other = last(comparison.step(), context);
                boolean isFirstOfItself = other == null && comparison.step().equals(name);
                if (!isFirstOfItself && (other == null || !comparison.holds(event, other))) {
                    return false;
                }
            }
            return true;
        }

        /** The last event that a step has taken; null where it has taken none. */
        private static Occurrence last(String step, Context<Occurrence> context) throws Exception {
            Occurrence last = null;
            for (Occurrence taken : context.getEventsForPattern(step)) {
                last = taken;
            }
            return last;
        }
    }
}
