package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.util.Set;

/** The event has the field, be it empty. A field that is null is one that the event does not have. */
public record FieldExists(FieldName field) implements Predicate {

    public FieldExists {
        requireNonNull(field, "field is null");
    }

    @Override
    public boolean holds(EventView event) {
        return event.has(field);
    }

    @Override
    public Set<FieldName> reads() {
        return Set.of(field);
    }

    @Override
    public String toString() {
        return field + " exists";
    }
}
