package io.drey.rules.condition;

import io.drey.event.Printable;
import java.util.Arrays;

/**
 * The text matches a pattern of characters, of {@link #ANY_ONE any one} and of {@link #ANY any} characters. Takes at most
 * the text's length times the pattern's; no pattern makes it take longer.
 */
public final class Wildcard implements ValueTest {

    /** Stands for exactly one character. */
    public static final int ANY_ONE = -1;

    /** Stands for any number of characters, none included. */
    public static final int ANY = -2;

    private final int[] symbols;
    private final Letters letters;

    /**
     * A pattern.
     *
     * @param symbols UTF-16 units, {@link #ANY_ONE} and {@link #ANY}
     */
    public Wildcard(int[] symbols, Letters letters) {
        this.letters = letters;
        this.symbols = symbols.clone();
        for (int i = 0; i < symbols.length; i++) {
            if (symbols[i] >= 0) {
                this.symbols[i] = letters.fold((char) symbols[i]);
            }
        }
    }

    /** The pattern, as it was given but for letters' case. */
    public int[] symbols() {
        return symbols.clone();
    }

    public Letters letters() {
        return letters;
    }

    @Override
    public boolean passes(String text) {
        int at = 0;
        int place = 0;
        int placeBehindAny = -1;
        int takenByAny = 0;
        while (at < text.length()) {
            int symbol = place < symbols.length ? symbols[place] : ANY;
            if (place < symbols.length && symbol == ANY) {
                placeBehindAny = ++place;
                takenByAny = at;
            } else if (place < symbols.length && symbol == ANY_ONE) {
                at += units(text, at);
                place++;
            } else if (place < symbols.length && symbol == letters.fold(text.charAt(at))) {
                at++;
                place++;
            } else if (placeBehindAny >= 0) {
                takenByAny += units(text, takenByAny);
                at = takenByAny;
                place = placeBehindAny;
            } else {
                return false;
            }
        }
        while (place < symbols.length && symbols[place] == ANY) {
            place++;
        }
        return place == symbols.length;
    }

    /** How many UTF-16 units the character has. */
    private static int units(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1))
                ? 2
                : 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Wildcard pattern
                && letters == pattern.letters
                && Arrays.equals(symbols, pattern.symbols);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(symbols) + letters.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder pattern = new StringBuilder(symbols.length + 8);
        for (int symbol : symbols) {
            switch (symbol) {
                case ANY -> pattern.append('*');
                case ANY_ONE -> pattern.append('?');
                case '*', '?', '\\' -> pattern.append('\\').append((char) symbol);
                default -> pattern.append((char) symbol);
            }
        }
        return "matches '%s'%s".formatted(Printable.of(pattern.toString()), letters.suffix());
    }
}
