package io.drey.format.json;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * How a value is written in a line. Each gives one text for a value, so that a value's line can be told; other ways to write it
 * are in no skeleton. The letters are in tables for ever.
 */
enum Spelling {
    /** Byte for byte. */
    AS_IT_IS('v') {
        @Override
        int match(byte[] bytes, int at, int to, int from, int length) {
            int end = at + length;
            // Most slices are the very place of the line, which needs no look at the bytes.
            return end <= to && (from == at || Arrays.equals(bytes, at, end, bytes, from, from + length))
                    ? end
                    : SkeletonPart.DIFFERENT;
        }

        @Override
        void write(byte[] value, ByteArrayOutputStream line) {
            line.writeBytes(value);
        }
    },
    /** Quotes, backslashes, and control characters that have a letter are escaped, nothing else. */
    ESCAPED('q') {
        @Override
        int match(byte[] bytes, int at, int to, int from, int length) {
            return matchEscaped(bytes, at, to, from, length, false);
        }

        @Override
        void write(byte[] value, ByteArrayOutputStream line) {
            writeEscaped(value, line, false);
        }
    },
    /** So are angle brackets and ampersands, in lower-case hexadecimal digits, as Go's encoder does. */
    ESCAPED_FOR_HTML('g') {
        @Override
        int match(byte[] bytes, int at, int to, int from, int length) {
            return matchEscaped(bytes, at, to, from, length, true);
        }

        @Override
        void write(byte[] value, ByteArrayOutputStream line) {
            writeEscaped(value, line, true);
        }
    };

    private static final int CODE_UNIT = 6;
    private static final byte[] HEXADECIMAL = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final char letter;

    Spelling(char letter) {
        this.letter = letter;
    }

    /** What stands for it in a skeleton. */
    char letter() {
        return letter;
    }

    /**
     * Compares a value with what stands at a place.
     *
     * @param at where the line is compared
     * @param to where the line ends
     * @param from where the value begins
     *
     * @return the place behind it, or {@link SkeletonPart#DIFFERENT}, as also for a value that is not spelled so
     */
    abstract int match(byte[] bytes, int at, int to, int from, int length);

    abstract void write(byte[] value, ByteArrayOutputStream line);

    private static int matchEscaped(byte[] bytes, int start, int to, int from, int length, boolean isForHtml) {
        int at = start;
        for (int i = from; i < from + length; i++) {
            byte b = bytes[i];
            if (isForHtml && isMarkup(b)) {
                if (at + CODE_UNIT > to
                        || bytes[at] != '\\'
                        || bytes[at + 1] != 'u'
                        || bytes[at + 2] != '0'
                        || bytes[at + 3] != '0'
                        || bytes[at + 4] != HEXADECIMAL[b >> 4]
                        || bytes[at + 5] != HEXADECIMAL[b & 15]) {
                    return SkeletonPart.DIFFERENT;
                }
                at += CODE_UNIT;
                continue;
            }
            byte escape = escape(b);
            if (escape == UNKNOWN) {
                return SkeletonPart.DIFFERENT;
            }
            if (escape != 0) {
                if (at == to || bytes[at++] != '\\') {
                    return SkeletonPart.DIFFERENT;
                }
                b = escape;
            }
            if (at == to || bytes[at++] != b) {
                return SkeletonPart.DIFFERENT;
            }
        }
        return at;
    }

    private static void writeEscaped(byte[] value, ByteArrayOutputStream line, boolean isForHtml) {
        for (byte b : value) {
            if (isForHtml && isMarkup(b)) {
                line.write('\\');
                line.write('u');
                line.write('0');
                line.write('0');
                line.write(HEXADECIMAL[b >> 4]);
                line.write(HEXADECIMAL[b & 15]);
                continue;
            }
            byte escape = escape(b);
            if (escape == UNKNOWN) {
                throw new IllegalStateException("byte %d is never left to a skeleton".formatted(b));
            }
            if (escape != 0) {
                line.write('\\');
            }
            line.write(escape == 0 ? b : escape);
        }
    }

    private static final byte UNKNOWN = 1;

    private static boolean isMarkup(byte b) {
        return b == '<' || b == '>' || b == '&';
    }

    /** What stands behind the backslash; 0 where there is none, {@link #UNKNOWN} where it has digits. */
    private static byte escape(byte b) {
        return switch (b) {
            case '"', '\\' -> b;
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> b >= 0 && b < ' ' ? UNKNOWN : 0;
        };
    }
}
