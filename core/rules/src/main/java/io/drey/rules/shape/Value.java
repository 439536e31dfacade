package io.drey.rules.shape;

/**
 * What an event says in one of the fields that a shape counts or adds up.
 *
 * @param text the field's text; null where the event lacks the field
 * @param number the same as a number; {@link Double#NaN} where it is none. Whole numbers are exact up to 2^53
 */
public record Value(String text, double number) {

    /** The event lacks the field. */
    public static final Value MISSING = new Value(null, Double.NaN);

    public Value {
        if (Double.isInfinite(number)) {
            number = Double.NaN;
        }
    }

    /** A text, and the number that it writes if it is one, such as {@code 12} or {@code -1.5e3}. */
    public static Value of(String text) {
        return text == null ? MISSING : new Value(text, numberIn(text));
    }

    /** A whole number. */
    public static Value of(long number) {
        return new Value(Long.toString(number), number);
    }

    /** A number. */
    public static Value of(double number) {
        return new Value(Double.toString(number), number);
    }

    /** Whether the event has the field. */
    public boolean isPresent() {
        return text != null;
    }

    /** Whether it can be added up. */
    public boolean isNumber() {
        return !Double.isNaN(number);
    }

    private static double numberIn(String text) {
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digit |= c >= '0' && c <= '9';
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return Double.NaN;
            }
        }
        if (!digit) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN; // such as 1.2.3 or 2026-01-01: a text like any other
        }
    }
}
