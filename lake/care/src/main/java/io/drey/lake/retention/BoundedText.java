package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Looks for a value in bytes where it stands by itself.
 *
 * <p>It does where the byte before it and the byte after it do not go on with a word: letters, digits, the underscore and bytes
 * beyond ASCII do. A dot goes on with a number, so that {@code 1.2.3.4} is found in {@code "1.2.3.4:80"} and at the end of a
 * sentence, and not in {@code 1.2.3.40}, {@code 11.2.3.4} or {@code 9.1.2.3.4}. An end of the value that is no part of a word
 * needs no boundary.
 */
final class BoundedText {

    /** Whether upper and lower case of ASCII letters are the same. */
    enum Case {
        MATTERS,
        IGNORED
    }

    private final byte[] value;
    private final Case letters;

    BoundedText(String value, Case letters) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("there is no empty value to look for");
        }
        this.value = value.getBytes(UTF_8);
        this.letters = letters;
    }

    /** Whether the value stands by itself somewhere. */
    boolean isIn(byte[] bytes) {
        int last = bytes.length - value.length;
        for (int at = 0; at <= last; at++) {
            if (isAt(bytes, at) && isBounded(bytes, at, at + value.length)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(byte[] bytes, int at) {
        for (int i = 0; i < value.length; i++) {
            if (bytes[at + i] != value[i] && (letters == Case.MATTERS || lower(bytes[at + i]) != lower(value[i]))) {
                return false;
            }
        }
        return true;
    }

    private boolean isBounded(byte[] bytes, int from, int to) {
        byte first = value[0];
        byte last = value[value.length - 1];
        if (from > 0 && isWord(first) && goesOn(bytes[from - 1], from > 1 ? bytes[from - 2] : 0, first)) {
            return false;
        }
        return to == bytes.length
                || !isWord(last)
                || !goesOn(bytes[to], to + 1 < bytes.length ? bytes[to + 1] : 0, last);
    }

    /** Whether a neighbour belongs to the word at whose end it stands. */
    private static boolean goesOn(byte neighbour, byte beyond, byte end) {
        return isWord(neighbour) || (neighbour == '.' && isDigit(beyond) && isDigit(end));
    }

    private static boolean isWord(byte b) {
        return b < 0 || isDigit(b) || b == '_' || (lower(b) >= 'a' && lower(b) <= 'z');
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoundedText that && Arrays.equals(value, that.value) && letters == that.letters;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return new String(value, UTF_8);
    }
}
