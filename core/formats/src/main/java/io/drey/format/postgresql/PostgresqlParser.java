package io.drey.format.postgresql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.text.Decimal;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Parses PostgreSQL's log on stderr: time, zone, process, perhaps user and database, severity, message.
 *
 * <pre>2024-05-01 10:00:00.123 UTC [1234] LOG:  database system is ready to accept connections
 *2024-05-01 10:00:00.123 UTC [1234] ann@shop ERROR:  relation "x" does not exist at character 15</pre>
 *
 * <ul>
 *   <li>The zone is UTC, GMT, an offset, or the abbreviation that the dataset's zone has at that time; another one rejects the
 *       line, as nobody could tell what it means.
 *   <li>{@code duration: 12.345 ms} in front of a message is {@code event.duration}.
 *   <li>User and database are a name, {@code @} and a name without blanks; {@code [unknown]} is absent.
 * </ul>
 */
final class PostgresqlParser implements LineParser {

    private static final byte[][] SEVERITIES = {
        "LOG".getBytes(US_ASCII),
        "ERROR".getBytes(US_ASCII),
        "STATEMENT".getBytes(US_ASCII),
        "DETAIL".getBytes(US_ASCII),
        "HINT".getBytes(US_ASCII),
        "CONTEXT".getBytes(US_ASCII),
        "QUERY".getBytes(US_ASCII),
        "LOCATION".getBytes(US_ASCII),
        "WARNING".getBytes(US_ASCII),
        "NOTICE".getBytes(US_ASCII),
        "INFO".getBytes(US_ASCII),
        "FATAL".getBytes(US_ASCII),
        "PANIC".getBytes(US_ASCII),
        "DEBUG".getBytes(US_ASCII),
        "DEBUG1".getBytes(US_ASCII),
        "DEBUG2".getBytes(US_ASCII),
        "DEBUG3".getBytes(US_ASCII),
        "DEBUG4".getBytes(US_ASCII),
        "DEBUG5".getBytes(US_ASCII)
    };
    private static final byte[] UNKNOWN = "[unknown]".getBytes(US_ASCII);
    private static final byte[] DURATION = "duration: ".getBytes(US_ASCII);
    private static final byte[] MILLIS = " ms".getBytes(US_ASCII);
    private static final int DATE_LENGTH = "2024-05-01".length();
    private static final int NANOS_OF_MILLIS = 6;

    private final ZoneId zone;
    private final TimeZone names;

    PostgresqlParser(FormatOptions options) {
        this.zone = options.timeZone();
        this.names = TimeZone.getTimeZone(zone);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int dateEnd = Slices.first(bytes, from, to, ' ');
        int clockEnd = Slices.first(bytes, dateEnd + 1, to, ' ');
        int zoneEnd = Slices.first(bytes, clockEnd + 1, to, ' ');
        if (dateEnd != from + DATE_LENGTH || zoneEnd >= to) {
            return reject("expected a time stamp and a zone such as 2024-05-01 10:00:00.123 UTC", from, from);
        }
        long micros = micros(bytes, from, clockEnd, zoneEnd);
        if (micros == IsoTime.WRONG) {
            return reject(
                    "expected a time stamp and a zone such as 2024-05-01 10:00:00.123 UTC, or that of time-zone",
                    from,
                    from);
        }
        event.timestampMicros(micros);

        int at = zoneEnd + 1;
        int close = Slices.first(bytes, at, to, ']');
        long pid = at < to && bytes[at] == '[' && close < to
                ? Decimal.digits(bytes, at + 1, pidEnd(bytes, at + 1, close))
                : -1;
        if (pid < 0 || close + 1 >= to || bytes[close + 1] != ' ') {
            return reject("expected the process such as [1234]", from, Math.min(at, to));
        }
        event.put(Field.PROCESS_PID, pid);
        int pidEnd = pidEnd(bytes, at + 1, close);
        if (pidEnd < close) {
            event.putOpen("postgresql.log.session_line_number", pidEnd + 1, close - pidEnd - 1);
        }
        at = close + 2;
        int severityEnd = severityEnd(bytes, at, to);
        if (severityEnd < 0) {
            int nameEnd = Slices.first(bytes, at, to, ' ');
            int sign = Slices.last(bytes, at, nameEnd, '@');
            severityEnd = sign > at ? severityEnd(bytes, Math.min(to, nameEnd + 1), to) : -1;
            if (severityEnd < 0) {
                return reject("expected a severity such as LOG:", from, at);
            }
            if (isKnown(event, at, sign)) {
                event.put(Field.USER_NAME, at, sign - at);
            }
            if (isKnown(event, sign + 1, nameEnd)) {
                event.putOpen("postgresql.log.database", sign + 1, nameEnd - sign - 1);
            }
            at = nameEnd + 1;
        }
        event.put(Field.LOG_LEVEL, at, severityEnd - at);
        putMessage(event, severityEnd + 1, to);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    private long micros(byte[] bytes, int from, int clockEnd, int zoneEnd) {
        long micros = IsoTime.micros(bytes, from, zoneEnd, zone);
        if (micros != IsoTime.WRONG) {
            return micros;
        }
        micros = IsoTime.micros(bytes, from, clockEnd, zone);
        if (micros == IsoTime.WRONG) {
            return micros;
        }
        boolean isSummer = zone.getRules().isDaylightSavings(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)));
        String name = names.getDisplayName(isSummer, TimeZone.SHORT, Locale.ENGLISH);
        return name.equals(new String(bytes, clockEnd + 1, zoneEnd - clockEnd - 1, US_ASCII)) ? micros : IsoTime.WRONG;
    }

    /** Where the digits of a process end: a minus and a line's number may follow. */
    private static int pidEnd(byte[] bytes, int from, int close) {
        return Slices.first(bytes, from, close, '-');
    }

    /** Where the colon stands behind a severity that begins at a place, or -1. */
    private static int severityEnd(byte[] bytes, int from, int to) {
        int end = Slices.first(bytes, from, to, ':');
        if (end + 2 < to && bytes[end + 1] == ' ') {
            for (byte[] severity : SEVERITIES) {
                if (Slices.equal(bytes, from, end, severity)) {
                    return end;
                }
            }
        }
        return -1;
    }

    private static boolean isKnown(LogEvent event, int from, int to) {
        return to > from && !Slices.equal(event.bytes(), from, to, UNKNOWN);
    }

    private static void putMessage(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        if (Slices.startsWith(bytes, at, to, DURATION)) {
            int valueAt = at + DURATION.length;
            int end = Slices.first(bytes, valueAt, to, ' ');
            long nanos = Slices.startsWith(bytes, end, to, MILLIS) && end > valueAt && Slices.isDigit(bytes[valueAt])
                    ? Decimal.scaled(bytes, valueAt, end, NANOS_OF_MILLIS)
                    : -1;
            if (nanos >= 0) {
                event.put(Field.EVENT_DURATION, nanos);
            }
        }
        if (at < to) {
            event.put(Field.MESSAGE, at, to - at);
        }
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
