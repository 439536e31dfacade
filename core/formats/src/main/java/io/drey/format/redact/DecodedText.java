package io.drey.format.redact;

import java.util.Arrays;

/**
 * A part of an event's bytes as text, each character with the bytes that it stands for: as it is written, or with escapes taken
 * off. Bytes that are no UTF-8 are one character each, so that none hides what stands beside it.
 *
 * <p>Keeps its buffers; not thread-safe.
 */
final class DecodedText implements CharSequence {

    private static final int REPLACEMENT = 0xFFFD;

    private byte[] bytes = {};
    private char[] chars = new char[512];
    private int[] from = new int[512];
    private int[] to = new int[512];
    private int length;

    /** Where a character's bytes begin. */
    int from(int at) {
        return from[at];
    }

    /** Where a character's bytes end. */
    int to(int at) {
        return to[at];
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int at) {
        return chars[at];
    }

    @Override
    public CharSequence subSequence(int begin, int end) {
        return new String(chars, begin, end - begin);
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }

    boolean startsWithIgnoreCase(int at, String lower) {
        if (at + lower.length() > length) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            char c = chars[at + i];
            char expected = lower.charAt(i);
            if (c != expected && Character.toLowerCase(c) != Character.toLowerCase(expected)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a character stands as a percent sign and its number. */
    boolean isPercentEncoded(int at) {
        return to[at] - from[at] > 1 && bytes[from[at]] == '%';
    }

    /** Reads bytes as UTF-8. */
    void read(byte[] source, int begin, int end) {
        bytes = source;
        length = 0;
        reserve(end - begin);
        int at = begin;
        while (at < end) {
            if (source[at] >= 0) {
                put((char) source[at], at, ++at);
                continue;
            }
            int lead = source[at] & 0xff;
            int count = lengthOf(lead);
            int code = lead;
            if (count > 1) {
                code = at + count > end ? -1 : code(source, at, count);
            } else if (lead >= 0x80) {
                code = -1;
            }
            if (code < 0) {
                add(REPLACEMENT, at, ++at);
            } else {
                add(code, at, at + count);
                at += count;
            }
        }
    }

    /** Reads another text and takes its escapes off: of URLs, of JSON and programs, of XML. False if it has none. */
    boolean readUnescaped(DecodedText other) {
        bytes = other.bytes;
        length = 0;
        if (!other.mayHaveEscapes()) {
            return false;
        }
        reserve(other.length);
        boolean isChanged = false;
        int at = 0;
        while (at < other.length) {
            char c = other.chars[at];
            int next = c == '%' || c == '\\' || c == '&' ? unescaped(other, at) : at;
            if (next > at) {
                isChanged = true;
                at = next;
            } else {
                add(c, other.from[at], other.to[at]);
                at++;
            }
        }
        return isChanged;
    }

    private boolean mayHaveEscapes() {
        for (int at = 0; at < length; at++) {
            char c = chars[at];
            if (c == '%' || c == '\\' || c == '&') {
                return true;
            }
        }
        return false;
    }

    /** Where a text stands next; -1 if it does not. */
    int indexOf(String text, int start) {
        char first = text.charAt(0);
        int last = length - text.length();
        for (int at = start; at <= last; at++) {
            if (chars[at] == first && startsWith(at, text)) {
                return at;
            }
        }
        return -1;
    }

    private boolean startsWith(int at, String text) {
        for (int i = 1; i < text.length(); i++) {
            if (chars[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Adds what an escape stands for and returns where it ends; or where it begins, if it is none. */
    private int unescaped(DecodedText other, int at) {
        int lead = other.escapedByte(at);
        if (lead >= 0) {
            return unescapedBytes(other, at, lead);
        }
        char c = other.chars[at];
        char next = at + 1 < other.length ? other.chars[at + 1] : 0;
        if (next == 'u' && c != '&') {
            int code = other.hexadecimal(at + 2, 4);
            if (code >= 0) {
                return add((char) code, other, at, at + 6);
            }
        }
        if (c == '\\') {
            int simple = "ntrbf".indexOf(next);
            if (simple >= 0) {
                return add("\n\t\r\b\f".charAt(simple), other, at, at + 2);
            }
            return next != 0 && !Character.isLetterOrDigit(next) ? add(next, other, at, at + 2) : at;
        }
        return c == '&' ? entity(other, at) : at;
    }

    private int unescapedBytes(DecodedText other, int at, int lead) {
        int count = lengthOf(lead);
        int next = at + other.escapeLength(at);
        if (count == 1) {
            return add((char) lead, other, at, next);
        }
        byte[] sequence = new byte[count];
        sequence[0] = (byte) lead;
        int end = next;
        for (int i = 1; i < count; i++) {
            int more = end < other.length ? other.escapedByte(end) : -1;
            if (more < 0) {
                return add((char) lead, other, at, next);
            }
            sequence[i] = (byte) more;
            end += other.escapeLength(end);
        }
        int code = code(sequence, 0, count);
        if (code < 0) {
            return add((char) lead, other, at, next);
        }
        add(code, other.from[at], other.to[end - 1]);
        return end;
    }

    private int entity(DecodedText other, int at) {
        int end = at + 1;
        while (end < other.length && end < at + 10 && other.chars[end] != ';') {
            end++;
        }
        if (end == other.length || other.chars[end] != ';') {
            return at;
        }
        String name = new String(other.chars, at + 1, end - at - 1);
        int code =
                switch (name) {
                    case "amp" -> '&';
                    case "lt" -> '<';
                    case "gt" -> '>';
                    case "quot" -> '"';
                    case "apos" -> '\'';
                    default -> number(name);
                };
        if (code < 0 || !Character.isValidCodePoint(code)) {
            return at;
        }
        add(code, other.from[at], other.to[end]);
        return end + 1;
    }

    private static int number(String name) {
        try {
            if (name.startsWith("#x") || name.startsWith("#X")) {
                return Integer.parseInt(name.substring(2), 16);
            }
            return name.startsWith("#") ? Integer.parseInt(name.substring(1)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The byte that an escape at a place stands for: {@code %41}, {@code \x41} or {@code \101}; -1 if there is none. */
    private int escapedByte(int at) {
        if (chars[at] == '%') {
            return hexadecimal(at + 1, 2);
        }
        if (chars[at] != '\\' || at + 3 >= length) {
            return -1;
        }
        if (chars[at + 1] == 'x') {
            return hexadecimal(at + 2, 2);
        }
        int value = 0;
        for (int i = at + 1; i < at + 4; i++) {
            if (chars[i] < '0' || chars[i] > '7') {
                return -1;
            }
            value = value * 8 + chars[i] - '0';
        }
        return value < 256 ? value : -1;
    }

    private int escapeLength(int at) {
        return chars[at] == '%' ? 3 : 4;
    }

    private int hexadecimal(int at, int digits) {
        if (at + digits > length) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = Character.digit(chars[i], 16);
            if (digit < 0 || chars[i] > 'f') {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** How many bytes a sequence of UTF-8 has by its first one; 1 for what begins none. */
    private static int lengthOf(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return 1;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /** The code point of a sequence of at least two bytes; -1 if it is none. */
    private static int code(byte[] source, int at, int count) {
        int code = source[at] & (0xff >> (count + 1));
        for (int i = 1; i < count; i++) {
            if ((source[at + i] & 0xC0) != 0x80) {
                return -1;
            }
            code = code << 6 | (source[at + i] & 0x3F);
        }
        int least = count == 2 ? 0x80 : count == 3 ? 0x800 : 0x10000;
        boolean isSurrogate = code >= 0xD800 && code <= 0xDFFF;
        return code < least || code > Character.MAX_CODE_POINT || isSurrogate ? -1 : code;
    }

    private int add(char c, DecodedText other, int at, int next) {
        add(c, other.from[at], other.to[next - 1]);
        return next;
    }

    private void add(int code, int begin, int end) {
        reserve(length + 2);
        if (Character.isBmpCodePoint(code)) {
            put((char) code, begin, end);
        } else {
            put(Character.highSurrogate(code), begin, end);
            put(Character.lowSurrogate(code), begin, end);
        }
    }

    private void put(char c, int begin, int end) {
        chars[length] = c;
        from[length] = begin;
        to[length++] = end;
    }

    private void reserve(int count) {
        if (count > chars.length) {
            int room = Math.max(count + 2, chars.length * 2);
            chars = Arrays.copyOf(chars, room);
            from = Arrays.copyOf(from, room);
            to = Arrays.copyOf(to, room);
        }
    }
}
