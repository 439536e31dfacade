package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import io.drey.event.Field;
import io.drey.event.FieldName;
import java.util.Set;

/**
 * The whole line passes a test: {@code event.original} or, since a JSON line writes its text with escapes, {@code message}.
 */
public record LineTest(ValueTest test) implements Predicate {

    /** The line as admitted. */
    public static final FieldName ORIGINAL = FieldName.of(Field.EVENT_ORIGINAL);

    /** The line's free text. */
    public static final FieldName MESSAGE = FieldName.of(Field.MESSAGE);

    public LineTest {
        requireNonNull(test, "test is null");
    }

    @Override
    public boolean holds(EventView event) {
        return passes(event.text(ORIGINAL)) || passes(event.text(MESSAGE));
    }

    private boolean passes(String text) {
        return text != null && test.passes(text);
    }

    @Override
    public Set<FieldName> reads() {
        return Set.of(ORIGINAL, MESSAGE);
    }

    @Override
    public String toString() {
        return "line " + test;
    }
}
