package io.drey.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads decimal numbers as JSON writes them, exactly: {@code 404}, {@code 404.0}, {@code 1714557600.5}, {@code 1e3}. */
public final class Decimal {

    /** What is returned for text that is no such number, and for numbers beyond 64 bits. */
    public static final long NONE = Long.MIN_VALUE;

    private static final int LONGEST_WITH_EXPONENT = 64;
    private static final int MOST_DIGITS = 19;

    private Decimal() {}

    /** The number below 2^63 that a slice writes in digits alone, or -1. */
    public static long digits(byte[] text, int from, int to) {
        if (from >= to) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** The whole number that a slice is, a fraction of zeros included; or {@link #NONE}. */
    public static long whole(byte[] text, int from, int to) {
        int dot = from;
        while (dot < to && text[dot] != '.') {
            if ((text[dot] | 0x20) == 'e') {
                return wholeWithExponent(text, from, to);
            }
            dot++;
        }
        for (int i = dot + 1; i < to; i++) {
            if (text[i] != '0') {
                return (text[i] | 0x20) == 'e' || isDigit(text[i]) ? wholeWithExponent(text, from, to) : NONE;
            }
        }
        return dot + 1 == to ? NONE : scaled(text, from, dot, 0);
    }

    /**
     * The number that a slice is, times ten to the power of {@code places} and rounded down; or {@link #NONE}.
     *
     * @param places from -18 to 18
     */
    public static long scaled(byte[] text, int from, int to, int places) {
        boolean isNegative = from < to && text[from] == '-';
        int start = isNegative ? from + 1 : from;
        int at = start;
        long value = 0;
        while (at < to && isDigit(text[at])) {
            int digit = text[at++] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return hasExponent(text, at, to) ? scaledWithExponent(text, from, to, places) : NONE;
            }
            value = value * 10 + digit;
        }
        if (at == start) {
            return NONE;
        }
        int missing = places;
        boolean isCut = false;
        if (at < to && text[at] == '.') {
            int fraction = ++at;
            while (at < to && isDigit(text[at])) {
                int digit = text[at++] - '0';
                if (missing <= 0) {
                    isCut |= digit != 0;
                } else if (value > (Long.MAX_VALUE - digit) / 10) {
                    return hasExponent(text, at, to) ? scaledWithExponent(text, from, to, places) : NONE;
                } else {
                    value = value * 10 + digit;
                    missing--;
                }
            }
            if (at == fraction) {
                return NONE;
            }
        }
        if (at < to) {
            return (text[at] | 0x20) == 'e' ? scaledWithExponent(text, from, to, places) : NONE;
        }
        for (; missing > 0; missing--) {
            if (value > Long.MAX_VALUE / 10) {
                return NONE;
            }
            value *= 10;
        }
        for (; missing < 0; missing++) {
            isCut |= value % 10 != 0;
            value /= 10;
        }
        return isNegative ? (isCut ? -value - 1 : -value) : value;
    }

    private static boolean hasExponent(byte[] text, int from, int to) {
        for (int i = from; i < to && i - from < LONGEST_WITH_EXPONENT; i++) {
            if ((text[i] | 0x20) == 'e') {
                return true;
            }
        }
        return false;
    }

    private static long wholeWithExponent(byte[] text, int from, int to) {
        BigDecimal number = number(text, from, to);
        try {
            return number == null ? NONE : number.longValueExact();
        } catch (ArithmeticException notWhole) {
            return NONE;
        }
    }

    private static long scaledWithExponent(byte[] text, int from, int to, int places) {
        BigDecimal number = number(text, from, to);
        if (number == null) {
            return NONE;
        }
        try {
            // An exponent may be so large that its digits must not be written out.
            long magnitude = (long) number.precision() - number.scale() + places;
            if (magnitude > MOST_DIGITS) {
                return number.signum() == 0 ? 0 : NONE;
            }
            if (magnitude < -1) {
                return number.signum() < 0 ? -1 : 0;
            }
            return number.movePointRight(places).setScale(0, RoundingMode.FLOOR).longValueExact();
        } catch (ArithmeticException beyond64Bits) {
            return NONE;
        }
    }

    private static BigDecimal number(byte[] text, int from, int to) {
        if (to - from > LONGEST_WITH_EXPONENT) {
            return null;
        }
        try {
            return new BigDecimal(new String(text, from, to - from, ISO_8859_1));
        } catch (NumberFormatException none) {
            return null;
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
