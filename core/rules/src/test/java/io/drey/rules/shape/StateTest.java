package io.drey.rules.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept between events: its bytes, which later releases must read, and its limits. */
class StateTest {

    private static final long MIDNIGHT = 1_767_225_600_000L;

    private final List<Match> matches = new ArrayList<>();

    @Test
    void keepsItsBytesOfTheFirstVersion() {
        assertThat(hex(fed(new Threshold(Bounds.atLeast(3), 60_000), 1, 2)))
                .isEqualTo("0100000480a0d5edee66010a746f70696302000000020002020000");
        assertThat(hex(fed(new Distinct(1, Bounds.atLeast(3), 60_000), 1, 2)))
                .isEqualTo("010000040e76616c75652d300e76616c75652d310480a0d5edee66010a746f70696302000000020002020002");
        assertThat(hex(fed(Sequence.of(60_000, 0, 1, 2), 1, 2)))
                .isEqualTo("01000280a0d5edee66010a746f706963020000000100000200000200020200");
        assertThat(hex(fed(every(60_000, 0, 1, 2), 1, 2)))
                .isEqualTo("0100020480a0d5edee66010a746f7069630200000200020200");
        assertThat(hex(fed(Aggregate.sum(Bounds.atLeast(3), 60_000), 1, 1)))
                .isEqualTo("0100000480a0d5edee66010a746f70696302000080808080808080e07f020002020080808080808080f87f");
        assertThat(hex(fed(AnyOrder.of(60_000, 0, 1), 1, 3)))
                .isEqualTo("0100010282a0d5edee66010a746f7069630202000002000002000000");
        assertThat(hex(fed(new TwoThresholds(2, 60_000, 1, 60_000), 1, 1, 1)))
                .isEqualTo("01000180a0d5edee66010a746f706963020000020002020002020002020000");
        assertThat(hex(fed(new Pair(0, 1, 60_000, Pair.Reports.BOTH), 1)))
                .isEqualTo("01000180a0d5edee66010a746f706963020000");
        assertThat(hex(fed(Absence.before(1, 0, 60_000), 1))).isEqualTo("01000180a0d5edee66010a746f706963020000");
        assertThat(hex(fed(new Suppress(new Single(), 60_000), 1))).isEqualTo("0100c0c9dcedee660100");
        assertThat(hex(fed(
                        new Chain(List.of(
                                new Chain.Link(
                                        new Threshold(Bounds.atLeast(2), 60_000),
                                        List.of(new Chain.Source(Chain.Source.Kind.CONDITION, 0)),
                                        List.of(0),
                                        List.of()),
                                new Chain.Link(
                                        new Threshold(Bounds.atLeast(2), 60_000),
                                        List.of(new Chain.Source(Chain.Source.Kind.LINK, 0)),
                                        List.of(),
                                        List.of()))),
                        1,
                        1)))
                .isEqualTo(
                        "01000412373a76616c75652d3000000280a0d5edee66010a746f7069630200000012373a76616c75652d3100000202000202000000");
        StateOutput output = new StateOutput();
        new Occurrence(event(5), 6, List.of(Value.of("a"), Value.of(2L), Value.MISSING)).write(output);
        assertThat(HexFormat.of().formatHex(output.toByteArray()))
                .isEqualTo(
                        "8aa0d5edee66010a746f706963020a000c0602617ff800000000000002324000000000000000017ff8000000000000");
    }

    @Test
    void readsAnOccurrenceBack() {
        Occurrence occurrence = new Occurrence(event(5), 6, List.of(Value.of("ä"), Value.of(-2.5), Value.MISSING));
        StateOutput output = new StateOutput();
        occurrence.write(output);
        assertThat(Occurrence.read(new StateInput(output.toByteArray()))).isEqualTo(occurrence);
    }

    @Test
    void refusesBytesThatAreNoStateOfItsShape() {
        Shape shape = new Distinct(1, Bounds.atLeast(3), 60_000);
        byte[] encoded = fed(shape, 1, 1).encode();
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> shape.decode(cut, 10))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no state of Distinct");
        }
        encoded[0] = 9;
        assertThatThrownBy(() -> shape.decode(encoded, 10)).hasMessageContaining("a state of version 9");
    }

    @Test
    void refusesALimitWithWhichItCannotMatch() {
        assertThatThrownBy(() -> new Threshold(Bounds.atLeast(50), 60_000).start(49))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 50 entries a group, and 49 are allowed");
        assertThat(new Threshold(Bounds.of(Bounds.Operator.GT, 48), 60_000)
                        .start(49)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aThresholdKeepsNoMoreThanDecides() {
        State state = new Threshold(Bounds.atLeast(5), 60_000).start(5);
        for (int i = 0; i < 1_000; i++) {
            state.process(occurrence(i, 1), matches::add);
        }
        assertThat(matches).hasSize(1);
        assertThat(state.dropped()).isZero();
        assertThat(state.encode()).hasSizeLessThan(80);
    }

    @Test
    void dropsTheOldestEventsOfAWindowBeyondTheLimitAndCountsThem() {
        State state = new Distinct(1, Bounds.atLeast(3), 60_000).start(4);
        for (int i = 0; i < 10; i++) {
            state.process(new Occurrence(event(i), 1, List.of(Value.of("same"))), matches::add);
        }
        assertThat(state.dropped()).isEqualTo(6);
        State restored = new Distinct(1, Bounds.atLeast(3), 60_000).decode(state.encode(), 4);
        assertThat(restored.dropped()).isEqualTo(6);
        restored.process(new Occurrence(event(10), 1, List.of(Value.of("another"))), matches::add);
        restored.process(new Occurrence(event(11), 1, List.of(Value.of("third"))), matches::add);
        assertThat(restored.dropped()).isEqualTo(8);
        assertThat(matches).singleElement().satisfies(match -> {
            assertThat(match.first()).isEqualTo(event(9));
            assertThat(match.completing()).isEqualTo(event(11));
        });
    }

    @Test
    void givesUpTheSequencesThatBeganFirstBeyondTheLimit() {
        State state = every(60_000, 0, 1).start(3);
        for (int i = 0; i < 5; i++) {
            state.process(occurrence(i, 1), matches::add);
        }
        assertThat(state.dropped()).isEqualTo(2);
        state.process(occurrence(5, 2), matches::add);
        assertThat(matches).extracting(Match::first).containsExactly(event(2), event(3), event(4));
    }

    @Test
    void carriesTheFirstHundredEventsAndTheirCount() {
        State state = new Threshold(Bounds.atLeast(250), 60_000).start(250);
        for (int i = 0; i < 250; i++) {
            state.process(occurrence(i, 1), matches::add);
        }
        assertThat(matches).singleElement().satisfies(match -> {
            assertThat(match.count()).isEqualTo(250);
            assertThat(match.evidence()).hasSize(100).startsWith(event(0)).endsWith(event(99));
            assertThat(match.completing()).isEqualTo(event(249));
        });
    }

    private State fed(Shape shape, long... conditions) {
        State state = shape.start(10);
        for (int i = 0; i < conditions.length; i++) {
            state.process(new Occurrence(event(i), conditions[i], List.of(value(shape, i))), matches::add);
        }
        return state;
    }

    private static Value value(Shape shape, int number) {
        return shape instanceof Aggregate ? Value.of(number + 0.5) : Value.of("value-" + number);
    }

    private static Sequence every(long spanMillis, int... conditions) {
        return new Sequence(
                Sequence.of(spanMillis, conditions).steps(), spanMillis, Sequence.NO_UNTIL, Sequence.Taking.EVERY);
    }

    private static Occurrence occurrence(int number, long conditions) {
        return new Occurrence(event(number), conditions);
    }

    private static EventReference event(int number) {
        return new EventReference(MIDNIGHT + number, "topic", 1, number, 0);
    }

    private static String hex(State state) {
        return HexFormat.of().formatHex(state.encode());
    }
}
