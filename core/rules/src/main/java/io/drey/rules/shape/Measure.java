package io.drey.rules.shape;

import io.drey.event.Alert;
import java.util.List;

/** What is measured over the events of a window. */
interface Measure {

    /** Whether an occurrence is measured at all. */
    boolean takes(Occurrence occurrence);

    /** Takes an occurrence in. Returns the number by which it is taken out again. */
    long add(Occurrence occurrence);

    /** Takes in what was read from a log. */
    void addAgain(long tag);

    void remove(long tag);

    boolean holds(Bounds bounds);

    /** The match of a window that holds. */
    Match match(EventLog window, long atMillis);

    default void write(StateOutput output) {}

    default void read(StateInput input) {}

    /** A match of all events of the window. */
    static Match ofAll(EventLog window, long atMillis, double value) {
        List<EventReference> evidence = window.first(Alert.EVIDENCE_LIMIT);
        return new Match(Match.Kind.MATCHED, evidence.get(0), window.last(), atMillis, window.size(), evidence, value);
    }
}
