package io.drey.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.shape.Absence;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Nfa;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.PatternPlan;
import io.drey.rules.shape.PatternPlan.Absent;
import io.drey.rules.shape.PatternPlan.Contiguity;
import io.drey.rules.shape.PatternPlan.Greed;
import io.drey.rules.shape.PatternPlan.Presence;
import io.drey.rules.shape.PatternPlan.Skip;
import io.drey.rules.shape.PatternPlan.Step;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Patterns that run on a compiled shape find what the same patterns find on Flink CEP's NFA. */
class CompiledPatternsTest {

    private static final int STREAMS = 10_000;
    private static final int LONGEST_STREAM = 20;
    private static final int NO_LIMIT = 10_000;

    @Test
    void plainStepsFindTheSameAsASequence() {
        int found = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            List<Step> steps = steps(random);
            int until = random.nextInt(3) == 0 ? 3 : PatternPlan.NONE;
            long within = 10L + random.nextInt(60);
            boolean every = random.nextBoolean();
            Shape sequence = new Sequence(
                    steps.stream()
                            .map(step -> new Sequence.Step(step.condition(), step.least()))
                            .toList(),
                    within,
                    until == PatternPlan.NONE ? Sequence.NO_UNTIL : until,
                    every ? Sequence.Taking.EVERY : Sequence.Taking.EARLIEST);
            Shape nfa = new Nfa(
                    new PatternPlan(steps, within, List.of(), List.of(), until, every ? Skip.NOTHING : Skip.PAST_LAST));
            found += compare(sequence, nfa, random, seed);
        }
        assertThat(found).as("matches compared").isGreaterThan(STREAMS / 2);
    }

    @Test
    void anAbsentEventBeforeASingleStepIsTheSameAsAbsence() {
        int found = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            long millis = 1L + random.nextInt(40);
            Shape nfa = new Nfa(new PatternPlan(
                    List.of(Step.once("event", 1)),
                    20,
                    List.of(new Absent(0, millis)),
                    List.of(),
                    PatternPlan.NONE,
                    Skip.PAST_LAST));
            found += compare(Absence.before(1, 0, millis), nfa, random, seed);
        }
        assertThat(found).as("matches compared").isGreaterThan(STREAMS / 2);
    }

    private static int compare(Shape compiled, Shape nfa, Random random, int seed) {
        List<Occurrence> ordered = RandomPlans.events(random, "stream", LONGEST_STREAM).stream()
                .sorted()
                .toList();
        List<String> expected = matches(nfa, ordered);
        assertThat(matches(compiled, ordered))
                .as("seed %d, %s, %s", seed, nfa, ordered)
                .isEqualTo(expected);
        return expected.size();
    }

    private static List<Step> steps(Random random) {
        List<Step> steps = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int times = 1 + random.nextInt(3);
            steps.add(new Step(
                    "step-" + i,
                    random.nextInt(3),
                    Contiguity.RELAXED,
                    Presence.REQUIRED,
                    times,
                    times,
                    Contiguity.RELAXED,
                    Greed.RELUCTANT,
                    PatternPlan.NONE,
                    List.of()));
        }
        return steps;
    }

    private static List<String> matches(Shape shape, List<Occurrence> ordered) {
        List<Match> matches = new ArrayList<>();
        State state = shape.start(NO_LIMIT);
        ordered.forEach(occurrence -> state.process(occurrence, matches::add));
        state.advance(Long.MAX_VALUE / 4, matches::add);
        assertThat(state.isEmpty()).isTrue();
        return matches.stream()
                .map(match -> match.evidence() + " at " + match.atMillis())
                .sorted()
                .toList();
    }
}
