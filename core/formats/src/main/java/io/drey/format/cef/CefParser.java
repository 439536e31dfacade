package io.drey.format.cef;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.json.NamedValues;
import io.drey.format.json.Vocabulary;
import io.drey.format.text.Slices;
import io.drey.format.text.SyslogPriority;

/**
 * Parses CEF, version 0 and 1.
 *
 * <pre>CEF:0|vendor|product|version|class|name|severity|key=value key=a longer value</pre>
 *
 * <ul>
 *   <li>In the header a backslash escapes a bar and a backslash, in values an equals sign and a backslash; {@code \n} and
 *       {@code \r} are line ends.
 *   <li>A value reaches up to the space before the next key. An equals sign that is not escaped, and that a key does not stand
 *       before, is part of it.
 *   <li>Other keys than those of the list are {@code cef.<key>}.
 * </ul>
 */
final class CefParser implements LineParser {

    private static final byte[] START = "CEF:".getBytes(US_ASCII);

    /** What the header's parts are called in the list. */
    private static final byte[][] HEADER = {
        "device.vendor".getBytes(US_ASCII),
        "device.product".getBytes(US_ASCII),
        "device.version".getBytes(US_ASCII),
        "device.class".getBytes(US_ASCII),
        "name".getBytes(US_ASCII),
        "severity".getBytes(US_ASCII)
    };

    private final NamedValues values;

    CefParser(FormatOptions options) {
        this.values = new NamedValues(Vocabulary.of(CefParser.class, "cef.members.txt", "cef."), options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int begin = SyslogPriority.put(event, from, to);
        if (begin < 0) {
            return reject("expected a priority of 0 to 191", from, from + 1);
        }
        int versionAt = begin + START.length;
        int at = Slices.first(bytes, versionAt, to, '|');
        if (!Slices.startsWith(bytes, begin, to, START)
                || at != versionAt + 1
                || at == to
                || (bytes[versionAt] != '0' && bytes[versionAt] != '1')) {
            return reject("expected CEF:0| (behind a header of syslog, CEF is its message-format)", from, begin);
        }
        values.begin(event, from);
        at++;
        for (int i = 0; i < HEADER.length; i++) {
            int end = headerEnd(bytes, at, to);
            if (end == to && i + 1 < HEADER.length) {
                return reject("the line ends within the header", from, to);
            }
            take(bytes, HEADER[i], 0, HEADER[i].length, at, end);
            at = Math.min(to, end + 1);
        }
        Rejection rejection = readExtension(bytes, at, from, to);
        return rejection == null ? values.fill(event, to, NamedValues.NO_TIME) : rejection;
    }

    /** Where a part of the header ends: at the first bar that is not escaped. */
    private static int headerEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '|') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, to);
    }

    private Rejection readExtension(byte[] bytes, int begin, int from, int to) {
        int keyAt = afterSpaces(bytes, begin, to);
        if (keyAt == to) {
            return null;
        }
        int keyEnd = keyEnd(bytes, keyAt, to);
        if (keyEnd < 0) {
            return reject("expected a key and '='", from, keyAt);
        }
        while (true) {
            int valueAt = keyEnd + 1;
            int nextKeyAt = to;
            int nextKeyEnd = -1;
            for (int at = valueAt; at < to; at++) {
                if (bytes[at] == '\\') {
                    at++;
                } else if (bytes[at] == ' ' && at + 1 < to && bytes[at + 1] != ' ') {
                    nextKeyEnd = keyEnd(bytes, at + 1, to);
                    if (nextKeyEnd > 0) {
                        nextKeyAt = at + 1;
                        break;
                    }
                }
            }
            int valueEnd = nextKeyEnd > 0 ? nextKeyAt - 1 : to;
            while (valueEnd > valueAt && bytes[valueEnd - 1] == ' ') {
                valueEnd--;
            }
            take(bytes, bytes, keyAt, keyEnd, valueAt, valueEnd);
            if (nextKeyEnd < 0) {
                return null;
            }
            keyAt = nextKeyAt;
            keyEnd = nextKeyEnd;
        }
    }

    private void take(byte[] bytes, byte[] name, int nameAt, int nameEnd, int from, int to) {
        int at = Slices.first(bytes, from, to, '\\');
        if (at == to) {
            if (to > from) {
                values.take(name, nameAt, nameEnd, from, to);
            }
            return;
        }
        int textAt = values.textAt();
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\\' && i + 1 < to) {
                byte escaped = bytes[++i];
                switch (escaped) {
                    case '|', '=', '\\' -> values.add(escaped);
                    case 'n' -> values.add((byte) '\n');
                    case 'r' -> values.add((byte) '\r');
                    default -> {
                        values.add(b);
                        values.add(escaped);
                    }
                }
            } else {
                values.add(b);
            }
        }
        values.takeText(name, nameAt, nameEnd, textAt);
    }

    /** Where the equals sign stands behind a key that begins at a place, or -1. */
    private static int keyEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to
                && (Slices.isLetter(bytes[at])
                        || Slices.isDigit(bytes[at])
                        || bytes[at] == '_'
                        || bytes[at] == '.'
                        || bytes[at] == '-'
                        || bytes[at] == '['
                        || bytes[at] == ']')) {
            at++;
        }
        return at > from && at < to && bytes[at] == '=' ? at : -1;
    }

    private static int afterSpaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
