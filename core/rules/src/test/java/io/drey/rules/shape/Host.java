package io.drey.rules.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A host of one group's state as an engine is one: occurrences wait until the clock has passed them; the state is
 * forgotten where it is empty, cut and restored at random places, and advanced when it asks for it or by chance.
 */
final class Host {

    static final int NO_LIMIT = 100_000;

    private final Shape shape;
    private final Random random;
    private final List<Match> matches = new ArrayList<>();
    private final PriorityQueue<Occurrence> waiting = new PriorityQueue<>();
    private State state;
    private long clock = Long.MIN_VALUE;

    Host(Shape shape, Random random) {
        this.shape = shape;
        this.random = random;
    }

    /** All matches when the clock has come to the shape's memory after the last occurrence. */
    List<Match> run(List<Occurrence> arriving) {
        long latest = Long.MIN_VALUE;
        for (Occurrence occurrence : arriving) {
            waiting.add(occurrence);
            latest = Math.max(latest, occurrence.timestampMillis());
            if (random.nextInt(3) == 0) {
                advance(latest - RandomOccurrences.REORDER_DELAY);
            }
        }
        advance(latest);
        while (random.nextInt(4) != 0 && shape.memoryMillis() > 0) {
            advance(latest + random.nextLong(shape.memoryMillis()));
        }
        advance(latest + shape.memoryMillis());
        assertThat(state).as("state is left of %s", shape).isNull();
        return matches;
    }

    private void advance(long to) {
        if (to <= clock) {
            return;
        }
        clock = to;
        while (!waiting.isEmpty() && waiting.peek().timestampMillis() <= clock) {
            take(waiting.remove());
        }
        if (state != null) {
            state.advance(clock, matches::add);
            keep();
        }
    }

    private void take(Occurrence occurrence) {
        if (state == null && !shape.begins(occurrence)) {
            State empty = shape.start(NO_LIMIT);
            empty.process(occurrence, match -> {
                throw new AssertionError("%s matches what it says begins nothing: %s".formatted(shape, occurrence));
            });
            assertThat(empty.isEmpty()).isTrue();
            return;
        }
        if (state == null) {
            state = shape.start(NO_LIMIT);
        }
        if (random.nextInt(4) == 0) {
            state.advance(occurrence.timestampMillis() - 1 - random.nextInt(5), matches::add);
        }
        state.process(occurrence, matches::add);
        keep();
    }

    private void keep() {
        if (state.isEmpty()) {
            assertThat(state.nextMillis()).isEqualTo(Long.MAX_VALUE);
            state = null;
            return;
        }
        assertThat(state.dropped()).isZero();
        if (random.nextInt(3) == 0) {
            byte[] encoded = state.encode();
            assertThat(state.nextMillis()).isLessThan(Long.MAX_VALUE);
            state.advance(state.nextMillis() - 1, match -> {
                throw new AssertionError("%s matches before the time that it names: %s".formatted(shape, match));
            });
            assertThat(state.encode()).isEqualTo(encoded);
            state = shape.decode(encoded, NO_LIMIT);
            assertThat(state.encode()).isEqualTo(encoded);
        }
    }
}
