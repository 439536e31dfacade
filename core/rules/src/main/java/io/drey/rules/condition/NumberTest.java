package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The text is a number in decimal, as JSON writes it, that compares so to a bound; a text that is none does not pass.
 * Compared exactly; a number with a fraction or of more than eighteen digits costs an object.
 */
public final class NumberTest implements ValueTest {

    /** Longer texts are not worth being read as numbers. */
    private static final int LONGEST = 64;

    private static final int DIGITS_OF_A_LONG = 18;

    private final Comparison comparison;
    private final BigDecimal bound;
    private final boolean isSmall;
    private final boolean isWhole;
    private final long floor;

    public NumberTest(Comparison comparison, BigDecimal bound) {
        this.comparison = requireNonNull(comparison, "comparison is null");
        this.bound = bound.signum() == 0 ? BigDecimal.ZERO : bound.stripTrailingZeros();
        this.isSmall = bound.precision() - (long) bound.scale() <= DIGITS_OF_A_LONG;
        this.floor = isSmall ? bound.setScale(0, RoundingMode.FLOOR).longValueExact() : 0;
        this.isWhole = isSmall && this.bound.scale() <= 0;
    }

    public Comparison comparison() {
        return comparison;
    }

    /** Without zeros at its end. */
    public BigDecimal bound() {
        return bound;
    }

    @Override
    public boolean passes(String text) {
        int at = !text.isEmpty() && text.charAt(0) == '-' ? 1 : 0;
        int digits = text.length() - at;
        if (digits < 1 || text.length() > LONGEST) {
            return false;
        }
        if (!isSmall || digits > DIGITS_OF_A_LONG) {
            return passesExactly(text);
        }
        long number = 0;
        for (int i = at; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return passesExactly(text);
            }
            number = number * 10 + digit;
        }
        return passes(at == 1 ? -number : number);
    }

    /** Whether a number that is none of a text passes. */
    boolean passes(long number) {
        if (!isSmall) {
            return comparison.holds(BigDecimal.valueOf(number).compareTo(bound));
        }
        int order = Long.compare(number, floor);
        return comparison.holds(order == 0 && !isWhole ? -1 : order);
    }

    private boolean passesExactly(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '-' && c != '.' && c != 'e' && c != 'E' && c != '+') {
                return false;
            }
        }
        try {
            return comparison.holds(new BigDecimal(text).compareTo(bound));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberTest test && comparison == test.comparison && bound.equals(test.bound);
    }

    @Override
    public int hashCode() {
        return 31 * comparison.hashCode() + bound.hashCode();
    }

    @Override
    public String toString() {
        return comparison.symbol() + " " + bound.toPlainString();
    }
}
