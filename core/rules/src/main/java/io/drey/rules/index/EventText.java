package io.drey.rules.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.drey.rules.condition.Letters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a field says: bytes where all of them are ASCII, else a text. Filled anew for each event. */
final class EventText {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes;
    private int from;
    private int length;
    private String text;
    private byte[] digits;

    void set(String next) {
        bytes = null;
        text = next;
        length = next.length();
    }

    /** Takes bytes, or leaves them if they are not ASCII. */
    boolean set(byte[] next, int nextFrom, int nextLength) {
        if (!isAscii(next, nextFrom, nextFrom + nextLength)) {
            return false;
        }
        bytes = next;
        from = nextFrom;
        length = nextLength;
        return true;
    }

    /** Takes a number in decimal. */
    void set(long number) {
        if (digits == null) {
            digits = new byte[LONGEST_NUMBER];
        }
        int at = LONGEST_NUMBER;
        // Negative, since the least number has no positive one.
        long rest = number < 0 ? number : -number;
        do {
            digits[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (number < 0) {
            digits[--at] = '-';
        }
        bytes = digits;
        from = at;
        length = LONGEST_NUMBER - at;
    }

    int length() {
        return length;
    }

    char at(int place) {
        return bytes == null ? text.charAt(place) : (char) bytes[from + place];
    }

    /** The bytes, or null where it is a text. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the bytes begin. */
    int from() {
        return from;
    }

    /** The text, where it is not bytes. */
    String string() {
        return text;
    }

    /** Whether a value stands at a place, each letter as it is written. */
    boolean isAt(int place, String value) {
        if (bytes == null) {
            return text.startsWith(value, place);
        }
        if (place < 0 || value.length() > length - place) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) != bytes[from + place + i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a folded value stands at a place once the text is folded. */
    boolean isFoldedAt(int place, String value) {
        if (place < 0 || value.length() > length - place) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) != Letters.ANY_CASE.fold(at(place + i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            if (((long) LONGS.get(bytes, at) & NOT_ASCII) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return bytes == null ? text : new String(bytes, from, length, ISO_8859_1);
    }
}
