package io.drey.format.json;

import io.drey.event.EventBuilder;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parses lines that hold one JSON value (RFC 8259, in UTF-8, nothing beyond the standard). Every member of an object becomes a
 * field, by its path: the names from the line's own object on, joined by dots, so that nested members and dotted names are the
 * same.
 *
 * <ul>
 *   <li>A member with the name of a {@linkplain io.drey.event.Field fixed field} is that field, a text, number or boolean by
 *       its text. Others are read by the published list {@code members.txt}: other names for levels, messages, loggers and
 *       ids, names that hold the time, and nginx's variables, which count only beside each other.
 *   <li>All else is an open field, named by {@link io.drey.event.OpenNames#ofMember}. So is a value of the wrong type for its
 *       field ({@code labels.drey.wrong_type} names the field), a second member for one field, and a time that was not taken.
 *   <li>Arrays, and objects without members, are text as the line has them; {@code null} is an absent value. An empty name is
 *       {@code _empty}, and U+FFFD stands for control characters in names.
 *   <li>Of members of one name the last counts, {@code labels.drey.duplicate_keys} of them were not the last. Beyond the
 *       {@linkplain io.drey.event.OpenFieldLimits limits} open fields are left out, {@code labels.drey.dropped_fields} of them.
 *   <li>{@code event.original} is the whole JSON line. A text of that name inside it goes to {@code message}, unless the
 *       line has a message of its own. Where the inner {@code event.original}, or else {@code message}, is a line of an access
 *       log and no member tells of a request, the access log's fields come from that line.
 *   <li>When it happened: what the dataset names; else the inner line's own time; else the first of the list that can be read,
 *       a shipper's {@code @timestamp}, which may say when it read the line, last; else the arrival, and
 *       {@code labels.drey.time} says so.
 *   <li>An array of objects is as many events. Any other value that is no object is one, with a {@code message} only.
 * </ul>
 *
 * <p>Costs no object for a member whose name was seen before, beyond what the event needs.
 */
public final class JsonLineParser implements LineParser {

    private static final int MOST_TEXT = 1 << 20;

    private final MemberNames names;
    private final LineMembers members;
    private final EventFilling filling;
    private final JsonScanner scanner = new JsonScanner();
    private final JsonText texts = new JsonText();
    private final NameNode[] parents = new NameNode[JsonScanner.DEEPEST + 1];

    JsonLineParser(FormatOptions options) {
        this(Vocabulary.JSON, options);
    }

    /** A parser of lines whose members mean what a vocabulary says. */
    public JsonLineParser(Vocabulary vocabulary, FormatOptions options) {
        this.names = new MemberNames(vocabulary, options.timeFields());
        this.members = new LineMembers(names, options.openFieldLimits());
        this.filling = new EventFilling(vocabulary, names, members, options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        members.begin();
        scanner.read(event.bytes(), to);
        Rejection rejection = parseValue(event, from, to);
        scanner.release();
        names.endLine();
        return rejection;
    }

    private Rejection parseValue(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int foreign = foreignEncodingAt(bytes, from, to);
        if (foreign >= 0) {
            return new Rejection("not JSON: expected UTF-8", foreign - from + 1);
        }
        int valueAt = scanner.afterBlanks(hasByteOrderMark(bytes, from, to) ? from + 3 : from);
        if (valueAt == to) {
            return new Rejection("not JSON: the line is blank", to - from);
        }
        boolean isObject = bytes[valueAt] == '{';
        int valueEnd = isObject ? object(bytes, valueAt, from, to) : scanner.value(valueAt, 0);
        if (valueEnd >= 0) {
            int end = scanner.afterBlanks(valueEnd);
            valueEnd = end == to ? valueEnd : scanner.fail("expected the line to end behind its value", end);
        }
        if (valueEnd < 0) {
            return new Rejection(
                    (scanner.isTooDeep() ? "JSON beyond limits: " : "not JSON: ") + scanner.wrong(),
                    scanner.wrongAt() - from + 1);
        }
        if (scanner.hasHighBytes() && !Utf8.isValid(bytes, from, to)) {
            return new Rejection("not JSON: expected UTF-8", firstInvalid(bytes, from, to) - from + 1);
        }
        if (!isObject) {
            takeAsMessage(bytes, valueAt, valueEnd, from);
        }
        return fill(event, from, to);
    }

    /** Zeros among the first bytes are UTF-16 or UTF-32, and so are its byte order marks. */
    private static int foreignEncodingAt(byte[] bytes, int from, int to) {
        for (int i = from; i < to && i < from + 4; i++) {
            if (bytes[i] == 0 || bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF) {
                return i;
            }
        }
        return -1;
    }

    private static boolean hasByteOrderMark(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }

    private static int firstInvalid(byte[] bytes, int from, int to) {
        // Each step halves what is left: between low, up to which all is valid, and high, up to which it is not.
        int low = from;
        int high = to;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            while (middle > low && (bytes[middle] & 0xC0) == 0x80) {
                middle--;
            }
            if (middle == low) {
                return low;
            }
            if (Utf8.isValid(bytes, low, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Reads the line's own object; returns the place behind it, or -1. */
    private int object(byte[] bytes, int objectAt, int from, int to) {
        NameNode parent = names.ofLine();
        NameNode previous = parent;
        int depth = 1;
        int at = scanner.afterBlanks(objectAt + 1);
        if (at < to && bytes[at] == '}') {
            return at + 1;
        }
        while (true) {
            if (at >= to) {
                return scanner.fail("the line ends within an object", to);
            }
            if (bytes[at] != '"') {
                return scanner.fail("expected a member's name in quotes", at);
            }
            NameNode name = previous.next;
            int nameAt = at + 1;
            if (name != null && name.parent == parent && name.isAt(bytes, nameAt, to)) {
                at = nameAt + name.raw.length + 1;
                if (name.hasHighBytes) {
                    scanner.sawHighBytes();
                }
                previous = name;
            } else {
                at = scanner.text(at);
                if (at < 0) {
                    return -1;
                }
                name = parent == null
                        ? null
                        : names.find(parent, bytes, nameAt, at - 1, scanner.hasEscapes(), members.isFull());
                if (name != null && name.isKept) {
                    previous.next = name;
                    previous = name;
                }
            }
            at = scanner.afterColon(at);
            if (at < 0) {
                return -1;
            }
            int valueAt = at;
            byte first = bytes[at];
            byte kind;
            if (first == '"') {
                at = scanner.text(at);
                if (at >= 0) {
                    members.take(
                            name,
                            scanner.hasEscapes() ? LineMembers.ESCAPED : LineMembers.TEXT,
                            valueAt + 1 - from,
                            at - valueAt - 2);
                }
            } else if (first == '{') {
                at = scanner.afterBlanks(at + 1);
                if (depth == JsonScanner.DEEPEST) {
                    return scanner.failTooDeep(valueAt);
                }
                if (at >= to || bytes[at] != '}') {
                    members.takeObject(name);
                    parents[depth++] = parent;
                    parent = name;
                    continue;
                }
                at++;
                members.take(name, LineMembers.STRUCTURE, valueAt - from, at - valueAt);
            } else {
                switch (first) {
                    case '[' -> {
                        at = scanner.nested(at, depth);
                        kind = LineMembers.STRUCTURE;
                    }
                    case 't' -> {
                        at = scanner.word(at, "true");
                        kind = LineMembers.WORD;
                    }
                    case 'f' -> {
                        at = scanner.word(at, "false");
                        kind = LineMembers.WORD;
                    }
                    case 'n' -> {
                        at = scanner.word(at, "null");
                        kind = LineMembers.NULL;
                    }
                    default -> {
                        at = scanner.value(at, depth);
                        kind = LineMembers.NUMBER;
                    }
                }
                if (at >= 0) {
                    members.take(name, kind, valueAt - from, at - valueAt);
                }
            }
            // Behind a value.
            while (true) {
                if (at < 0) {
                    return -1;
                }
                at = scanner.afterBlanks(at);
                if (at >= to) {
                    return scanner.fail("the line ends within an object", to);
                }
                if (bytes[at] == ',') {
                    at = scanner.afterBlanks(at + 1);
                    break;
                }
                if (bytes[at] != '}') {
                    return scanner.fail("expected ',' or '}' behind a member", at);
                }
                at++;
                if (--depth == 0) {
                    return at;
                }
                parent = parents[depth];
            }
        }
    }

    private void takeAsMessage(byte[] bytes, int valueAt, int valueEnd, int from) {
        if (bytes[valueAt] == '"') {
            byte kind = scanner.hasEscapes() ? LineMembers.ESCAPED : LineMembers.TEXT;
            members.take(names.message(), kind, valueAt + 1 - from, valueEnd - valueAt - 2);
        } else {
            members.take(names.message(), LineMembers.TEXT, valueAt - from, valueEnd - valueAt);
        }
    }

    /** Undoes the escapes, and fills the event. */
    private Rejection fill(EventBuilder event, int from, int to) {
        byte[] before = event.bytes();
        if (members.hasEscapes()) {
            texts.clear();
            int behind = before.length - from;
            for (int i = 0; i < members.count(); i++) {
                if (members.kind(i) == LineMembers.ESCAPED) {
                    int textAt = texts.length();
                    int valueAt = from + members.offset(i);
                    texts.add(before, valueAt, valueAt + members.length(i));
                    members.replace(i, LineMembers.TEXT, behind + textAt, texts.length() - textAt);
                }
            }
            byte[] bytes = Arrays.copyOf(before, before.length + texts.length());
            texts.copyTo(bytes, before.length);
            texts.shrink(MOST_TEXT);
            event.bytes(bytes);
        }
        Rejection rejection = filling.fill(event, from, to - from, NamedValues.NO_TIME);
        if (rejection != null) {
            event.bytes(before);
        }
        return rejection;
    }

    /** The elements of an array that has nothing but objects; an array of anything else, or none, is one event. */
    @Override
    public List<Part> split(byte[] bytes, int from, int to) {
        scanner.read(bytes, to);
        List<Part> parts = elements(bytes, from, to);
        scanner.release();
        return parts;
    }

    private List<Part> elements(byte[] bytes, int from, int to) {
        int at = scanner.afterBlanks(hasByteOrderMark(bytes, from, to) ? from + 3 : from);
        if (at >= to || bytes[at] != '[') {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        do {
            at = scanner.afterBlanks(at + 1);
            if (at >= to || bytes[at] != '{') {
                return List.of();
            }
            int end = scanner.nested(at, 1);
            if (end < 0) {
                return List.of();
            }
            parts.add(new Part(at, end));
            at = scanner.afterBlanks(end);
        } while (at < to && bytes[at] == ',');
        boolean isWhole = at < to && bytes[at] == ']' && scanner.afterBlanks(at + 1) == to;
        return isWhole ? parts : List.of();
    }
}
