package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.Printable;

/** The text is the value. */
public record Equals(String value, Letters letters) implements ValueTest {

    /** Where case does not count, the value is {@linkplain Letters#fold folded}, and so equal to all its other spellings. */
    public Equals {
        value = letters.fold(requireNonNull(value, "value is null"));
    }

    @Override
    public boolean passes(String text) {
        return letters == Letters.AS_WRITTEN
                ? text.equals(value)
                : text.length() == value.length() && letters.isAt(text, 0, value);
    }

    @Override
    public String toString() {
        return "equals '%s'%s".formatted(Printable.of(value), letters.suffix());
    }
}
