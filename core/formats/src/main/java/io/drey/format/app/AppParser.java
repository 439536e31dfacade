package io.drey.format.app;

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

/**
 * Parses lines that begin with a time and say a level, in the usual layouts of logging libraries.
 *
 * <pre>2024-05-01 10:00:00,123 INFO  [main] com.acme.Shop - started
 *2024-05-01 10:00:00.123 [main] INFO  com.acme.Shop - started
 *2024-05-01T10:00:00.123Z  INFO 123 --- [shop] [main] com.acme.Shop : started
 *2024-05-01 10:00:00,123 - com.acme.shop - INFO - started
 *2024-05-01 10:00:00.123 | INFO     | shop.main:start:12 - started</pre>
 *
 * <ul>
 *   <li>The time is by ISO 8601, with a point or comma before the fraction; without an offset it is the dataset's zone's.
 *   <li>The level is one of those that libraries have, and stands behind the time, a thread in brackets, or a logger in dashes.
 *   <li>The logger is a name that {@code " - "} or {@code " : "} follows, or with a dot in it {@code ": "}; where none does, all behind the level and the thread is
 *       the message.
 * </ul>
 */
final class AppParser implements LineParser {

    private static final byte[][] LEVELS = {
        "INFO".getBytes(US_ASCII),
        "WARN".getBytes(US_ASCII),
        "ERROR".getBytes(US_ASCII),
        "DEBUG".getBytes(US_ASCII),
        "TRACE".getBytes(US_ASCII),
        "WARNING".getBytes(US_ASCII),
        "CRITICAL".getBytes(US_ASCII),
        "FATAL".getBytes(US_ASCII),
        "NOTICE".getBytes(US_ASCII),
        "SEVERE".getBytes(US_ASCII),
        "SUCCESS".getBytes(US_ASCII),
        "CONFIG".getBytes(US_ASCII),
        "FINE".getBytes(US_ASCII),
        "FINER".getBytes(US_ASCII),
        "FINEST".getBytes(US_ASCII)
    };
    private static final byte[] SPRING = "--- ".getBytes(US_ASCII);
    private static final int DATE_LENGTH = "2024-05-01".length();

    private final ZoneId zone;

    /** The place behind what was read last. */
    private int at;

    AppParser(FormatOptions options) {
        this.zone = options.timeZone();
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        boolean hasBracket = bytes[from] == '[';
        int timeAt = hasBracket ? from + 1 : from;
        int timeEnd = timeEnd(bytes, timeAt, to, hasBracket ? ']' : ' ');
        long micros = IsoTime.micros(bytes, timeAt, timeEnd, zone);
        if (micros == IsoTime.WRONG) {
            return reject("expected a time stamp such as 2024-05-01 10:00:00,123", from, from);
        }
        event.timestampMicros(micros);
        at = afterSeparators(bytes, hasBracket ? Math.min(to, timeEnd + 1) : timeEnd, to);
        if (!putLevel(event, to)) {
            boolean hasThread = putThread(event, to);
            if (!(hasThread ? putLevel(event, to) : putLoggerAndLevel(event, to))) {
                return reject("expected a level such as INFO", from, Math.min(at, to));
            }
        } else {
            putProcess(event, to);
            putThread(event, to);
        }
        putRest(event, to);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    /** Where the time ends: at the first blank behind the time of day, or the bracket. */
    private static int timeEnd(byte[] bytes, int from, int to, char stop) {
        int end = Slices.first(bytes, from, to, stop);
        return stop == ' ' && end == from + DATE_LENGTH ? Slices.first(bytes, end + 1, to, ' ') : end;
    }

    /** Puts a level, which may stand in brackets. */
    private boolean putLevel(EventBuilder event, int to) {
        byte[] bytes = event.bytes();
        boolean hasBracket = at < to && bytes[at] == '[';
        int levelAt = hasBracket ? at + 1 : at;
        int end = levelAt;
        while (end < to && Slices.isLetter(bytes[end])) {
            end++;
        }
        int padded = end;
        while (hasBracket && padded < to && bytes[padded] == ' ') {
            padded++;
        }
        boolean isEnd = hasBracket
                ? padded < to && bytes[padded] == ']'
                : end == to || bytes[end] == ' ' || bytes[end] == ':' || bytes[end] == '|' || bytes[end] == '\t';
        if (!isEnd || !isLevel(bytes, levelAt, end)) {
            return false;
        }
        event.put(Field.LOG_LEVEL, levelAt, end - levelAt);
        at = afterSeparators(bytes, hasBracket ? padded + 1 : end, to);
        return true;
    }

    private static boolean isLevel(byte[] bytes, int from, int to) {
        for (byte[] level : LEVELS) {
            if (to - from == level.length) {
                int i = 0;
                while (i < level.length && (bytes[from + i] & ~0x20) == level[i]) {
                    i++;
                }
                if (i == level.length) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Puts {@code 123 ---} and an application's name in brackets, as Spring Boot has them. */
    private void putProcess(EventBuilder event, int to) {
        byte[] bytes = event.bytes();
        int end = at;
        while (end < to && Slices.isDigit(bytes[end])) {
            end++;
        }
        long pid = Decimal.digits(bytes, at, end);
        if (pid < 0 || end == to || bytes[end] != ' ' || !Slices.startsWith(bytes, end + 1, to, SPRING)) {
            return;
        }
        event.put(Field.PROCESS_PID, pid);
        at = afterBlanks(bytes, end + 1 + SPRING.length, to);
        int close = Slices.first(bytes, at, to, ']');
        if (at < to && bytes[at] == '[' && close + 2 < to && bytes[close + 1] == ' ' && bytes[close + 2] == '[') {
            putTrimmed(event, at + 1, close, null);
            at = close + 2;
        }
    }

    /** Puts a thread in brackets. */
    private boolean putThread(EventBuilder event, int to) {
        byte[] bytes = event.bytes();
        int end = Slices.first(bytes, at, to, ']');
        if (at >= to || bytes[at] != '[' || end == to) {
            return false;
        }
        putTrimmed(event, at + 1, end, "process.thread.name");
        at = afterSeparators(bytes, end + 1, to);
        return true;
    }

    /** Puts what has no blanks around it: the service's name, or an open field. */
    private static void putTrimmed(EventBuilder event, int from, int to, String open) {
        byte[] bytes = event.bytes();
        int begin = afterBlanks(bytes, from, to);
        int end = to;
        while (end > begin && bytes[end - 1] == ' ') {
            end--;
        }
        if (end == begin) {
            return;
        }
        if (open == null) {
            event.put(Field.SERVICE_NAME, begin, end - begin);
        } else {
            event.putOpen(open, begin, end - begin);
        }
    }

    /** Puts {@code com.acme.shop - INFO - }, as Python's programs write it. */
    private boolean putLoggerAndLevel(EventBuilder event, int to) {
        byte[] bytes = event.bytes();
        int loggerAt = at;
        int end = Slices.first(bytes, at, to, ' ');
        if (end + 2 >= to || bytes[end + 1] != '-' || bytes[end + 2] != ' ' || !isLogger(bytes, loggerAt, end)) {
            return false;
        }
        at = afterSeparators(bytes, end, to);
        if (!putLevel(event, to)) {
            return false;
        }
        event.put(Field.LOG_LOGGER, loggerAt, end - loggerAt);
        return true;
    }

    /** Puts the logger, where there is one, and the message. */
    private void putRest(EventBuilder event, int to) {
        byte[] bytes = event.bytes();
        if (!event.has(Field.LOG_LOGGER)) {
            int end = at;
            while (end < to && isLoggerByte(bytes[end])) {
                end++;
            }
            int loggerEnd = end > at && bytes[end - 1] == ':' ? end - 1 : end;
            int behind = afterBlanks(bytes, end, to);
            boolean hasDash = behind > end
                    && behind + 1 < to
                    && (bytes[behind] == '-' || bytes[behind] == ':')
                    && bytes[behind + 1] == ' ';
            // A word and a colon begin a message as well; a name with a dot in it does not.
            boolean hasColon = loggerEnd < end
                    && end < to
                    && bytes[end] == ' '
                    && Slices.first(bytes, at, loggerEnd, '.') < loggerEnd;
            if (loggerEnd > at && isLogger(bytes, at, loggerEnd) && (hasDash || hasColon)) {
                event.put(Field.LOG_LOGGER, at, loggerEnd - at);
                at = afterBlanks(bytes, hasColon ? end : behind + 1, to);
            }
        }
        if (at < to) {
            event.put(Field.MESSAGE, at, to - at);
        }
    }

    private static boolean isLogger(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isLoggerByte(bytes[i])) {
                return false;
            }
        }
        return to > from && Slices.isLetter(bytes[from]);
    }

    private static boolean isLoggerByte(byte b) {
        return Slices.isLetter(b)
                || Slices.isDigit(b)
                || b == '.'
                || b == '_'
                || b == '$'
                || b == '-'
                || b == '/'
                || b == '<'
                || b == '>'
                || b == ':';
    }

    private static int afterBlanks(byte[] bytes, int from, int to) {
        int place = from;
        while (place < to && (bytes[place] == ' ' || bytes[place] == '\t')) {
            place++;
        }
        return place;
    }

    /** Goes behind blanks, and one dash or bar between blanks. */
    private static int afterSeparators(byte[] bytes, int from, int to) {
        int place = afterBlanks(bytes, from, to);
        boolean isSeparator = place + 1 < to
                && (bytes[place] == '-' || bytes[place] == '|' || bytes[place] == ':')
                && (bytes[place + 1] == ' ' || bytes[place + 1] == '\t');
        return isSeparator ? afterBlanks(bytes, place + 1, to) : place;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
