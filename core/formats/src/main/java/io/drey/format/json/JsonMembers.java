package io.drey.format.json;

import static java.util.Objects.requireNonNull;

import io.drey.format.text.Slices;

/**
 * Goes through the members of one JSON object, or the elements of one array, without looking into their values: for what looks at
 * a few of them. To be used again for another one: {@link #object} or {@link #array}, then {@link #next} until it is false,
 * then {@link #isDamaged}. Not thread-safe.
 */
public final class JsonMembers {

    private final JsonScanner scanner = new JsonScanner();
    private final JsonText texts = new JsonText();

    private byte[] bytes = {};
    private int to;
    private boolean isObject;
    private boolean isFirst;
    private boolean isDamaged;
    private boolean hasEscapes;
    private int at;
    private int nameAt;
    private int nameEnd;
    private int valueAt;
    private int valueEnd;

    /** Begins with the object that stands between these places, with nothing but blanks around it; false if none begins there. */
    public boolean object(byte[] text, int from, int end) {
        return begin(text, from, end, '{');
    }

    /** Begins with an array; false if none begins there. */
    public boolean array(byte[] text, int from, int end) {
        return begin(text, from, end, '[');
    }

    private boolean begin(byte[] text, int from, int end, char bracket) {
        bytes = requireNonNull(text, "text is null");
        to = end;
        scanner.read(text, end);
        isObject = bracket == '{';
        isFirst = true;
        isDamaged = false;
        at = scanner.afterBlanks(from);
        if (at == end || text[at] != bracket) {
            isDamaged = true;
            scanner.fail(isObject ? "expected an object" : "expected an array", at);
            return false;
        }
        at++;
        return true;
    }

    /** Goes to the next one; false behind the last, or where the text is damaged. */
    public boolean next() {
        if (isDamaged) {
            return false;
        }
        at = scanner.afterBlanks(at);
        char close = isObject ? '}' : ']';
        if (at < to && bytes[at] == close) {
            return end();
        }
        if (!isFirst) {
            if (at == to || bytes[at] != ',') {
                return damaged(
                        at == to
                                ? scanner.fail("the line ends within " + (isObject ? "an object" : "an array"), to)
                                : scanner.fail("expected ',' or '%s'".formatted(close), at));
            }
            at = scanner.afterBlanks(at + 1);
        }
        isFirst = false;
        if (isObject) {
            if (at == to || bytes[at] != '"') {
                return damaged(scanner.fail("expected a member's name in quotes", at));
            }
            nameAt = at + 1;
            int end = scanner.text(at);
            if (end < 0) {
                return damaged(end);
            }
            nameEnd = end - 1;
            end = scanner.afterColon(end);
            if (end < 0) {
                return damaged(end);
            }
            at = end;
        }
        valueAt = at;
        int end = scanner.value(at, 1);
        if (end < 0) {
            return damaged(end);
        }
        hasEscapes = scanner.hasEscapes();
        valueEnd = end;
        at = end;
        return true;
    }

    private boolean end() {
        int behind = scanner.afterBlanks(at + 1);
        if (behind < to) {
            damaged(scanner.fail("expected the line to end behind its value", behind));
        }
        scanner.release();
        return false;
    }

    private boolean damaged(int ignored) {
        isDamaged = true;
        scanner.release();
        return false;
    }

    /** Looks at one text alone, which is known to be right, from its quote to the place behind its end. */
    public void value(byte[] text, int from, int end) {
        bytes = requireNonNull(text, "text is null");
        to = end;
        scanner.read(text, end);
        scanner.text(from);
        hasEscapes = scanner.hasEscapes();
        valueAt = from;
        valueEnd = end;
        scanner.release();
    }

    /** Whether the text was no JSON, as far as it was read. */
    public boolean isDamaged() {
        return isDamaged;
    }

    /** What was wrong, if it is damaged. */
    public String wrong() {
        return scanner.wrong();
    }

    /** The place of the first byte that does not fit, if it is damaged. */
    public int wrongAt() {
        return scanner.wrongAt();
    }

    /** Whether the member has that name, as it is written. */
    public boolean isNamed(byte[] name) {
        return Slices.equal(bytes, nameAt, nameEnd, name);
    }

    /** Where the member's name begins, behind its quote. */
    public int nameAt() {
        return nameAt;
    }

    /** Where the member's name ends, in front of its quote. */
    public int nameEnd() {
        return nameEnd;
    }

    /** Where the value begins: at the quote of a text. */
    public int valueAt() {
        return valueAt;
    }

    /** The place behind the value. */
    public int valueEnd() {
        return valueEnd;
    }

    /** Whether the value is a text. */
    public boolean isText() {
        return bytes[valueAt] == '"';
    }

    /** Whether the value is an object. */
    public boolean isObject() {
        return bytes[valueAt] == '{';
    }

    /** Whether the value is an array. */
    public boolean isArray() {
        return bytes[valueAt] == '[';
    }

    /** The text that the value is, with its escapes undone: bytes that are no UTF-8 stay what they are. */
    public byte[] text() {
        return text(valueAt + 1, valueEnd - 1);
    }

    /** The member's name, with its escapes undone. */
    public byte[] name() {
        return text(nameAt, nameEnd);
    }

    private byte[] text(int from, int end) {
        texts.clear();
        texts.add(bytes, from, end);
        byte[] text = new byte[texts.length()];
        texts.copyTo(text, 0);
        texts.shrink(1 << 20);
        return text;
    }

    /**
     * Where in the value, which is a text, a byte of {@link #text} is written.
     *
     * @param index counted from 0
     */
    public int placeOf(int index) {
        if (!hasEscapes) {
            return Math.min(valueEnd - 1, valueAt + 1 + index);
        }
        int end = valueEnd - 1;
        int place = valueAt + 1;
        texts.clear();
        while (place < end) {
            int behind = place + 1;
            if (bytes[place] == '\\') {
                behind = bytes[place + 1] == 'u' ? place + 6 : place + 2;
                // Two escapes of a surrogate pair are one character.
                if (behind - place == 6 && behind + 6 <= end && isPair(place, behind)) {
                    behind += 6;
                }
            }
            texts.add(bytes, place, behind);
            if (texts.length() > index) {
                return place;
            }
            place = behind;
        }
        return end;
    }

    private boolean isPair(int high, int low) {
        return bytes[low] == '\\'
                && bytes[low + 1] == 'u'
                && (bytes[high + 2] | 0x20) == 'd'
                && JsonText.hex(bytes[high + 3]) >= 8
                && JsonText.hex(bytes[high + 3]) < 12
                && (bytes[low + 2] | 0x20) == 'd'
                && JsonText.hex(bytes[low + 3]) >= 12;
    }
}
