package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import io.drey.event.Printable;

/** The value stands somewhere in the text. */
public record Contains(String value, Letters letters) implements ValueTest {

    /** Where case does not count, the value is {@linkplain Letters#fold folded}, and so equal to all its other spellings. */
    public Contains {
        value = letters.fold(requireNonNull(value, "value is null"));
    }

    @Override
    public boolean passes(String text) {
        return letters.indexOf(text, value, 0) >= 0;
    }

    @Override
    public String toString() {
        return "contains '%s'%s".formatted(Printable.of(value), letters.suffix());
    }
}
