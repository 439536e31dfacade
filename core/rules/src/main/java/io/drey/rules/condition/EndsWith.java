package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.Printable;

/** The text ends with the value. */
public record EndsWith(String value, Letters letters) implements ValueTest {

    /** Where case does not count, the value is {@linkplain Letters#fold folded}, and so equal to all its other spellings. */
    public EndsWith {
        value = letters.fold(requireNonNull(value, "value is null"));
    }

    @Override
    public boolean passes(String text) {
        return letters.isAt(text, text.length() - value.length(), value);
    }

    @Override
    public String toString() {
        return "ends with '%s'%s".formatted(Printable.of(value), letters.suffix());
    }
}
