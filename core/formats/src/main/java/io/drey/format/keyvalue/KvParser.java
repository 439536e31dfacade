package io.drey.format.keyvalue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Printable;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.json.NamedValues;
import io.drey.format.json.Vocabulary;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.SyslogPriority;
import java.time.ZoneId;

/**
 * Parses pairs of {@code key=value}, behind a priority of syslog where there is one.
 *
 * <pre>2024-05-01T10:00:00Z payment taken: order=1042, amount=12.50, customer='ann smith'
 *order=1042|amount=12.50|customer=ann smith</pre>
 *
 * <ul>
 *   <li>Unless a separator is named, blanks part pairs, with or without a comma or semicolon before them. A value with blanks
 *       stands in double or single quotes. In front of the first pair a time by ISO 8601 may stand, and a text, which is the
 *       message. A word without {@code =} behind the first pair rejects the line.
 *   <li>Where a separator is named, it alone parts pairs: values may hold blanks, but for those at their ends.
 *   <li>A key is made of letters, digits, dots, dashes, underscores, slashes, colons, brackets and {@code @}, and means what the name
 *       of a member means in a line of JSON.
 * </ul>
 */
final class KvParser implements LineParser {

    private static final byte[] TIME = "@timestamp".getBytes(US_ASCII);
    private static final byte[] MESSAGE = "message".getBytes(US_ASCII);
    private static final int DATE_LENGTH = "2024-05-01".length();

    private final NamedValues values;
    private final ZoneId zone;

    /** What parts pairs; a space: the usual ones do. */
    private final char separator;

    private KvParser(FormatOptions options, char separator) {
        this.values = new NamedValues(Vocabulary.ofJson(), options);
        this.zone = options.timeZone();
        this.separator = separator;
    }

    static KvParser of(FormatOptions options) {
        String argument = options.argument().replace("\\t", "\t");
        if (argument.isEmpty()) {
            return new KvParser(options, ' ');
        }
        char separator = argument.charAt(0);
        if (argument.length() > 1
                || separator > 0x7E
                || Character.isLetterOrDigit(separator)
                || "=\"'_".indexOf(separator) >= 0) {
            throw new IllegalArgumentException(
                    "'kv:%s' names no separator: write one character such as ; or | or , or \\t, or kv alone"
                            .formatted(Printable.of(options.argument())));
        }
        return new KvParser(options, separator);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        values.begin(event, from);
        int at = SyslogPriority.orNone(event, ByteOrderMark.behind(bytes, from, to), to);
        return separator == ' ' ? readLoose(event, bytes, at, from, to) : readSeparated(event, bytes, at, from, to);
    }

    private Rejection readLoose(EventBuilder event, byte[] bytes, int begin, int from, int to) {
        int at = takeTime(bytes, begin, to);
        int textAt = afterBlanks(bytes, at, to);
        at = textAt;
        int keyEnd = keyEnd(bytes, at, to);
        int textEnd = at;
        while (at < to && keyEnd < 0) {
            at = wordEnd(bytes, at, to);
            textEnd = at;
            at = afterBlanks(bytes, at, to);
            keyEnd = keyEnd(bytes, at, to);
        }
        if (at == to) {
            return reject("expected a key and '='", from, textAt);
        }
        if (textEnd > textAt) {
            values.take(MESSAGE, textAt, textEnd);
        }
        while (at < to) {
            keyEnd = keyEnd(bytes, at, to);
            if (keyEnd < 0) {
                return reject("expected a key and '='", from, at);
            }
            int valueAt = keyEnd + 1;
            int end;
            if (valueAt < to && (bytes[valueAt] == '"' || bytes[valueAt] == '\'')) {
                end = QuotedValue.take(values, bytes, at, keyEnd, valueAt + 1, to, (char) bytes[valueAt]);
                if (end < 0) {
                    return reject("the line ends within a quoted value", from, to);
                }
                end = end < to && isComma(bytes[end]) ? end + 1 : end;
                if (end < to && !isBlank(bytes[end])) {
                    return reject("expected a space behind a quoted value", from, end);
                }
            } else {
                end = wordEnd(bytes, valueAt, to);
                int valueEnd = end > valueAt && isComma(bytes[end - 1]) ? end - 1 : end;
                values.take(bytes, at, keyEnd, valueAt, valueEnd);
            }
            at = afterBlanks(bytes, end, to);
        }
        return values.fill(event, to, NamedValues.NO_TIME);
    }

    /** Takes a time by ISO 8601 that stands in front; returns the place behind it. */
    private int takeTime(byte[] bytes, int from, int to) {
        if (to - from <= DATE_LENGTH || !Slices.isDigit(bytes[from])) {
            return from;
        }
        int end = Slices.first(bytes, from, to, ' ');
        if (end == from + DATE_LENGTH) {
            end = Slices.first(bytes, end + 1, to, ' ');
        }
        if (IsoTime.micros(bytes, from, end, zone) == IsoTime.WRONG) {
            return from;
        }
        values.take(TIME, from, end);
        return end;
    }

    private Rejection readSeparated(EventBuilder event, byte[] bytes, int begin, int from, int to) {
        int at = begin;
        boolean hasPair = false;
        while (at < to) {
            at = afterBlanks(bytes, at, to);
            int keyEnd = keyEnd(bytes, at, to);
            if (keyEnd < 0) {
                if (at < to && bytes[at] == separator) {
                    at++;
                    continue;
                }
                if (at == to) {
                    break;
                }
                return reject("expected a key and '='", from, at);
            }
            hasPair = true;
            int valueAt = afterBlanks(bytes, keyEnd + 1, to);
            int end;
            if (valueAt < to && bytes[valueAt] == '"') {
                end = QuotedValue.take(values, bytes, at, keyEnd, valueAt + 1, to, '"');
                if (end < 0) {
                    return reject("the line ends within a quoted value", from, to);
                }
                end = afterBlanks(bytes, end, to);
                if (end < to && bytes[end] != separator) {
                    return reject("expected a separator behind a quoted value", from, end);
                }
            } else {
                end = Slices.first(bytes, Math.min(valueAt, to), to, separator);
                int valueEnd = end;
                while (valueEnd > valueAt && isBlank(bytes[valueEnd - 1])) {
                    valueEnd--;
                }
                values.take(bytes, at, keyEnd, valueAt, valueEnd);
            }
            at = end + 1;
        }
        return hasPair ? values.fill(event, to, NamedValues.NO_TIME) : reject("expected a key and '='", from, begin);
    }

    /** Where the equals sign stands behind a key that begins at a place, or -1. */
    private static int keyEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isKeyByte(bytes[at])) {
            at++;
        }
        return at > from && at < to && bytes[at] == '=' ? at : -1;
    }

    private static boolean isKeyByte(byte b) {
        return Slices.isLetter(b)
                || Slices.isDigit(b)
                || b == '.'
                || b == '-'
                || b == '_'
                || b == '/'
                || b == ':'
                || b == '['
                || b == ']'
                || b == '@';
    }

    private static boolean isComma(byte b) {
        return b == ',' || b == ';';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static int wordEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static int afterBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
