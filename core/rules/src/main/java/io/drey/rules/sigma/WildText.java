package io.drey.rules.sigma;

import io.drey.rules.condition.Contains;
import io.drey.rules.condition.EndsWith;
import io.drey.rules.condition.Equals;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.StartsWith;
import io.drey.rules.condition.ValueTest;
import io.drey.rules.condition.Wildcard;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A value of a detection: characters and wildcards.
 *
 * <p>{@code *} is any number of characters and {@code ?} exactly one. A backslash takes a following wildcard or backslash as
 * it is; before anything else it stands for itself.
 */
final class WildText {

    private static final int ANY = Wildcard.ANY;
    private static final int ANY_ONE = Wildcard.ANY_ONE;

    private final int[] symbols;

    private WildText(int[] symbols) {
        this.symbols = symbols;
    }

    /** A value as documents write it. */
    static WildText parse(String written) {
        int[] symbols = new int[written.length()];
        int count = 0;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\\' && i + 1 < written.length() && "*?\\".indexOf(written.charAt(i + 1)) >= 0) {
                symbols[count++] = written.charAt(++i);
            } else {
                symbols[count++] = c == '*' ? ANY : c == '?' ? ANY_ONE : c;
            }
        }
        return new WildText(Arrays.copyOf(symbols, count));
    }

    /** Characters that all stand for themselves. */
    static WildText literal(String text) {
        return new WildText(text.chars().toArray());
    }

    /** UTF-16 units, and the two wildcards of {@link Wildcard}. */
    int[] symbols() {
        return symbols.clone();
    }

    int length() {
        return symbols.length;
    }

    WildText then(WildText other) {
        return new WildText(IntStream.concat(Arrays.stream(symbols), Arrays.stream(other.symbols))
                .toArray());
    }

    WildText part(int from, int to) {
        return new WildText(Arrays.copyOfRange(symbols, from, to));
    }

    /** With anything before it. */
    WildText anythingBefore() {
        return new WildText(new int[] {ANY}).then(this);
    }

    /** With anything behind it. */
    WildText anythingBehind() {
        return then(new WildText(new int[] {ANY}));
    }

    /** Whether a symbol is part of a word, as regular expressions see it. */
    static boolean isWord(int symbol) {
        return symbol >= 0 && (Character.isLetterOrDigit(symbol) || symbol == '_');
    }

    boolean hasWildcards() {
        return Arrays.stream(symbols).anyMatch(symbol -> symbol < 0);
    }

    /** Its characters, where it has no wildcards. */
    String plain() {
        StringBuilder text = new StringBuilder(symbols.length);
        for (int symbol : symbols) {
            if (symbol < 0) {
                throw new IllegalStateException("a wildcard is no character");
            }
            text.append((char) symbol);
        }
        return text.toString();
    }

    /** What a text must be like, in the simplest way. */
    ValueTest test(Letters letters) {
        int from = 0;
        int to = symbols.length;
        while (from < to && symbols[from] == ANY) {
            from++;
        }
        while (to > from && symbols[to - 1] == ANY) {
            to--;
        }
        WildText middle = part(from, to);
        if (middle.hasWildcards()) {
            return new Wildcard(collapsed(), letters);
        }
        boolean isOpenBefore = symbols.length > 0 && symbols[0] == ANY;
        boolean isOpenBehind = symbols.length > 0 && symbols[symbols.length - 1] == ANY;
        String text = middle.plain();
        if (isOpenBefore) {
            return isOpenBehind ? new Contains(text, letters) : new EndsWith(text, letters);
        }
        return isOpenBehind ? new StartsWith(text, letters) : new Equals(text, letters);
    }

    /** Two stars beside each other are one. */
    private int[] collapsed() {
        int[] fewer = new int[symbols.length];
        int count = 0;
        for (int symbol : symbols) {
            if (symbol != ANY || count == 0 || fewer[count - 1] != ANY) {
                fewer[count++] = symbol;
            }
        }
        return Arrays.copyOf(fewer, count);
    }
}
