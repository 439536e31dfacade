package io.drey.cep;

import io.drey.rules.book.KeptLines;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What one group of a rule has come to: the events that wait for the clock, the rule's state, and the lines of the events that
 * state remembers. Changes in place.
 *
 * <p>The state is kept as an object, and as bytes after a restore until it is needed. It belongs to the shape that made it; if
 * the rule has another one now, it begins anew.
 */
final class Group {

    static final long NO_TIMER = Long.MAX_VALUE;

    private static final Comparator<Waiting> ORDER = Comparator.comparing(Waiting::occurrence);

    /** An event that waits for the clock. */
    record Waiting(Occurrence occurrence, byte[] line) {}

    private final List<Waiting> waiting;
    private final KeptLines lines;
    private long earliestWaiting = Long.MAX_VALUE;
    private long fedUntil = Long.MIN_VALUE;
    private long timer = NO_TIMER;

    private Shape shape;
    private State state;
    private byte[] encoded;
    private int shapeMark;

    Group() {
        this(new ArrayList<>(2), new KeptLines());
    }

    private Group(List<Waiting> waiting, KeptLines lines) {
        this.waiting = waiting;
        this.lines = lines;
        for (Waiting one : waiting) {
            earliestWaiting = Math.min(earliestWaiting, one.occurrence().timestampMillis());
        }
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

    /** Adds an event that the clock has not passed. */
    void add(Occurrence occurrence, byte[] line) {
        waiting.add(new Waiting(occurrence, line));
        earliestWaiting = Math.min(earliestWaiting, occurrence.timestampMillis());
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

    /** Feeds what the clock has passed, in its total order. Returns how many entries were given up. */
    long feed(Shape ofRule, int entryLimit, long clockMillis, Consumer<Match> matches) {
        open(ofRule, entryLimit);
        long givenUp = 0;
        if (earliestWaiting <= clockMillis) {
            for (Waiting one : takeDue(clockMillis)) {
                if (state == null) {
                    if (!shape.begins(one.occurrence())) {
                        continue; // where nothing has begun it changes nothing: most of all traffic
                    }
                    state = shape.start(entryLimit);
                }
                long before = state.dropped();
                lines.keep(one.occurrence().event(), one.line());
                state.process(one.occurrence(), matches);
                givenUp += state.dropped() - before;
            }
        }
        if (state != null) {
            state.advance(clockMillis, matches);
            forgetWhatHasEnded();
        }
        fedUntil = clockMillis;
        return givenUp;
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

    private List<Waiting> takeDue(long clockMillis) {
        List<Waiting> due = new ArrayList<>(waiting.size());
        int kept = 0;
        earliestWaiting = Long.MAX_VALUE;
        for (Waiting one : waiting) {
            long millis = one.occurrence().timestampMillis();
            if (millis <= clockMillis) {
                due.add(one);
            } else {
                earliestWaiting = Math.min(earliestWaiting, millis);
                waiting.set(kept++, one);
            }
        }
        waiting.subList(kept, waiting.size()).clear();
        due.sort(ORDER);
        return due;
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
        return state == null ? earliestWaiting : Math.min(earliestWaiting, state.nextMillis());
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
