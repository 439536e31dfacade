package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import java.util.Set;

/** A field's value passes a test; that of an event without the field does not. */
public record FieldTest(FieldName field, ValueTest test) implements Predicate {

    public FieldTest {
        requireNonNull(field, "field is null");
        requireNonNull(test, "test is null");
    }

    @Override
    public boolean holds(EventView event) {
        String text = event.text(field);
        return text != null && test.passes(text);
    }

    @Override
    public Set<FieldName> reads() {
        return Set.of(field);
    }

    @Override
    public String toString() {
        return field + " " + test;
    }
}
