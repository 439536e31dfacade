package io.drey.rules.book;

import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.State;
import java.util.HashMap;
import java.util.Map;

/** The lines of the events that a group's state remembers, as evidence of its matches. Changes in place. */
public final class KeptLines {

    /** How many bytes of lines are kept; later ones are evidence without their line. */
    public static final int LIMIT_BYTES = 1 << 20;

    private static final int FEW = 32;

    private final Map<EventReference, byte[]> lines;
    private int bytes;
    private int countAfterPruning;

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
        if (bytes + line.length <= LIMIT_BYTES && lines.put(event, line) == null) {
            bytes += line.length;
        }
    }

    /** The line of an event; null where it is not kept. */
    public byte[] of(EventReference event) {
        return lines.get(event);
    }

    /** Forgets, now and then, the lines of events that the state does not remember any more. */
    public void prune(State state) {
        if (lines.size() > FEW && lines.size() > 2 * countAfterPruning) {
            lines.keySet().retainAll(state.remembered());
            count();
            countAfterPruning = lines.size();
        }
    }

    public void clear() {
        lines.clear();
        bytes = 0;
        countAfterPruning = 0;
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
