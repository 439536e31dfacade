package io.drey.format.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects the texts of JSON with their escapes undone, as UTF-8; U+FFFD stands for half a surrogate pair. */
final class JsonText {

    private static final int REPLACEMENT = 0xFFFD;

    private byte[] buffer = new byte[256];
    private int length;

    static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = (b | 0x20) - 'a';
        return letter >= 0 && letter < 6 ? letter + 10 : -1;
    }

    /** How many bytes were collected. */
    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Gives memory back that few lines need. */
    void shrink(int most) {
        if (buffer.length > most) {
            buffer = new byte[most];
        }
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(buffer, 0, target, at, length);
    }

    /** The collected bytes as a string. */
    String string() {
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    /** Adds what stands between the quotes of a valid text. */
    void add(byte[] bytes, int from, int to) {
        // No escape is shorter than what it stands for, in UTF-8.
        if (length + to - from > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + to - from));
        }
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            if (b != '\\') {
                buffer[length++] = b;
                continue;
            }
            byte escaped = bytes[at++];
            switch (escaped) {
                case 'b' -> buffer[length++] = '\b';
                case 'f' -> buffer[length++] = '\f';
                case 'n' -> buffer[length++] = '\n';
                case 'r' -> buffer[length++] = '\r';
                case 't' -> buffer[length++] = '\t';
                case 'u' -> {
                    int unit = unit(bytes, at);
                    at += 4;
                    if (!Character.isSurrogate((char) unit)) {
                        addCodePoint(unit);
                        break;
                    }
                    boolean isPair = Character.isHighSurrogate((char) unit)
                            && at + 6 <= to
                            && bytes[at] == '\\'
                            && bytes[at + 1] == 'u'
                            && Character.isLowSurrogate((char) unit(bytes, at + 2));
                    if (isPair) {
                        addCodePoint(Character.toCodePoint((char) unit, (char) unit(bytes, at + 2)));
                        at += 6;
                    } else {
                        addCodePoint(REPLACEMENT);
                    }
                }
                default -> buffer[length++] = escaped;
            }
        }
    }

    private static int unit(byte[] bytes, int at) {
        return hex(bytes[at]) << 12 | hex(bytes[at + 1]) << 8 | hex(bytes[at + 2]) << 4 | hex(bytes[at + 3]);
    }

    private void addCodePoint(int c) {
        if (c < 0x80) {
            buffer[length++] = (byte) c;
        } else if (c < 0x800) {
            buffer[length++] = (byte) (0xC0 | (c >> 6));
            buffer[length++] = (byte) (0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            buffer[length++] = (byte) (0xE0 | (c >> 12));
            buffer[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            buffer[length++] = (byte) (0x80 | (c & 0x3F));
        } else {
            buffer[length++] = (byte) (0xF0 | (c >> 18));
            buffer[length++] = (byte) (0x80 | ((c >> 12) & 0x3F));
            buffer[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            buffer[length++] = (byte) (0x80 | (c & 0x3F));
        }
    }
}
