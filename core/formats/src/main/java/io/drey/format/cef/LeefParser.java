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
 * Parses LEEF.
 *
 * <pre>LEEF:1.0|vendor|product|version|event id|key=value&lt;tab&gt;key=value
 *LEEF:2.0|vendor|product|version|event id|^|key=value^key=value</pre>
 *
 * <ul>
 *   <li>A tab parts pairs. Version 2.0 may name another character, as itself or by its number: {@code x5E}, {@code 0x5E}.
 *   <li>A value reaches up to the separator; an equals sign may be part of it.
 *   <li>Other keys than those of the list are {@code leef.<key>}.
 * </ul>
 */
final class LeefParser implements LineParser {

    private static final byte[] FIRST = "LEEF:1.0|".getBytes(US_ASCII);
    private static final byte[] SECOND = "LEEF:2.0|".getBytes(US_ASCII);

    /** What the header's parts are called in the list. */
    private static final byte[][] HEADER = {
        "device.vendor".getBytes(US_ASCII),
        "device.product".getBytes(US_ASCII),
        "device.version".getBytes(US_ASCII),
        "device.event".getBytes(US_ASCII)
    };

    private final NamedValues values;

    LeefParser(FormatOptions options) {
        this.values = new NamedValues(Vocabulary.of(LeefParser.class, "leef.members.txt", "leef."), options);
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
        boolean isSecond = Slices.startsWith(bytes, begin, to, SECOND);
        if (!isSecond && !Slices.startsWith(bytes, begin, to, FIRST)) {
            return reject(
                    "expected LEEF:1.0| or LEEF:2.0| (behind a header of syslog, LEEF is its message-format)",
                    from,
                    begin);
        }
        values.begin(event, from);
        int at = begin + FIRST.length;
        for (byte[] part : HEADER) {
            int end = Slices.first(bytes, at, to, '|');
            if (end == to) {
                return reject("the line ends within the header", from, to);
            }
            if (end > at) {
                values.take(part, at, end);
            }
            at = end + 1;
        }
        char separator = '\t';
        if (isSecond) {
            int end = Slices.first(bytes, at, to, '|');
            // Without a separator there is no bar more, or it is part of a value.
            if (end < to && Slices.first(bytes, at, end, '=') == end) {
                int named = separator(bytes, at, end);
                if (named < 0) {
                    return reject("expected a separator such as ^ or x5E", from, at);
                }
                separator = (char) named;
                at = end + 1;
            }
        }
        Rejection rejection = readPairs(bytes, at, separator, from, to);
        return rejection == null ? values.fill(event, to, NamedValues.NO_TIME) : rejection;
    }

    /** The byte that parts pairs; -1 if none is named rightly. */
    private static int separator(byte[] bytes, int from, int to) {
        if (to == from) {
            return '\t';
        }
        if (to == from + 1) {
            return bytes[from] < 0 ? -1 : bytes[from];
        }
        int digits = bytes[from] == '0' ? from + 2 : from + 1;
        if (digits >= to || to - digits > 2 || bytes[digits - 1] != 'x') {
            return -1;
        }
        int number = 0;
        for (int i = digits; i < to; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            number = number * 16 + digit;
        }
        return number > 0x7F ? -1 : number;
    }

    private Rejection readPairs(byte[] bytes, int begin, char separator, int from, int to) {
        int at = begin;
        while (at < to) {
            int end = Slices.first(bytes, at, to, separator);
            if (end > at) {
                int equals = Slices.first(bytes, at, end, '=');
                if (equals == at || equals == end) {
                    return reject("expected a key and '='", from, at);
                }
                values.take(bytes, at, equals, equals + 1, end);
            }
            at = end + 1;
        }
        return null;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
