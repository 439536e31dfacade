package io.drey.format.apache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.IsoTime;
import io.drey.format.text.LetterTime;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;
import java.time.ZoneId;

/**
 * Parses the error log of Apache httpd, as versions 2.2 and 2.4 write it unless told otherwise.
 *
 * <pre>[Wed May 01 10:00:00.123456 2024] [authz_core:error] [pid 12:tid 34] [client 192.0.2.4:5555] AH01630: client denied by server configuration: /srv/x
 *[Wed May 01 10:00:00 2024] [error] [client 192.0.2.4] File does not exist: /srv/x, referer: http://shop.example/</pre>
 *
 * <ul>
 *   <li>The time is the dataset's zone's; by ISO 8601 ({@code %{cu}t}) it is taken, too.
 *   <li>In version 2.4, which names its process, the caller's port stands behind the last colon; in 2.2 there is none.
 *   <li>A file and line of httpd's source, an error of the system ({@code (13)Permission denied: }) and a code {@code AH01630} in
 *       front of the message are fields of their own.
 *   <li>{@code , referer: } ends the message of a request. The message is not escaped, so a caller can write that, too: where it
 *       stands twice nothing is taken off the message, and {@code labels.drey.ambiguous} says so.
 *   <li>{@code [remote 10.0.0.1:80]} is whom httpd asked as a proxy: the destination.
 *   <li>What ModSecurity adds, {@code [id "920350"]} and so on, is {@code apache.modsecurity.<name>}; of a repeated one the first.
 * </ul>
 */
final class ApacheErrorParser implements LineParser {

    private static final String AMBIGUOUS = OpenNames.OURS + "ambiguous";
    private static final String MODSECURITY = "apache.modsecurity.";
    private static final byte[] MODSECURITY_BEGINS = "ModSecurity".getBytes(US_ASCII);
    private static final byte[] PID = "[pid ".getBytes(US_ASCII);
    private static final byte[] TID = ":tid ".getBytes(US_ASCII);
    private static final byte[] CLIENT = "[client ".getBytes(US_ASCII);
    private static final byte[] REMOTE = "[remote ".getBytes(US_ASCII);
    private static final byte[] REFERRER = ", referer: ".getBytes(US_ASCII);
    private static final int CODE_DIGITS = 5;
    private static final int LONGEST_NAME = 40;

    /** More than ModSecurity writes; the message has what is beyond. */
    private static final int MOST_OPEN_FIELDS = 40;

    private static final byte[][] LEVELS = {
        "error".getBytes(US_ASCII),
        "warn".getBytes(US_ASCII),
        "notice".getBytes(US_ASCII),
        "info".getBytes(US_ASCII),
        "debug".getBytes(US_ASCII),
        "crit".getBytes(US_ASCII),
        "alert".getBytes(US_ASCII),
        "emerg".getBytes(US_ASCII)
    };
    private static final byte[] TRACE = "trace".getBytes(US_ASCII);

    private final ZoneId zone;

    ApacheErrorParser(FormatOptions options) {
        this.zone = options.timeZone();
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int timeEnd = Slices.first(bytes, from, to, ']');
        long micros = bytes[from] == '[' && timeEnd < to ? micros(bytes, from + 1, timeEnd) : IsoTime.WRONG;
        if (micros == IsoTime.WRONG) {
            return reject("expected a time stamp such as [Wed May 01 10:00:00.123456 2024]", from, from);
        }
        event.timestampMicros(micros);

        int levelAt = timeEnd + 3;
        int levelEnd = Slices.first(bytes, levelAt, to, ']');
        int colon = Slices.first(bytes, levelAt, levelEnd, ':');
        boolean hasModule = colon < levelEnd;
        if (levelEnd >= to
                || bytes[timeEnd + 1] != ' '
                || bytes[timeEnd + 2] != '['
                || !isLevel(bytes, hasModule ? colon + 1 : levelAt, levelEnd)
                || (hasModule && colon > levelAt && !Slices.isName(bytes, levelAt, colon))) {
            return reject("expected module and level such as [core:error] or [error]", from, Math.min(to, timeEnd + 1));
        }
        if (hasModule) {
            if (colon > levelAt) {
                event.putOpen("apache.module", levelAt, colon - levelAt);
            }
            event.put(Field.LOG_LEVEL, colon + 1, levelEnd - colon - 1);
        } else {
            event.put(Field.LOG_LEVEL, levelAt, levelEnd - levelAt);
        }
        if (levelEnd + 1 == to || bytes[levelEnd + 1] != ' ') {
            return reject("expected a space and a message", from, levelEnd + 1);
        }
        int at = levelEnd + 2;
        boolean isNew = Slices.startsWith(bytes, at, to, PID);
        if (isNew) {
            int pidEnd = putProcess(event, at, to);
            if (pidEnd < 0) {
                return reject("expected process and thread such as [pid 12:tid 34]", from, at);
            }
            at = behindSpace(bytes, pidEnd, to);
        }
        at = putSourceFile(event, at, to);
        at = putSystemError(event, at, to);
        boolean isRemote = Slices.startsWith(bytes, at, to, REMOTE);
        if (isRemote || Slices.startsWith(bytes, at, to, CLIENT)) {
            int addressAt = at + CLIENT.length;
            int addressEnd = clientEnd(bytes, addressAt, to);
            if (addressEnd == addressAt || addressEnd >= to) {
                return reject("expected an address and ']'", from, Math.min(to, addressAt));
            }
            if (isRemote) {
                putPeer(event, addressAt, addressEnd);
            } else if (isNew) {
                Slices.putCallerAndPort(event, addressAt, addressEnd);
            } else {
                Slices.putCaller(event, addressAt, addressEnd);
            }
            at = behindSpace(bytes, addressEnd + 1, to);
        }
        at = putSystemError(event, at, to);
        at = putCode(event, at, to);
        putMessage(event, at, to);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    private long micros(byte[] bytes, int from, int to) {
        return from < to && Slices.isDigit(bytes[from])
                ? (to - from > 19 && bytes[from + 16] == ':' ? IsoTime.micros(bytes, from, to, zone) : IsoTime.WRONG)
                : LetterTime.micros(bytes, from, to, zone);
    }

    private static boolean isLevel(byte[] bytes, int from, int to) {
        for (byte[] level : LEVELS) {
            if (Slices.equal(bytes, from, to, level)) {
                return true;
            }
        }
        return to - from == TRACE.length + 1
                && Slices.startsWith(bytes, from, to, TRACE)
                && bytes[to - 1] >= '1'
                && bytes[to - 1] <= '8';
    }

    /** Puts process and thread; returns the place behind their bracket, or -1. */
    private static int putProcess(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int end = Slices.first(bytes, from, to, ']');
        int pidAt = from + PID.length;
        int pidEnd = Slices.first(bytes, pidAt, end, ':');
        long pid = Decimal.digits(bytes, pidAt, pidEnd);
        if (end == to || pid < 0) {
            return -1;
        }
        event.put(Field.PROCESS_PID, pid);
        if (pidEnd < end) {
            int tidAt = pidEnd + TID.length;
            if (!Slices.startsWith(bytes, pidEnd, end, TID) || Decimal.digits(bytes, tidAt, end) < 0) {
                return -1;
            }
            event.putOpen("process.thread.id", tidAt, end - tidAt);
        }
        return end + 1;
    }

    /** Puts whom httpd asked itself, as a proxy. */
    private static void putPeer(EventBuilder event, int from, int to) {
        int colon = Slices.last(event.bytes(), from, to, ':');
        int port = colon > from ? RequestTarget.port(event.bytes(), colon + 1, to) : -1;
        int end = port < 0 ? to : colon;
        event.putOpen("destination.address", from, end - from);
        IpLiteral.put(event, Field.DESTINATION_IP, from, end);
        if (port >= 0) {
            event.put(Field.DESTINATION_PORT, port);
        }
    }

    /** Where an address ends; one of IPv6 may stand in brackets of its own. */
    private static int clientEnd(byte[] bytes, int from, int to) {
        int end = Slices.first(bytes, from, to, ']');
        return from < to && bytes[from] == '[' && end < to ? Slices.first(bytes, end + 1, to, ']') : end;
    }

    /** Puts {@code mod_x.c(123): }, where it stands; returns the place behind it. */
    private static int putSourceFile(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int bracket = from;
        while (bracket < to && bracket - from < LONGEST_NAME && bytes[bracket] != '(' && bytes[bracket] != ' ') {
            bracket++;
        }
        if (bracket >= to || bytes[bracket] != '(' || !Slices.isName(bytes, from, bracket)) {
            return from;
        }
        int end = Slices.first(bytes, bracket, to, ')');
        if (end + 2 >= to
                || bytes[end + 1] != ':'
                || bytes[end + 2] != ' '
                || Decimal.digits(bytes, bracket + 1, end) < 0) {
            return from;
        }
        event.putOpen("log.origin.file.name", from, bracket - from);
        event.putOpen("log.origin.file.line", bracket + 1, end - bracket - 1);
        return end + 3;
    }

    /** Puts {@code (13)Permission denied: }, where it stands; returns the place behind it. */
    private static int putSystemError(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        if (from >= to || bytes[from] != '(') {
            return from;
        }
        int bracket = Slices.first(bytes, from, to, ')');
        int colon = Slices.first(bytes, bracket, to, ':');
        if (colon + 1 >= to
                || bytes[colon + 1] != ' '
                || Decimal.digits(bytes, from + 1, bracket) < 0
                || event.openIndex("apache.error_status") >= 0) {
            return from;
        }
        event.putOpen("apache.error_status", from + 1, bracket - from - 1);
        event.putOpen("error.message", bracket + 1, colon - bracket - 1);
        return colon + 2;
    }

    /** Puts {@code AH01630: }, where it stands; returns the place behind it. */
    private static int putCode(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int end = from + 2 + CODE_DIGITS;
        if (end + 1 >= to
                || bytes[from] != 'A'
                || bytes[from + 1] != 'H'
                || bytes[end] != ':'
                || bytes[end + 1] != ' '
                || Decimal.digits(bytes, from + 2, end) < 0) {
            return from;
        }
        event.putOpen("error.code", from, end - from);
        return end + 2;
    }

    private static void putMessage(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int end = to;
        int referrer = event.has(Field.SOURCE_ADDRESS) ? Slices.find(bytes, from, to, REFERRER) : -1;
        if (referrer >= 0 && Slices.find(bytes, referrer + 1, to, REFERRER) >= 0) {
            event.appendOpen(AMBIGUOUS, "referer");
        } else if (referrer >= 0) {
            int valueAt = referrer + REFERRER.length;
            if (valueAt < to) {
                event.put(Field.HTTP_REQUEST_REFERRER, valueAt, to - valueAt);
            }
            end = referrer;
        }
        if (end > from) {
            event.put(Field.MESSAGE, from, end - from);
        }
        if (Slices.startsWith(bytes, from, end, MODSECURITY_BEGINS)) {
            putModSecurity(event, from, end);
        }
    }

    private static void putModSecurity(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int at = Slices.first(bytes, from, to, '[');
        while (at < to) {
            int nameEnd = Slices.first(bytes, at, to, ' ');
            int valueAt = nameEnd + 2;
            if (valueAt >= to
                    || bytes[nameEnd + 1] != '"'
                    || nameEnd - at > LONGEST_NAME
                    || !Slices.isName(bytes, at + 1, nameEnd)) {
                at = Slices.first(bytes, at + 1, to, '[');
                continue;
            }
            int valueEnd = valueAt;
            while (valueEnd < to && !(bytes[valueEnd] == '"' && valueEnd + 1 < to && bytes[valueEnd + 1] == ']')) {
                valueEnd++;
            }
            if (valueEnd >= to) {
                return;
            }
            String name = MODSECURITY + new String(bytes, at + 1, nameEnd - at - 1, US_ASCII);
            if (event.openCount() < MOST_OPEN_FIELDS && event.openIndex(name) < 0) {
                event.putOpen(name, valueAt, valueEnd - valueAt);
            }
            at = Slices.first(bytes, valueEnd + 2, to, '[');
        }
    }

    private static int behindSpace(byte[] bytes, int at, int to) {
        return at < to && bytes[at] == ' ' ? at + 1 : at;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
