package io.drey.format.mysql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.text.Decimal;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;
import java.time.ZoneId;
import java.util.Locale;

/**
 * Parses MySQL's and MariaDB's logs.
 *
 * <pre>2021-10-28T08:06:45.411498Z 25 [Note] [MY-010926] [Server] Access denied for user 'ann'@'192.0.2.4' (using password: NO)
 *2023-07-31T08:34:16.116872Z        14 Connect   ann@localhost on shop
 *# Time: 2024-05-01T10:00:00.1Z # User@Host: ann[ann] @ web1 [192.0.2.4]  Id: 8 # Query_time: 2.5  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 9 SET timestamp=1714557600; SELECT 1;</pre>
 *
 * <ul>
 *   <li>A time without an offset, as MariaDB writes it, is the dataset's zone's.
 *   <li>Of a refused connection user and address are taken from the message's end: the user's name is the caller's and may hold
 *       anything.
 *   <li>A slow query is one record, with line ends or spaces between its parts.
 * </ul>
 */
final class MysqlParser implements LineParser {

    private static final byte[] SLOW = "# Time: ".getBytes(US_ASCII);
    private static final byte[] USER = "# User@Host: ".getBytes(US_ASCII);
    private static final byte[] AT_HOST = " @ ".getBytes(US_ASCII);
    private static final byte[] ID = "Id:".getBytes(US_ASCII);
    private static final byte[] QUERY_TIME = "# Query_time: ".getBytes(US_ASCII);
    private static final byte[] DENIED = "Access denied for user '".getBytes(US_ASCII);
    private static final byte[] AT = "'@'".getBytes(US_ASCII);
    private static final byte[] PASSWORD = "' (using password: ".getBytes(US_ASCII);
    private static final byte[] SET_TIMESTAMP = "SET timestamp=".getBytes(US_ASCII);
    private static final byte[][] LEVELS = {
        "Note".getBytes(US_ASCII),
        "Warning".getBytes(US_ASCII),
        "ERROR".getBytes(US_ASCII),
        "Error".getBytes(US_ASCII),
        "System".getBytes(US_ASCII)
    };
    private static final byte[] CODE = "MY-".getBytes(US_ASCII);
    private static final int DATE_LENGTH = "2024-05-01".length();
    private static final int LONGEST_COMMAND = 24;
    private static final int NANOS = 9;

    /** More than a slow query has; a hostile record may have more. */
    private static final int MOST_OPEN_FIELDS = 64;

    private final ZoneId zone;

    MysqlParser(FormatOptions options) {
        this.zone = options.timeZone();
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        Rejection rejection =
                Slices.startsWith(bytes, from, to, SLOW) ? parseSlow(event, from, to) : parseLine(event, from, to);
        if (rejection == null) {
            event.put(Field.EVENT_ORIGINAL, from, to - from);
            if (!Words.areAscii(bytes, from, to)) {
                Utf8.repairTexts(event);
            }
        }
        return rejection;
    }

    private Rejection parseLine(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int timeEnd = Slices.first(bytes, from, to, ' ');
        int tab = Slices.first(bytes, from, timeEnd, '\t');
        timeEnd = Math.min(timeEnd, tab);
        if (timeEnd == from + DATE_LENGTH) {
            timeEnd = Slices.first(bytes, timeEnd + 1, to, ' ');
        }
        long micros = IsoTime.micros(bytes, from, timeEnd, zone);
        if (micros == IsoTime.WRONG) {
            return reject("expected a time stamp such as 2024-05-01T10:00:00.123456Z", from, from);
        }
        event.timestampMicros(micros);
        int at = afterBlanks(bytes, timeEnd, to);
        int end = at;
        while (end < to && Slices.isDigit(bytes[end])) {
            end++;
        }
        if (end == at || end == to || (bytes[end] != ' ' && bytes[end] != '\t')) {
            return reject("expected the connection's number", from, at);
        }
        event.putOpen("mysql.thread_id", at, end - at);
        at = afterBlanks(bytes, end, to);
        return at < to && bytes[at] == '[' ? parseError(event, at, from, to) : parseGeneral(event, at, from, to);
    }

    private static Rejection parseError(EventBuilder event, int levelAt, int from, int to) {
        byte[] bytes = event.bytes();
        int end = Slices.first(bytes, levelAt, to, ']');
        if (end == to || !isLevel(bytes, levelAt + 1, end)) {
            return reject("expected a level such as [Note] or [ERROR]", from, levelAt);
        }
        event.put(Field.LOG_LEVEL, levelAt + 1, end - levelAt - 1);
        int at = afterBlanks(bytes, end + 1, to);
        end = Slices.first(bytes, at, to, ']');
        if (at < to && bytes[at] == '[' && end < to && Slices.startsWith(bytes, at + 1, end, CODE)) {
            event.put(Field.EVENT_CODE, at + 1, end - at - 1);
            at = afterBlanks(bytes, end + 1, to);
            end = Slices.first(bytes, at, to, ']');
            if (at < to && bytes[at] == '[' && end < to && Slices.isName(bytes, at + 1, end)) {
                event.putOpen("mysql.subsystem", at + 1, end - at - 1);
                at = afterBlanks(bytes, end + 1, to);
            }
        }
        putMessage(event, at, to);
        return null;
    }

    private static Rejection parseGeneral(EventBuilder event, int commandAt, int from, int to) {
        byte[] bytes = event.bytes();
        // A name of one or two words, then a tab, two spaces or the line's end.
        int end = commandAt;
        while (end < to && (Slices.isLetter(bytes[end]) || isInnerSpace(bytes, end, to))) {
            end++;
        }
        boolean isEnd = end == to || bytes[end] == '\t' || bytes[end] == ' ';
        if (end == commandAt || !isEnd || end - commandAt > LONGEST_COMMAND) {
            return reject("expected a level in brackets or a command such as Connect", from, commandAt);
        }
        event.putOpen("mysql.command", commandAt, end - commandAt);
        putMessage(event, afterBlanks(bytes, end, to), to);
        return null;
    }

    private static boolean isInnerSpace(byte[] bytes, int at, int to) {
        return bytes[at] == ' ' && at + 1 < to && Slices.isLetter(bytes[at + 1]);
    }

    private static boolean isLevel(byte[] bytes, int from, int to) {
        for (byte[] level : LEVELS) {
            if (Slices.equal(bytes, from, to, level)) {
                return true;
            }
        }
        return false;
    }

    private static void putMessage(EventBuilder event, int from, int to) {
        if (from >= to) {
            return;
        }
        event.put(Field.MESSAGE, from, to - from);
        byte[] bytes = event.bytes();
        if (!Slices.startsWith(bytes, from, to, DENIED) || bytes[to - 1] != ')') {
            return;
        }
        int hostEnd = lastOf(bytes, from, to, PASSWORD);
        int userEnd = hostEnd < 0 ? -1 : lastOf(bytes, from, hostEnd, AT);
        int userAt = from + DENIED.length;
        if (userEnd < userAt) {
            return;
        }
        if (userEnd > userAt) {
            event.put(Field.USER_NAME, userAt, userEnd - userAt);
        }
        int hostAt = userEnd + AT.length;
        if (hostEnd > hostAt) {
            Slices.putCaller(event, hostAt, hostEnd);
        }
        int passwordAt = hostEnd + PASSWORD.length;
        event.putOpen("mysql.using_password", passwordAt, to - 1 - passwordAt);
    }

    private static int lastOf(byte[] bytes, int from, int to, byte[] wanted) {
        for (int at = to - wanted.length; at >= from; at--) {
            if (Slices.startsWith(bytes, at, to, wanted)) {
                return at;
            }
        }
        return -1;
    }

    private Rejection parseSlow(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int timeAt = from + SLOW.length;
        int timeEnd = partEnd(bytes, timeAt, to);
        long micros = IsoTime.micros(bytes, timeAt, timeEnd, zone);
        if (micros == IsoTime.WRONG) {
            return reject("expected a time stamp such as 2024-05-01T10:00:00.123456Z", from, timeAt);
        }
        event.timestampMicros(micros);
        int at = afterBlanks(bytes, timeEnd, to);
        if (!Slices.startsWith(bytes, at, to, USER)) {
            return reject("expected '# User@Host: '", from, at);
        }
        int queryTimeAt = Slices.find(bytes, at, to, QUERY_TIME);
        if (queryTimeAt < 0) {
            return reject("expected '# Query_time: '", from, to);
        }
        putUser(event, at + USER.length, queryTimeAt);
        return parseFigures(event, queryTimeAt + 2, from, to);
    }

    /** Puts {@code ann[ann] @ web1 [192.0.2.4]  Id: 8}. */
    private static void putUser(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int userEnd = Slices.first(bytes, from, to, '[');
        if (userEnd > from && userEnd < to) {
            event.put(Field.USER_NAME, from, userEnd - from);
        }
        int host = Slices.find(bytes, userEnd, to, AT_HOST);
        int hostAt = host < 0 ? to : host + AT_HOST.length;
        int hostEnd = Slices.first(bytes, hostAt, to, ' ');
        int addressAt = Slices.first(bytes, hostAt, to, '[') + 1;
        int addressEnd = Slices.first(bytes, addressAt, to, ']');
        if (addressAt < addressEnd && addressEnd < to) {
            Slices.putCaller(event, addressAt, addressEnd);
            if (hostEnd > hostAt) {
                event.putOpen("source.domain", hostAt, hostEnd - hostAt);
            }
        } else if (hostEnd > hostAt && hostEnd < to && bytes[hostAt] != '[') {
            Slices.putCaller(event, hostAt, hostEnd);
        }
        int id = Slices.find(bytes, hostAt, to, ID);
        if (id >= 0) {
            int idAt = afterBlanks(bytes, id + ID.length, to);
            int idEnd = idAt;
            while (idEnd < to && Slices.isDigit(bytes[idEnd])) {
                idEnd++;
            }
            if (idEnd > idAt) {
                event.putOpen("mysql.thread_id", idAt, idEnd - idAt);
            }
        }
    }

    /** Reads {@code Query_time: 2.5  Lock_time: 0.0}, and the statement behind. */
    private static Rejection parseFigures(EventBuilder event, int begin, int from, int to) {
        byte[] bytes = event.bytes();
        int at = begin;
        while (at < to) {
            int nameEnd = at;
            while (nameEnd < to && (Slices.isLetter(bytes[nameEnd]) || bytes[nameEnd] == '_')) {
                nameEnd++;
            }
            if (nameEnd == at || nameEnd + 1 >= to || bytes[nameEnd] != ':' || bytes[nameEnd + 1] != ' ') {
                break;
            }
            int valueAt = afterBlanks(bytes, nameEnd + 1, to);
            int valueEnd = partEnd(bytes, valueAt, to);
            if (at == begin) {
                long nanos = Slices.isDigit(bytes[Math.min(valueAt, to - 1)])
                        ? Decimal.scaled(bytes, valueAt, valueEnd, NANOS)
                        : -1;
                if (nanos < 0) {
                    return reject("expected seconds such as 2.5", from, valueAt);
                }
                event.put(Field.EVENT_DURATION, nanos);
            } else {
                String name = "mysql.slowlog." + new String(bytes, at, nameEnd - at, US_ASCII).toLowerCase(Locale.ROOT);
                if (event.openCount() < MOST_OPEN_FIELDS && event.openIndex(name) < 0) {
                    event.putOpen(name, valueAt, valueEnd - valueAt);
                }
            }
            at = afterBlanks(bytes, valueEnd, to);
            if (at + 1 < to && bytes[at] == '#' && bytes[at + 1] == ' ') {
                at += 2;
            }
        }
        if (Slices.startsWith(bytes, at, to, SET_TIMESTAMP)) {
            at = afterBlanks(bytes, Math.min(to, Slices.first(bytes, at, to, ';') + 1), to);
        }
        if (at < to) {
            event.put(Field.MESSAGE, at, to - at);
        }
        return null;
    }

    private static int partEnd(byte[] bytes, int from, int to) {
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

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
