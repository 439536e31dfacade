package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;

/** The part does not hold. */
public record Not(Condition part) implements Condition {

    public Not {
        requireNonNull(part, "part is null");
    }

    /** The opposite; that of an opposite is what it was. */
    public static Condition of(Condition part) {
        return part instanceof Not not ? not.part() : new Not(part);
    }

    @Override
    public boolean holds(EventView event) {
        return !part.holds(event);
    }

    @Override
    public String toString() {
        return "not " + part;
    }
}
