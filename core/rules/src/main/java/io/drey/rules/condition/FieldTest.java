package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import java.util.Set;

/** A field's value passes a test; that of an event without the field does not. */
public record FieldTest(FieldName field, ValueTest test) implements Predicate {

    public FieldTest {
        requireNonNull(field, "field is null");
        requireNonNull(test, "test is null");
    }

    @Override
    public boolean holds(EventView event) {
        if (isOfNumber() && event instanceof LogEvent log) {
            Field number = ((FieldName.Fixed) field).field();
            return log.has(number) && ((NumberTest) test).passes(log.number(number));
        }
        return passes(event.text(field));
    }

    /** Whether a number is compared that events hold as such, so that it need not be made a text. */
    boolean isOfNumber() {
        return test instanceof NumberTest
                && field instanceof FieldName.Fixed fixed
                && !fixed.field().isSlice();
    }

    /** Whether the field's text passes, or null where the event lacks the field. */
    boolean passes(String text) {
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
