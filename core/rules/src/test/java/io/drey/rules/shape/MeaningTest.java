package io.drey.rules.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the shapes mean, by examples. Events are numbered in order, and happen at that many seconds past midnight. */
class MeaningTest {

    private static final long MIDNIGHT = 1_767_225_600_000L;
    private static final long MINUTE = 60_000;
    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;

    private final List<Occurrence> stream = new ArrayList<>();

    @Test
    void aThresholdFiresOnceAndIsArmedAgainWhenTheCountHasFallenBelow() {
        at(0, A).at(10, A).at(20, A).at(30, A).at(65, A).at(100, A).at(110, A).at(115, A);
        assertThat(matchesOf(new Threshold(Bounds.atLeast(3), MINUTE)))
                .containsExactly("0 10 20 @20", "65 100 110 @110");
    }

    @Test
    void aThresholdsWindowDoesNotHoldItsBegin() {
        at(0, A).at(60, A).at(119, A);
        assertThat(matchesOf(new Threshold(Bounds.atLeast(2), MINUTE))).containsExactly("60 119 @119");
    }

    @Test
    void fewEventsAreKnownToBeFewWhenTheWindowIsOver() {
        at(0, A).at(10, A).at(20, A).at(200, A);
        assertThat(matchesOf(new Threshold(Bounds.of(Bounds.Operator.LT, 2), MINUTE)))
                .containsExactly("20 @79.999", "200 @259.999");
        assertThat(matchesOf(new Threshold(Bounds.atLeast(2).and(Bounds.Operator.LT, 3), MINUTE)))
                .containsExactly("10 20 @69.999");
    }

    @Test
    void aMeanIsJudgedAgainAfterLowValuesHaveLeftTheWindow() {
        valueAt(0, "1").valueAt(59, "100").valueAt(61, "100");
        assertThat(matchesOf(Aggregate.mean(Bounds.of(Bounds.Operator.GT, 90), MINUTE)))
                .containsExactly("59 61 @61");
    }

    @Test
    void aSumIsExact() {
        IntStream.range(0, 10).forEach(i -> valueAt(i, "0.1"));
        assertThat(matchesOf(Aggregate.sum(Bounds.atLeast(1), MINUTE))).containsExactly("0 1 2 3 4 5 6 7 8 9 @9");
    }

    @Test
    void anyOrderTakesTheLatestOfEachCondition() {
        at(0, A).at(5, A).at(10, C).at(20, B).at(30, A, B);
        assertThat(matchesOf(AnyOrder.of(MINUTE, A, B))).containsExactly("5 20 @20");
        assertThat(matchesOf(new AnyOrder(AnyOrder.of(MINUTE, A, B).parts(), MINUTE, AnyOrder.Again.ANEW)))
                .containsExactly("5 20 @20", "30 @30");
    }

    @Test
    void aSequenceTakesTheLatestTheEarliestOrEveryBeginning() {
        at(0, A).at(10, A).at(20, B).at(30, B);
        assertThat(matchesOf(sequence(Sequence.Taking.LATEST))).containsExactly("10 20 @20");
        assertThat(matchesOf(sequence(Sequence.Taking.EARLIEST))).containsExactly("0 20 @20");
        assertThat(matchesOf(sequence(Sequence.Taking.EVERY))).containsExactly("0 20 @20", "10 20 @20");
    }

    @Test
    void aLaterBeginningDoesNotLoseWhatWasFurther() {
        at(0, A).at(10, B).at(20, A).at(30, C);
        assertThat(matchesOf(Sequence.of(MINUTE, A, B, C))).containsExactly("0 10 30 @30");
    }

    @Test
    void aSequenceIsEndedByWhatItLastsUntil() {
        at(0, A).at(10, C).at(20, B).at(30, A).at(40, B);
        Sequence.Step first = new Sequence.Step(A, 1);
        Sequence.Step second = new Sequence.Step(B, 1);
        assertThat(matchesOf(new Sequence(List.of(first, second), MINUTE, C, Sequence.Taking.LATEST)))
                .containsExactly("30 40 @40");
    }

    @Test
    void twoThresholdsRaiseAndClear() {
        at(0, A).at(10, A).at(20, A).at(30, A).at(40, A).at(70, A);
        assertThat(matchesOf(new TwoThresholds(3, MINUTE, 1, 30_000)))
                .containsExactly("0 10 20 @20", "CLEARED of 0 20: 40 @60");
        assertThat(matchesOf(new TwoThresholds(3, MINUTE, 0, 30_000)))
                .containsExactly("0 10 20 @20", "CLEARED of 0 20:  @100");
    }

    @Test
    void aPairIgnoresFurtherBeginnings() {
        at(0, A).at(10, A).at(20, B).at(30, B).at(100, A);
        assertThat(matchesOf(new Pair(A, B, MINUTE, Pair.Reports.SECOND))).containsExactly("0 20 @20");
        assertThat(matchesOf(new Pair(A, B, MINUTE, Pair.Reports.BOTH))).containsExactly("0 20 @20", "MISSED 100 @160");
    }

    @Test
    void absenceIsSeenAtTheStartInTheMiddleAndAtTheEnd() {
        at(0, B).at(60, A).at(70, A).at(80, C).at(90, A).at(100, B).at(110, C);
        assertThat(matchesOf(Absence.before(A, B, MINUTE))).containsExactly("MISSED 70 @70", "MISSED 90 @90");
        assertThat(matchesOf(Absence.between(A, B, C, MINUTE))).containsExactly("MISSED 70 80 @80");
        assertThat(matchesOf(Absence.after(A, B, 20_000))).containsExactly("MISSED 60 @80");
    }

    @Test
    void suppressionSwallowsWhatFollows() {
        at(0, A).at(10, A).at(59, A).at(60, A).at(61, A);
        assertThat(matchesOf(new Suppress(new Single(), MINUTE))).containsExactly("0 @0", "60 @60");
    }

    @Test
    void aSuppressedAlertIsNotCleared() {
        at(0, A).at(30, A).at(100, A);
        assertThat(matchesOf(new Suppress(new TwoThresholds(1, MINUTE, 0, 10_000), 50_000)))
                .containsExactly("0 @0", "CLEARED of 0 0:  @10", "100 @100", "CLEARED of 100 100:  @110");
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Threshold(Bounds.atLeast(2), 0)).hasMessageContaining("timespan is 0 ms");
        assertThatThrownBy(() -> new Bounds(List.of())).hasMessageContaining("no bound is given");
        assertThatThrownBy(() -> new Bounds.Bound(Bounds.Operator.GTE, new BigDecimal("1e999999999")))
                .hasMessageContaining("the bound 1E+999999999 has more than 400 digits");
        assertThatThrownBy(() -> Sequence.of(MINUTE)).hasMessageContaining("no step");
        assertThatThrownBy(() -> Sequence.of(MINUTE, 64)).hasMessageContaining("conditions 0 to 63");
        assertThatThrownBy(() -> AnyOrder.of(MINUTE, A, A)).hasMessageContaining("each once");
        assertThatThrownBy(() -> Aggregate.percentile(101, Bounds.atLeast(1), MINUTE))
                .hasMessageContaining("percentile 101");
        assertThatThrownBy(() -> new Threshold(Bounds.atLeast(1L << 40), MINUTE))
                .hasMessageContaining("lower the bound");
    }

    private static Sequence sequence(Sequence.Taking taking) {
        return new Sequence(
                List.of(new Sequence.Step(A, 1), new Sequence.Step(B, 1)), MINUTE, Sequence.NO_UNTIL, taking);
    }

    private MeaningTest at(long seconds, int... conditions) {
        long met =
                IntStream.of(conditions).mapToLong(condition -> 1L << condition).sum();
        stream.add(new Occurrence(event(seconds), met));
        return this;
    }

    private MeaningTest valueAt(long seconds, String value) {
        stream.add(new Occurrence(event(seconds), 1, List.of(Value.of(value))));
        return this;
    }

    private static EventReference event(long seconds) {
        return new EventReference(MIDNIGHT + seconds * 1_000, "topic", 0, seconds, 0);
    }

    private List<String> matchesOf(Shape shape) {
        List<String> matches = new ArrayList<>();
        State state = shape.start(100);
        stream.forEach(occurrence -> state.process(occurrence, match -> matches.add(written(match))));
        state.advance(Long.MAX_VALUE, match -> matches.add(written(match)));
        assertThat(state.isEmpty()).isTrue();
        return matches;
    }

    private static String written(Match match) {
        List<String> events = match.evidence().stream()
                .map(event -> Long.toString(event.offset()))
                .toList();
        String kind =
                switch (match.kind()) {
                    case MATCHED -> "";
                    case MISSED -> "MISSED ";
                    case CLEARED ->
                        "CLEARED of %d %d: "
                                .formatted(
                                        match.first().offset(),
                                        match.completing().offset());
                };
        String seconds = new BigDecimal(match.atMillis() - MIDNIGHT)
                .movePointLeft(3)
                .stripTrailingZeros()
                .toPlainString();
        return kind + String.join(" ", events) + " @" + seconds;
    }
}
