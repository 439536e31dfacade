package io.drey.format.fortigate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.json.NamedValues;
import io.drey.format.json.Vocabulary;
import io.drey.format.keyvalue.QuotedValue;
import io.drey.format.text.AnyTime;
import io.drey.format.text.CivilTime;
import io.drey.format.text.Decimal;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.SyslogPriority;
import java.time.ZoneId;

/**
 * Parses FortiGate's logs.
 *
 * <pre>&lt;189&gt;date=2024-05-01 time=10:00:00 devname="fw1" srcip=192.0.2.4 dstip=198.51.100.7 action="deny" msg="a b"</pre>
 *
 * <ul>
 *   <li>The time is that of {@code date} and {@code time} with the offset that {@code tz} states; without it that of
 *       {@code eventtime}, which counts from the epoch; without that the dataset's zone's. A line must have {@code date} and
 *       {@code time}.
 *   <li>A value may stand in quotes, in which a backslash escapes. Other keys than those of the list are
 *       {@code fortinet.<key>}.
 * </ul>
 */
final class FortigateParser implements LineParser {

    private static final byte[] DATE = "date".getBytes(US_ASCII);
    private static final byte[] TIME = "time".getBytes(US_ASCII);
    private static final byte[] EVENT_TIME = "eventtime".getBytes(US_ASCII);
    private static final byte[] ZONE = "tz".getBytes(US_ASCII);
    private static final int DATE_LENGTH = "2024-05-01".length();
    private static final int TIME_LENGTH = "10:00:00".length();
    private static final int NO_OFFSET = Integer.MIN_VALUE;

    private final NamedValues values;
    private final ZoneId zone;

    private int dateAt;
    private int timeAt;
    private int eventTimeAt;
    private int eventTimeEnd;
    private int zoneAt;
    private int zoneEnd;

    FortigateParser(FormatOptions options) {
        this.values =
                new NamedValues(Vocabulary.of(FortigateParser.class, "fortigate.members.txt", "fortinet."), options);
        this.zone = options.timeZone();
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int at = SyslogPriority.put(event, from, to);
        if (at < 0) {
            return reject("expected a priority of 0 to 191", from, from + 1);
        }
        values.begin(event, from);
        dateAt = -1;
        timeAt = -1;
        eventTimeAt = -1;
        zoneAt = -1;
        while (at < to) {
            if (bytes[at] == ' ') {
                at++;
                continue;
            }
            int keyEnd = at;
            while (keyEnd < to && isKeyByte(bytes[keyEnd])) {
                keyEnd++;
            }
            if (keyEnd == at || keyEnd == to || bytes[keyEnd] != '=') {
                return reject("expected a key and '='", from, at);
            }
            int valueAt = keyEnd + 1;
            boolean isQuoted = valueAt < to && bytes[valueAt] == '"';
            int end;
            if (isQuoted) {
                valueAt++;
                int behind = isTime(bytes, at, keyEnd)
                        ? Slices.first(bytes, valueAt, to, '"') + 1
                        : QuotedValue.take(values, bytes, at, keyEnd, valueAt, to, '"');
                if (behind < 0 || behind > to) {
                    return reject("the line ends within a quoted value", from, to);
                }
                end = behind - 1;
            } else {
                end = Slices.first(bytes, valueAt, to, ' ');
                if (!isTime(bytes, at, keyEnd)) {
                    values.take(bytes, at, keyEnd, valueAt, end);
                }
            }
            keepTime(bytes, at, keyEnd, valueAt, end);
            at = isQuoted ? end + 1 : end;
            if (at < to && bytes[at] != ' ') {
                return reject("expected a space behind a value", from, at);
            }
        }
        return fill(event, bytes, from, to);
    }

    private Rejection fill(EventBuilder event, byte[] bytes, int from, int to) {
        if (dateAt < 0 || timeAt < 0) {
            return new Rejection("expected date=2024-05-01 and time=10:00:00", 0);
        }
        int offset = zoneAt < 0 ? NO_OFFSET : offsetSeconds(bytes, zoneAt, zoneEnd);
        if (zoneAt >= 0 && offset == NO_OFFSET) {
            return reject("expected an offset such as tz=\"+0200\"", from, zoneAt);
        }
        long seconds = localSeconds(bytes);
        if (seconds == IsoTime.WRONG) {
            return reject("expected a date and time such as date=2024-05-01 time=10:00:00", from, dateAt);
        }
        long micros;
        if (offset != NO_OFFSET) {
            micros = (seconds - offset) * 1_000_000L;
        } else {
            long counted = eventTimeAt < 0 ? AnyTime.WRONG : AnyTime.epochMicros(bytes, eventTimeAt, eventTimeEnd);
            micros = counted == AnyTime.WRONG ? IsoTime.inUtc(seconds, zone) : counted;
        }
        return values.fill(event, to, micros);
    }

    private static boolean isTime(byte[] bytes, int from, int to) {
        return Slices.equal(bytes, from, to, DATE) || Slices.equal(bytes, from, to, TIME);
    }

    private void keepTime(byte[] bytes, int keyAt, int keyEnd, int from, int to) {
        if (Slices.equal(bytes, keyAt, keyEnd, DATE)) {
            dateAt = to - from == DATE_LENGTH ? from : -1;
        } else if (Slices.equal(bytes, keyAt, keyEnd, TIME)) {
            timeAt = to - from == TIME_LENGTH ? from : -1;
        } else if (Slices.equal(bytes, keyAt, keyEnd, EVENT_TIME)) {
            eventTimeAt = from;
            eventTimeEnd = to;
        } else if (Slices.equal(bytes, keyAt, keyEnd, ZONE)) {
            zoneAt = from;
            zoneEnd = to;
        }
    }

    private long localSeconds(byte[] bytes) {
        int year = (int) Decimal.digits(bytes, dateAt, dateAt + 4);
        int month = (int) Decimal.digits(bytes, dateAt + 5, dateAt + 7);
        int day = (int) Decimal.digits(bytes, dateAt + 8, dateAt + 10);
        int hour = (int) Decimal.digits(bytes, timeAt, timeAt + 2);
        int minute = (int) Decimal.digits(bytes, timeAt + 3, timeAt + 5);
        int second = (int) Decimal.digits(bytes, timeAt + 6, timeAt + 8);
        boolean isShaped = bytes[dateAt + 4] == '-'
                && bytes[dateAt + 7] == '-'
                && bytes[timeAt + 2] == ':'
                && bytes[timeAt + 5] == ':';
        return isShaped ? CivilTime.epochSeconds(year, month, day, hour, minute, second) : IsoTime.WRONG;
    }

    /** Seconds ahead of UTC of {@code +0200}. */
    private static int offsetSeconds(byte[] bytes, int from, int to) {
        if (to - from != "+0200".length() || (bytes[from] != '+' && bytes[from] != '-')) {
            return NO_OFFSET;
        }
        int hours = (int) Decimal.digits(bytes, from + 1, from + 3);
        int minutes = (int) Decimal.digits(bytes, from + 3, from + 5);
        if ((hours | minutes) < 0 || hours > 18 || minutes > 59) {
            return NO_OFFSET;
        }
        int seconds = hours * 3600 + minutes * 60;
        return bytes[from] == '-' ? -seconds : seconds;
    }

    private static boolean isKeyByte(byte b) {
        return Slices.isLetter(b) || Slices.isDigit(b) || b == '_' || b == '-' || b == '.';
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
