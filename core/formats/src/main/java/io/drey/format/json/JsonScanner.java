package io.drey.format.json;

import io.drey.format.text.Words;

/**
 * Finds where JSON values end (RFC 8259, nothing beyond the standard), and tells where what is none goes wrong. It makes no
 * objects. Not thread-safe.
 *
 * <p>All methods return the place behind what they read, or -1; {@link #wrong()} and {@link #wrongAt()} then say why. That bytes
 * above 127 are UTF-8 is not checked here: {@link #hasHighBytes()} says whether there were any.
 */
final class JsonScanner {

    /** How deep values may be nested. */
    static final int DEEPEST = 1000;

    private static final long QUOTES = Words.repeat('"');
    private static final long BACKSLASHES = Words.repeat('\\');
    private static final long BLANKS = Words.repeat(' ');

    private final boolean[] inObject = new boolean[DEEPEST + 1];
    private byte[] bytes = {};
    private int to;
    private long seen;
    private boolean hasEscapes;
    private String wrong = "";
    private int wrongAt;
    private boolean isTooDeep;

    /** Begins with other bytes. */
    void read(byte[] line, int end) {
        bytes = line;
        to = end;
        seen = 0;
        isTooDeep = false;
    }

    /** Forgets the bytes. */
    void release() {
        bytes = new byte[0];
        to = 0;
    }

    /** Whether the text read last has escapes. */
    boolean hasEscapes() {
        return hasEscapes;
    }

    /** Whether any byte of a text was above 127. */
    boolean hasHighBytes() {
        return (seen & Words.HIGHEST_BITS) != 0;
    }

    /** Says that there was a byte above 127 in a text that was not read here. */
    void sawHighBytes() {
        seen = -1;
    }

    /** What was expected, or wrong. */
    String wrong() {
        return wrong;
    }

    /** The place of the first byte that does not fit. */
    int wrongAt() {
        return wrongAt;
    }

    /** Whether it was only that values are nested too deep. */
    boolean isTooDeep() {
        return isTooDeep;
    }

    int fail(String what, int at) {
        wrong = what;
        wrongAt = at;
        return -1;
    }

    int failTooDeep(int at) {
        isTooDeep = true;
        return fail("nested deeper than %d levels".formatted(DEEPEST), at);
    }

    int afterBlanks(int from) {
        int at = from;
        while (at < to && bytes[at] <= ' ') {
            byte b = bytes[at];
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                break;
            }
            at++;
        }
        return at;
    }

    /**
     * Reads any value.
     *
     * @param from its first byte
     * @param depth in how many values it is nested
     */
    int value(int from, int depth) {
        if (from >= to) {
            return fail("the line ends where a value is expected", to);
        }
        return switch (bytes[from]) {
            case '"' -> text(from);
            case '{', '[' -> nested(from, depth);
            case 't' -> word(from, "true");
            case 'f' -> word(from, "false");
            case 'n' -> word(from, "null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(from);
            default -> fail("expected a value", from);
        };
    }

    /** Reads a text from its quote. */
    int text(int from) {
        int at = from + 1;
        hasEscapes = false;
        while (at < to) {
            long word = Words.at(bytes, at, to);
            // Below a blank, and not above 127, where the subtraction says nothing.
            long stop = Words.equal(word, QUOTES)
                    | Words.equal(word, BACKSLASHES)
                    | ((word - BLANKS) & ~word & Words.HIGHEST_BITS);
            if (stop == 0) {
                seen |= word;
                at += Long.BYTES;
                continue;
            }
            int first = Words.first(stop);
            seen |= word & Words.mask(first);
            at += first;
            if (at >= to) {
                break;
            }
            if (bytes[at] == '"') {
                return at + 1;
            }
            if (bytes[at] != '\\') {
                return fail("a control character in a text must be escaped", at);
            }
            hasEscapes = true;
            at = escape(at);
            if (at < 0) {
                return -1;
            }
        }
        return fail("the line ends within a text", to);
    }

    private int escape(int from) {
        if (from + 1 >= to) {
            return fail("the line ends within a text", to);
        }
        return switch (bytes[from + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> from + 2;
            case 'u' -> codeUnit(from + 2);
            default -> fail("no such escape", from + 1);
        };
    }

    private int codeUnit(int from) {
        for (int i = from; i < from + 4; i++) {
            if (i >= to) {
                return fail("the line ends within a text", to);
            }
            if (JsonText.hex(bytes[i]) < 0) {
                return fail("expected four hexadecimal digits behind \\u", i);
            }
        }
        return from + 4;
    }

    /** Reads a number. */
    int number(int from) {
        int at = bytes[from] == '-' ? from + 1 : from;
        if (at >= to) {
            return fail("the line ends within a number", to);
        }
        if (bytes[at] == '0') {
            at++;
        } else {
            at = digits(at);
        }
        if (at > 0 && at < to && bytes[at] == '.') {
            at = digits(at + 1);
        }
        if (at > 0 && at < to && (bytes[at] | 0x20) == 'e') {
            at++;
            if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            at = digits(at);
        }
        return at;
    }

    private int digits(int from) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            return at == to ? fail("the line ends within a number", to) : fail("expected a digit", at);
        }
        return at;
    }

    /** Reads {@code true}, {@code false} or {@code null}. */
    int word(int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (from + i >= to || bytes[from + i] != word.charAt(i)) {
                return fail("expected " + word, from);
            }
        }
        return from + word.length();
    }

    /** Reads an object or array from its bracket, with all that is in it. */
    int nested(int from, int depth) {
        int level = depth;
        int at = from;
        // What begins at a place is a value, unless a level just began and may be empty.
        while (true) {
            boolean opens = bytes[at] == '{' || bytes[at] == '[';
            if (opens) {
                if (++level > DEEPEST) {
                    return failTooDeep(at);
                }
                boolean isObject = bytes[at] == '{';
                inObject[level] = isObject;
                at = afterBlanks(at + 1);
                if (at < to && bytes[at] == (isObject ? '}' : ']')) {
                    level--;
                    at++;
                } else {
                    at = isObject ? name(at) : at;
                    if (at < 0) {
                        return -1;
                    }
                    if (at >= to) {
                        return fail("the line ends within an array", to);
                    }
                    continue;
                }
            } else {
                at = value(at, level);
                if (at < 0) {
                    return -1;
                }
            }
            // Behind a value.
            while (true) {
                if (level == depth) {
                    return at;
                }
                at = afterBlanks(at);
                boolean isObject = inObject[level];
                if (at >= to) {
                    return fail(isObject ? "the line ends within an object" : "the line ends within an array", to);
                }
                if (bytes[at] == ',') {
                    at = afterBlanks(at + 1);
                    at = isObject ? name(at) : at;
                    if (at < 0) {
                        return -1;
                    }
                    if (at >= to) {
                        return fail("the line ends where a value is expected", to);
                    }
                    break;
                }
                if (bytes[at] != (isObject ? '}' : ']')) {
                    return fail(isObject ? "expected ',' or '}'" : "expected ',' or ']'", at);
                }
                level--;
                at++;
            }
        }
    }

    /** Reads a member's name with its colon; returns where its value begins. */
    private int name(int from) {
        if (from >= to) {
            return fail("the line ends within an object", to);
        }
        if (bytes[from] != '"') {
            return fail("expected a member's name in quotes", from);
        }
        int end = text(from);
        return end < 0 ? -1 : afterColon(end);
    }

    /** Reads the colon behind a name; returns where the value begins. */
    int afterColon(int from) {
        int at = afterBlanks(from);
        if (at >= to) {
            return fail("the line ends behind a member's name", to);
        }
        if (bytes[at] != ':') {
            return fail("expected ':' behind a member's name", at);
        }
        at = afterBlanks(at + 1);
        return at < to ? at : fail("the line ends where a value is expected", to);
    }
}
