package io.drey.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Nfa;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.PatternPlan;
import io.drey.rules.shape.PatternPlan.Absent;
import io.drey.rules.shape.PatternPlan.Skip;
import io.drey.rules.shape.PatternPlan.Step;
import io.drey.rules.shape.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What stands around a pattern (absence before and after it, what ends all) means what a few plain lines say. */
class AroundPatternsTest {

    private static final int STREAMS = 10_000;
    private static final int LONGEST_STREAM = 16;
    private static final int BEFORE = 0;
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int AFTER = 3;
    private static final int NO_LIMIT = 10_000;

    @Test
    void findsWhatPlainLinesFind() {
        int found = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            PatternPlan plan = plan(random);
            List<Occurrence> ordered = RandomPlans.events(random, "stream", LONGEST_STREAM).stream()
                    .sorted()
                    .toList();
            List<String> expected = reference(plan, ordered);
            assertThat(run(new Nfa(plan), ordered, random))
                    .as("seed %d, %s, %s", seed, plan, ordered)
                    .isEqualTo(expected);
            found += expected.size();
        }
        assertThat(found).as("matches compared").isGreaterThan(STREAMS / 4);
    }

    private static PatternPlan plan(Random random) {
        List<Absent> before = random.nextBoolean() ? List.of(new Absent(BEFORE, 1 + random.nextInt(40))) : List.of();
        List<Absent> after = random.nextBoolean() ? List.of(new Absent(AFTER, 1 + random.nextInt(40))) : List.of();
        return new PatternPlan(
                List.of(Step.once("first", FIRST), Step.once("second", SECOND)),
                10 + random.nextInt(60),
                before,
                after,
                random.nextInt(3) == 0 ? BEFORE : PatternPlan.NONE,
                Skip.NOTHING);
    }

    /** Of each first event the next second one, if nothing stands against it. */
    private static List<String> reference(PatternPlan plan, List<Occurrence> ordered) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            Occurrence first = ordered.get(i);
            if (!first.meets(FIRST) || ends(plan, first) || isAnyBefore(plan, ordered, i)) {
                continue;
            }
            for (int j = i + 1; j < ordered.size(); j++) {
                Occurrence second = ordered.get(j);
                if (ends(plan, second) || second.timestampMillis() > first.timestampMillis() + plan.withinMillis()) {
                    break;
                }
                if (second.meets(SECOND)) {
                    if (!isAnyAfter(plan, ordered, j)) {
                        found.add(name(first.event()) + name(second.event()));
                    }
                    break;
                }
            }
        }
        return found.stream().sorted().toList();
    }

    private static boolean ends(PatternPlan plan, Occurrence occurrence) {
        return plan.until() != PatternPlan.NONE && occurrence.meets(plan.until());
    }

    private static boolean isAnyBefore(PatternPlan plan, List<Occurrence> ordered, int place) {
        for (Absent absent : plan.absentBefore()) {
            for (int i = 0; i < place; i++) {
                long millis =
                        ordered.get(place).timestampMillis() - ordered.get(i).timestampMillis();
                if (ordered.get(i).meets(absent.condition()) && millis <= absent.millis()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAnyAfter(PatternPlan plan, List<Occurrence> ordered, int place) {
        for (Absent absent : plan.absentAfter()) {
            for (int i = place + 1; i < ordered.size(); i++) {
                long millis =
                        ordered.get(i).timestampMillis() - ordered.get(place).timestampMillis();
                boolean against = ordered.get(i).meets(absent.condition()) || ends(plan, ordered.get(i));
                if (against && millis <= absent.millis()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** As a host runs it: cut and restored, advanced by chance, forgotten where it is empty. */
    private static List<String> run(Nfa shape, List<Occurrence> ordered, Random random) {
        List<Match> matches = new ArrayList<>();
        State state = null;
        for (Occurrence occurrence : ordered) {
            if (state == null && !shape.begins(occurrence)) {
                continue;
            }
            state = state == null ? shape.start(NO_LIMIT) : state;
            if (random.nextInt(4) == 0) {
                state.advance(occurrence.timestampMillis() - 1 - random.nextInt(5), matches::add);
            }
            state.process(occurrence, matches::add);
            if (state.isEmpty()) {
                state = null;
            } else if (random.nextInt(3) == 0) {
                byte[] encoded = state.encode();
                state = shape.decode(encoded, NO_LIMIT);
                assertThat(state.encode()).isEqualTo(encoded);
            }
        }
        if (state != null) {
            long last = ordered.get(ordered.size() - 1).timestampMillis();
            state.advance(last + shape.memoryMillis(), matches::add);
            assertThat(state.isEmpty()).isTrue();
        }
        assertThat(matches).isSortedAccordingTo((one, other) -> Long.compare(one.atMillis(), other.atMillis()));
        return matches.stream()
                .map(match -> name(match.first()) + name(match.completing()))
                .sorted()
                .toList();
    }

    private static String name(EventReference event) {
        return " " + event.offset();
    }
}
