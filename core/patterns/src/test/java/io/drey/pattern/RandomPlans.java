package io.drey.pattern;

import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.PatternPlan;
import io.drey.rules.shape.PatternPlan.Comparison;
import io.drey.rules.shape.PatternPlan.Contiguity;
import io.drey.rules.shape.PatternPlan.Greed;
import io.drey.rules.shape.PatternPlan.Presence;
import io.drey.rules.shape.PatternPlan.Skip;
import io.drey.rules.shape.PatternPlan.Step;
import io.drey.rules.shape.PatternPlan.Strategy;
import io.drey.rules.shape.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Plans and events by chance. */
final class RandomPlans {

    static final long REORDER_DELAY = 40;

    private static final int CONDITIONS = 4;
    private static final long MIDNIGHT = 1_767_225_600_000L;

    private RandomPlans() {}

    /** A plan of Flink's own constructs alone; Flink may not know all of them. */
    static PatternPlan plan(Random random) {
        int count = 1 + random.nextInt(4);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step(random, i));
        }
        return new PatternPlan(
                steps, 20 + random.nextInt(60), List.of(), List.of(), PatternPlan.NONE, skip(random, steps));
    }

    private static Step step(Random random, int place) {
        boolean mayBeAbsent = place > 0;
        int kind = random.nextInt(12);
        Presence presence =
                mayBeAbsent && kind < 2 ? Presence.ABSENT : kind < 4 ? Presence.OPTIONAL : Presence.REQUIRED;
        boolean isAbsent = presence == Presence.ABSENT;
        int least = isAbsent || random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(3);
        int most = isAbsent || random.nextInt(3) == 0
                ? least
                : random.nextInt(3) == 0 ? PatternPlan.MANY : least + random.nextInt(2);
        boolean isLoop = most > 1;
        return new Step(
                "step-" + place,
                random.nextInt(CONDITIONS),
                isAbsent ? (random.nextInt(3) == 0 ? Contiguity.STRICT : Contiguity.RELAXED) : contiguity(random),
                presence,
                least,
                most,
                isLoop ? contiguity(random) : Contiguity.RELAXED,
                isLoop && random.nextInt(4) == 0 ? Greed.GREEDY : Greed.RELUCTANT,
                most == PatternPlan.MANY && random.nextInt(3) == 0 ? random.nextInt(CONDITIONS) : PatternPlan.NONE,
                random.nextInt(4) == 0 ? List.of(comparison(random, place)) : List.of());
    }

    private static Comparison comparison(Random random, int place) {
        Bounds.Operator[] operators = Bounds.Operator.values();
        return new Comparison(0, operators[random.nextInt(operators.length)], "step-" + random.nextInt(place + 1), 0);
    }

    private static Contiguity contiguity(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Contiguity.STRICT;
            case 1 -> Contiguity.RELAXED_ANY;
            default -> Contiguity.RELAXED;
        };
    }

    private static Skip skip(Random random, List<Step> steps) {
        String step = steps.stream()
                .filter(one -> one.presence() == Presence.REQUIRED)
                .map(Step::name)
                .findFirst()
                .orElse("");
        return switch (random.nextInt(step.isEmpty() ? 3 : 5)) {
            case 0 -> Skip.NOTHING;
            case 1 -> new Skip(Strategy.TO_NEXT, "");
            case 2 -> Skip.PAST_LAST;
            case 3 -> new Skip(Strategy.TO_FIRST, step);
            default -> new Skip(Strategy.TO_LAST, step);
        };
    }

    /** A group's events. */
    static List<Occurrence> events(Random random, String group, int most) {
        int count = 1 + random.nextInt(most);
        List<Occurrence> events = new ArrayList<>();
        long time = MIDNIGHT + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            time += random.nextInt(12);
            long conditions =
                    random.nextInt(4) == 0 ? random.nextInt(1 << CONDITIONS) : 1L << random.nextInt(CONDITIONS);
            EventReference event = new EventReference(time, group, random.nextInt(3), i, 0);
            Value value = random.nextInt(10) == 0 ? Value.MISSING : Value.of((long) random.nextInt(4));
            events.add(new Occurrence(event, conditions, List.of(value)));
        }
        return events;
    }
}
