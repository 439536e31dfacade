package io.drey.rules.book;

import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.State;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The lines of the events that a group's state remembers, as evidence of its matches. Changes in place. */
public final class KeptLines {

    /** How many bytes of lines are kept; later ones are evidence without their line. */
    public static final int LIMIT_BYTES = 1 << 20;

    private static final int FEW = 32;

    private final Map<EventReference, byte[]> lines;
    private int bytes;
    private int countAfterPruning;

    /** How many lines there was no room for since. */
    private int refused;

    public KeptLines() {
        this(new HashMap<>());
    }

    /** Those that were kept before; the map becomes this object's own. */
    public KeptLines(Map<EventReference, byte[]> lines) {
        this.lines = lines;
        this.countAfterPruning = lines.size();
        count();
    }

    /** These, which change by themselves from now on. */
    public KeptLines copy() {
        return new KeptLines(new HashMap<>(lines));
    }

    /** Keeps the line of an event, if there is room. */
    public void keep(EventReference event, byte[] line) {
        if (bytes + line.length > LIMIT_BYTES) {
            refused++;
        } else if (lines.put(event, line) == null) {
            bytes += line.length;
        }
    }

    /** The line of an event; null where it is not kept. */
    public byte[] of(EventReference event) {
        return lines.get(event);
    }

    /** Forgets, now and then, the lines of events that the state does not remember any more. */
    public void prune(State state) {
        prune(state::remembered);
    }

    void prune(Supplier<? extends Collection<EventReference>> remembered) {
        boolean hasGrown = lines.size() > FEW && lines.size() > 2 * countAfterPruning;
        // Full they do not grow. To look takes time by their number, so only as often as that many events come.
        boolean isFull = refused > countAfterPruning / 2;
        if (hasGrown || isFull) {
            lines.keySet().retainAll(remembered.get());
            count();
            countAfterPruning = lines.size();
            refused = 0;
        }
    }

    public void clear() {
        lines.clear();
        bytes = 0;
        countAfterPruning = 0;
        refused = 0;
    }

    /** All of them; not to be changed. */
    public Map<EventReference, byte[]> all() {
        return lines;
    }

    private void count() {
        bytes = 0;
        for (byte[] line : lines.values()) {
            bytes += line.length;
        }
    }
}
