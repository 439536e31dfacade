package io.drey.format.keyvalue;

import io.drey.event.EventBuilder;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.json.NamedValues;
import io.drey.format.json.Vocabulary;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.SyslogPriority;

/**
 * Parses logfmt: {@code key=value} with blanks between. A value with blanks stands in double quotes, in which a backslash escapes.
 *
 * <pre>ts=2024-05-01T10:00:00Z level=warn msg="slow query" dur=1.2s</pre>
 *
 * <ul>
 *   <li>Keys mean what names of members mean in a line of JSON; a key's dots nest nothing.
 *   <li>A priority of syslog may stand in front.
 *   <li>A key without a value, {@code key} alone, rejects the line: else any text would be one of logfmt. {@code key=} is an
 *       empty text. No key and no value without quotes holds a quote.
 * </ul>
 */
final class LogfmtParser implements LineParser {

    private final NamedValues values;

    LogfmtParser(FormatOptions options) {
        this.values = new NamedValues(Vocabulary.ofJson(), options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        values.begin(event, from);
        int begin = SyslogPriority.orNone(event, ByteOrderMark.behind(bytes, from, to), to);
        int at = afterBlanks(bytes, begin, to);
        if (at == to) {
            return new Rejection("the line is blank", 0);
        }
        while (at < to) {
            int keyEnd = at;
            while (keyEnd < to && bytes[keyEnd] != '=' && isPlain(bytes[keyEnd])) {
                keyEnd++;
            }
            if (keyEnd == at || keyEnd == to || bytes[keyEnd] != '=') {
                return reject("expected a key and '='", from, keyEnd == to ? at : keyEnd);
            }
            int valueAt = keyEnd + 1;
            int end;
            if (valueAt < to && bytes[valueAt] == '"') {
                end = QuotedValue.take(values, bytes, at, keyEnd, valueAt + 1, to, '"');
                if (end < 0) {
                    return reject("the line ends within a quoted value", from, to);
                }
            } else {
                end = valueAt;
                while (end < to && isPlain(bytes[end])) {
                    end++;
                }
                values.take(bytes, at, keyEnd, valueAt, end);
            }
            if (end < to && !isBlank(bytes[end])) {
                return reject("expected a space behind a value", from, end);
            }
            at = afterBlanks(bytes, end, to);
        }
        return values.fill(event, to, NamedValues.NO_TIME);
    }

    /** What keys and values without quotes are made of: no blanks, no control characters, no quotes. */
    private static boolean isPlain(byte b) {
        return b < 0 || (b > ' ' && b != '"' && b != 0x7F);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
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
