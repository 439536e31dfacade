package io.drey.format.keyvalue;

import io.drey.format.json.NamedValues;

/**
 * Takes a value in quotes, in which a backslash escapes: {@code \"}, {@code \\}, {@code \n}, {@code \t}, {@code \r},
 * {@code \}{@code u00e9}. What else a backslash stands before is kept with it.
 */
public final class QuotedValue {

    private QuotedValue() {}

    /**
     * Takes the value that begins behind a quote.
     *
     * @param from the first byte behind the quote
     * @return the place behind the closing quote, or -1 if there is none
     */
    public static int take(NamedValues values, byte[] bytes, int nameAt, int nameEnd, int from, int to, char quote) {
        int end = from;
        boolean hasEscapes = false;
        while (end < to && bytes[end] != quote) {
            if (bytes[end] == '\\' && end + 1 < to) {
                hasEscapes = true;
                end++;
            }
            end++;
        }
        if (end >= to) {
            return -1;
        }
        if (hasEscapes) {
            int textAt = values.textAt();
            unescape(values, bytes, from, end);
            values.takeText(bytes, nameAt, nameEnd, textAt);
        } else {
            values.take(bytes, nameAt, nameEnd, from, end);
        }
        return end + 1;
    }

    private static void unescape(NamedValues values, byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            if (b != '\\' || at == to) {
                values.add(b);
                continue;
            }
            byte escaped = bytes[at++];
            switch (escaped) {
                case '"', '\\', '/', '\'' -> values.add(escaped);
                case 'n' -> values.add((byte) '\n');
                case 't' -> values.add((byte) '\t');
                case 'r' -> values.add((byte) '\r');
                case 'u' -> {
                    int code = hex(bytes, at, to);
                    // Half a pair of surrogates stands for nothing: it is kept as it is written.
                    if (code < 0 || (code >= 0xD800 && code <= 0xDFFF)) {
                        values.add(b);
                        values.add(escaped);
                    } else {
                        add(values, code);
                        at += 4;
                    }
                }
                default -> {
                    values.add(b);
                    values.add(escaped);
                }
            }
        }
    }

    private static int hex(byte[] bytes, int from, int to) {
        if (to - from < 4) {
            return -1;
        }
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            code = code * 16 + digit;
        }
        return code;
    }

    private static void add(NamedValues values, int code) {
        if (code < 0x80) {
            values.add((byte) code);
        } else if (code < 0x800) {
            values.add((byte) (0xC0 | (code >> 6)));
            values.add((byte) (0x80 | (code & 0x3F)));
        } else {
            values.add((byte) (0xE0 | (code >> 12)));
            values.add((byte) (0x80 | ((code >> 6) & 0x3F)));
            values.add((byte) (0x80 | (code & 0x3F)));
        }
    }
}
