package io.drey.rules.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.reference.ReferenceMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape finds what its reference finds, on random streams, out of order, cut and restored. */
class ShapesTest {

    private static final int STREAMS = 10_000;
    private static final int LONGEST_STREAM = 40;

    /** A shape of one kind with settings by chance. */
    record Kind(String name, Function<Random, Shape> shape) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("single", random -> new Single()),
                new Kind("threshold", random -> new Threshold(bounds(random), timespan(random))),
                new Kind("distinct", random -> new Distinct(1, bounds(random), timespan(random))),
                new Kind("distinct tuples", random -> new Distinct(2, bounds(random), timespan(random))),
                new Kind("sequence of the latest", random -> sequence(random, Sequence.Taking.LATEST)),
                new Kind("sequence of the earliest", random -> sequence(random, Sequence.Taking.EARLIEST)),
                new Kind("every sequence", random -> sequence(random, Sequence.Taking.EVERY)),
                new Kind("sum", random -> Aggregate.sum(bounds(random), timespan(random))),
                new Kind("mean", random -> Aggregate.mean(bounds(random), timespan(random))),
                new Kind(
                        "percentile",
                        random -> Aggregate.percentile(1 + random.nextInt(100), bounds(random), timespan(random))),
                new Kind("any order on crossing", random -> anyOrder(random, AnyOrder.Again.ON_CROSSING)),
                new Kind("any order anew", random -> anyOrder(random, AnyOrder.Again.ANEW)),
                new Kind("two thresholds", ShapesTest::twoThresholds),
                new Kind("pair", random -> pair(random, Pair.Reports.SECOND)),
                new Kind("pair with window", random -> pair(random, Pair.Reports.BOTH)),
                new Kind("absence at the start", random -> Absence.before(1, 0, timespan(random))),
                new Kind("absence in the middle", random -> Absence.between(0, 1, 2, timespan(random))),
                new Kind("absence at the end", random -> Absence.after(0, 1, timespan(random))),
                new Kind("chain", ShapesTest::chain),
                new Kind("suppress", random -> new Suppress(any(random), timespan(random))));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void findsWhatItsReferenceFinds(Kind kind) {
        int found = 0;
        int streamsWithMatches = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            Shape shape = kind.shape().apply(random);
            List<Occurrence> arriving = RandomOccurrences.inArrivalOrder(random, LONGEST_STREAM);
            List<Match> expected = ReferenceMatcher.matches(shape, RandomOccurrences.ordered(arriving));
            List<Match> matches = new Host(shape, random).run(arriving);
            assertThat(matches)
                    .as("%s, seed %d: matches come in order of time", shape, seed)
                    .isSortedAccordingTo((one, other) -> Long.compare(one.atMillis(), other.atMillis()));
            assertThat(ReferenceMatcher.inOrder(matches))
                    .as("%s, seed %d, %s", shape, seed, RandomOccurrences.ordered(arriving))
                    .isEqualTo(expected);
            found += matches.size();
            streamsWithMatches += matches.isEmpty() ? 0 : 1;
        }
        assertThat(found).as("matches compared").isGreaterThan(STREAMS / 2);
        assertThat(streamsWithMatches).as("streams with a match").isGreaterThan(STREAMS / 5);
    }

    private static long timespan(Random random) {
        return 1L + random.nextInt(60);
    }

    private static Bounds bounds(Random random) {
        int operand = random.nextInt(6);
        return switch (random.nextInt(8)) {
            case 0 -> Bounds.of(Bounds.Operator.GT, operand);
            case 1 -> Bounds.of(Bounds.Operator.LT, operand);
            case 2 -> Bounds.of(Bounds.Operator.LTE, operand);
            case 3 -> Bounds.of(Bounds.Operator.EQ, operand);
            case 4 -> Bounds.of(Bounds.Operator.NEQ, operand);
            case 5 -> Bounds.atLeast(operand).and(Bounds.Operator.LT, operand + 1L + random.nextInt(3));
            default -> Bounds.atLeast(operand);
        };
    }

    private static AnyOrder anyOrder(Random random, AnyOrder.Again again) {
        List<AnyOrder.Part> parts = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int condition = 0; condition < count; condition++) {
            parts.add(new AnyOrder.Part(condition, 1 + random.nextInt(2)));
        }
        return new AnyOrder(parts, timespan(random), again);
    }

    private static Shape twoThresholds(Random random) {
        return new TwoThresholds(1 + random.nextInt(5), timespan(random), random.nextInt(4), timespan(random));
    }

    private static Pair pair(Random random, Pair.Reports reports) {
        return new Pair(random.nextInt(2), random.nextInt(3), timespan(random), reports);
    }

    /** A threshold over the values of one slot, a sequence that rests on it, and something on top of both. */
    private static Shape chain(Random random) {
        Chain.Source first = new Chain.Source(Chain.Source.Kind.CONDITION, 0);
        Chain.Source second = new Chain.Source(Chain.Source.Kind.CONDITION, 1);
        Chain.Source many = new Chain.Source(Chain.Source.Kind.LINK, 0);
        Chain.Source then = new Chain.Source(Chain.Source.Kind.LINK, 1);
        return new Chain(List.of(
                new Chain.Link(
                        new Threshold(Bounds.atLeast(1 + random.nextInt(3)), timespan(random)),
                        List.of(first),
                        random.nextBoolean() ? List.of(0) : List.of(),
                        List.of()),
                new Chain.Link(Sequence.of(timespan(random), 0, 1), List.of(many, second), List.of(), List.of()),
                new Chain.Link(
                        random.nextBoolean()
                                ? new Threshold(bounds(random), timespan(random))
                                : new Distinct(1, Bounds.atLeast(1 + random.nextInt(2)), timespan(random)),
                        random.nextBoolean() ? List.of(then, many) : List.of(then, second),
                        List.of(),
                        List.of(1))));
    }

    private static Shape any(Random random) {
        List<Kind> all = kinds().toList();
        return all.get(random.nextInt(all.size() - 1)).shape().apply(random);
    }

    private static Sequence sequence(Random random, Sequence.Taking taking) {
        List<Sequence.Step> steps = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            steps.add(new Sequence.Step(random.nextInt(3), 1 + random.nextInt(2)));
        }
        int until = random.nextInt(3) == 0 ? random.nextInt(RandomOccurrences.CONDITIONS) : Sequence.NO_UNTIL;
        return new Sequence(steps, timespan(random), until, taking);
    }
}
