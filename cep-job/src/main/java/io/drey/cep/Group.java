package io.drey.cep;

import io.drey.rules.book.KeptLines;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What one group of a rule has come to: the rule's state, and the lines of the events that it remembers. Changes in place.
 *
 * <p>The state is kept as an object, and as bytes after a restore until it is needed. It belongs to the shape that made it; if
 * the rule has another one now, it begins anew.
 */
final class Group {

    static final long NO_TIMER = Long.MAX_VALUE;

    /** An event that waits for the clock: in state of earlier versions only. */
    record Waiting(Occurrence occurrence, byte[] line) {}

    private final List<Waiting> waiting;
    private final KeptLines lines;
    private long fedUntil = Long.MIN_VALUE;
    private long fedAt;
    private long timer = NO_TIMER;

    private Shape shape;
    private State state;
    private byte[] encoded;
    private int shapeMark;

    Group() {
        this(new ArrayList<>(0), new KeptLines());
    }

    private Group(List<Waiting> waiting, KeptLines lines) {
        this.waiting = waiting;
        this.lines = lines;
    }

    /** A group as it was written. */
    static Group restored(
            List<Waiting> waiting, KeptLines lines, long fedUntil, long timer, byte[] encoded, int shapeMark) {
        Group group = new Group(waiting, lines);
        group.fedUntil = fedUntil;
        group.timer = timer;
        group.encoded = encoded;
        group.shapeMark = shapeMark;
        return group;
    }

    /** A group that changes by itself from now on. */
    Group copy() {
        return restored(new ArrayList<>(waiting), lines.copy(), fedUntil, timer, encodedState(), shapeMark());
    }

    /** Takes away what an earlier version has let wait in the group's own state. */
    List<Waiting> takeWaiting() {
        List<Waiting> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Takes over what an earlier version has told already. */
    void takeOver(Shape ofRule, int entryLimit, List<Occurrence> told, Map<EventReference, byte[]> theirLines) {
        shape = ofRule;
        state = ofRule.start(entryLimit);
        told.forEach(occurrence -> state.process(occurrence, match -> {}));
        theirLines.forEach(lines::keep);
        forgetWhatHasEnded();
    }

    void fedUntil(long clockMillis) {
        fedUntil = clockMillis;
    }

    /** The clock up to which events were fed, so that those of earlier times are late. */
    long fedUntil() {
        return fedUntil;
    }

    /**
     * Feeds the next event that the clock has passed. Those of one advance of the clock come in their total order, and then
     * {@link #advance}.
     *
     * @param advance the number of the advance
     * @return how many entries were given up
     */
    long feed(Shape ofRule, int entryLimit, Candidate candidate, long advance, Consumer<Match> matches) {
        open(ofRule, entryLimit);
        fedAt = advance;
        if (state == null) {
            if (!shape.begins(candidate.occurrence())) {
                return 0; // where nothing has begun it changes nothing
            }
            state = shape.start(entryLimit);
        }
        long before = state.dropped();
        lines.keep(candidate.occurrence().event(), candidate.line());
        state.process(candidate.occurrence(), matches);
        long givenUp = state.dropped() - before;
        forgetWhatHasEnded();
        return givenUp;
    }

    /** Whether events of a time are late, since the group was fed beyond it, and not by the same advance of the clock. */
    boolean isFedBeyond(long timestampMillis, long advance) {
        return timestampMillis <= fedUntil && fedAt != advance;
    }

    /** The clock has gone on, and all that it has passed was fed. */
    void advance(Shape ofRule, int entryLimit, long clockMillis, Consumer<Match> matches) {
        open(ofRule, entryLimit);
        if (state != null) {
            state.advance(clockMillis, matches);
            forgetWhatHasEnded();
        }
        fedUntil = clockMillis;
    }

    private void open(Shape ofRule, int entryLimit) {
        if (ofRule.equals(shape)) {
            return;
        }
        boolean isOfRule = shape == null && encoded != null && shapeMark == markOf(ofRule);
        State opened = isOfRule ? ofRule.decode(encoded, entryLimit) : null;
        if (opened == null) {
            lines.clear();
        }
        shape = ofRule;
        state = opened;
        encoded = null;
    }

    private void forgetWhatHasEnded() {
        if (state.isEmpty()) {
            state = null;
            lines.clear();
        } else {
            lines.prune(state);
        }
    }

    /** The line of an event of a match; null where it is not kept. */
    byte[] line(EventReference event) {
        return lines.of(event);
    }

    /** Whether there is nothing to keep. */
    boolean isEmpty() {
        return state == null && encoded == null && waiting.isEmpty();
    }

    /** The earliest clock at which something is to be done. */
    long nextMillis() {
        return state == null ? Long.MAX_VALUE : state.nextMillis();
    }

    /** The earliest clock that a timer is registered for, or {@link #NO_TIMER}. */
    long timer() {
        return timer;
    }

    void timer(long millis) {
        timer = millis;
    }

    List<Waiting> waiting() {
        return waiting;
    }

    Map<EventReference, byte[]> lines() {
        return lines.all();
    }

    /** The state as bytes; null where nothing has begun. */
    byte[] encodedState() {
        return state == null ? encoded : state.encode();
    }

    /** Tells the shape that the bytes belong to from others. */
    int shapeMark() {
        return shape == null ? shapeMark : markOf(shape);
    }

    /** Of the text, because the hash codes of enums differ from run to run. */
    private static int markOf(Shape shape) {
        return shape.toString().hashCode();
    }
}
