package io.drey.format.text;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Reads time stamps by ISO 8601 as RFC 3339 profiles it: {@code 2015-05-17T10:05:03.123Z}.
 *
 * <p>Up to nine digits of fraction are read and rounded down to microseconds; a space may stand for the {@code T}; the
 * offset may be {@code +hh:mm}, {@code +hhmm} or {@code +hh}; without any, the time is UTC. A leap second is taken as the
 * second that follows it.
 */
public final class IsoTime {

    /** What {@link #micros} returns for text that is no time stamp. */
    public static final long WRONG = Long.MIN_VALUE;

    private static final int LONGEST_OFFSET_MINUTES = 18 * 60;
    private static final int NO_OFFSET = Integer.MIN_VALUE;
    private static final int MINUTES_LENGTH = 16;
    private static final int SECONDS_LENGTH = 19;

    private IsoTime() {}

    /** The time stamp that a slice is, in microseconds since the epoch, or {@link #WRONG}. */
    public static long micros(byte[] text, int from, int to) {
        if (to - from < SECONDS_LENGTH || text[from + MINUTES_LENGTH] != ':' || !areDashes(text, from)) {
            return WRONG;
        }
        long seconds = seconds(text, from, to);
        if (seconds == WRONG) {
            return WRONG;
        }
        int at = afterFraction(text, from + SECONDS_LENGTH, to);
        if (at < 0 || at - from > SECONDS_LENGTH + 10) {
            return WRONG;
        }
        int offsetMinutes = offsetMinutes(text, at, to);
        if (offsetMinutes == NO_OFFSET) {
            return WRONG;
        }
        return (seconds - offsetMinutes * 60L) * 1_000_000L + fractionMicros(text, from + SECONDS_LENGTH, at);
    }

    /**
     * The time stamp that a slice is, in microseconds since the epoch, or {@link #WRONG}. Taken is also what programs write
     * that keep less to the standard: a fraction of any length; no seconds; slashes in the date; a space before the offset;
     * {@code UTC} and {@code GMT}; the name of a zone in brackets behind the offset.
     *
     * @param zone where clocks show what a time stamp without offset says; of a time shown twice the earlier is meant, and one
     *     that no clock showed is counted with the offset before
     */
    public static long micros(byte[] text, int from, int to, ZoneId zone) {
        if (to - from < MINUTES_LENGTH
                || !(areDashes(text, from) || (text[from + 4] == '/' && text[from + 7] == '/'))) {
            return WRONG;
        }
        long seconds = seconds(text, from, to);
        if (seconds == WRONG) {
            return WRONG;
        }
        int fractionAt = from + (hasSeconds(text, from, to) ? SECONDS_LENGTH : MINUTES_LENGTH);
        int at = fractionAt > from + MINUTES_LENGTH ? afterFraction(text, fractionAt, to) : fractionAt;
        long micros = at < 0 ? WRONG : inUtc(seconds, text, at, to, zone);
        return micros == WRONG ? WRONG : micros + fractionMicros(text, fractionAt, at);
    }

    /**
     * The moment at which clocks show a time, in microseconds since the epoch, or {@link #WRONG}.
     *
     * @param localSeconds what they show, in seconds since the epoch were it UTC
     * @param at where the offset from UTC begins in the text, up to {@code to}; nothing there: none is stated
     */
    static long inUtc(long localSeconds, byte[] text, int at, int to, ZoneId zone) {
        int start = at < to && text[at] == ' ' ? at + 1 : at;
        if (start == to) {
            return start > at ? WRONG : (localSeconds - offsetSeconds(localSeconds, zone)) * 1_000_000L;
        }
        int end = to;
        if (text[to - 1] == ']') {
            do {
                end--;
            } while (end > start && text[end] != '[');
            if (end == start) {
                return WRONG;
            }
        }
        boolean isUtc = end - start == 3
                && ((text[start] == 'U' && text[start + 1] == 'T' && text[start + 2] == 'C')
                        || (text[start] == 'G' && text[start + 1] == 'M' && text[start + 2] == 'T'));
        int offsetMinutes = isUtc ? 0 : offsetMinutes(text, start, end);
        return offsetMinutes == NO_OFFSET ? WRONG : (localSeconds - offsetMinutes * 60L) * 1_000_000L;
    }

    /** The moment at which clocks of a zone show a time, in microseconds since the epoch. */
    public static long inUtc(long localSeconds, ZoneId zone) {
        return (localSeconds - offsetSeconds(localSeconds, zone)) * 1_000_000L;
    }

    private static long offsetSeconds(long localSeconds, ZoneId zone) {
        return zone instanceof ZoneOffset fixed
                ? fixed.getTotalSeconds()
                : zone.getRules()
                        .getOffset(LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC))
                        .getTotalSeconds();
    }

    private static boolean areDashes(byte[] text, int from) {
        return text[from + 4] == '-' && text[from + 7] == '-';
    }

    private static boolean hasSeconds(byte[] text, int from, int to) {
        return to - from >= SECONDS_LENGTH && text[from + MINUTES_LENGTH] == ':';
    }

    /** Date and time of day up to the second, were it UTC, or {@link #WRONG}. */
    private static long seconds(byte[] text, int from, int to) {
        if ((text[from + 10] != 'T' && text[from + 10] != 't' && text[from + 10] != ' ') || text[from + 13] != ':') {
            return WRONG;
        }
        int century = pair(text, from);
        int yearOfCentury = pair(text, from + 2);
        int month = pair(text, from + 5);
        int day = pair(text, from + 8);
        int hour = pair(text, from + 11);
        int minute = pair(text, from + 14);
        int second = hasSeconds(text, from, to) ? pair(text, from + 17) : 0;
        if ((century | yearOfCentury | month | day | hour | minute | second) < 0) {
            return WRONG;
        }
        int year = century * 100 + yearOfCentury;
        if (year == 0
                || month < 1
                || month > 12
                || day < 1
                || day > CivilTime.daysInMonth(year, month)
                || hour > 23
                || minute > 59
                || second > 60) {
            return WRONG;
        }
        return CivilTime.epochDay(year, month, day) * 86_400L + hour * 3600L + minute * 60L + second;
    }

    /** Where the fraction of a second ends that may stand at a place; -1 if it has no digits. */
    private static int afterFraction(byte[] text, int from, int to) {
        if (from >= to || (text[from] != '.' && text[from] != ',')) {
            return from;
        }
        int at = from + 1;
        while (at < to && isDigit(text[at])) {
            at++;
        }
        return at == from + 1 ? -1 : at;
    }

    private static long fractionMicros(byte[] text, int from, int to) {
        long fraction = 0;
        long unit = 100_000;
        for (int i = from + 1; i < to && unit > 0; i++) {
            fraction += (text[i] - '0') * unit;
            unit /= 10;
        }
        return fraction;
    }

    private static int offsetMinutes(byte[] text, int at, int to) {
        int rest = to - at;
        if (rest == 0 || (rest == 1 && (text[at] == 'Z' || text[at] == 'z'))) {
            return 0;
        }
        byte sign = text[at];
        boolean hasColon = rest == 6 && text[at + 3] == ':';
        if ((sign != '+' && sign != '-') || (rest != 3 && rest != 5 && !hasColon)) {
            return NO_OFFSET;
        }
        int hours = pair(text, at + 1);
        int minutes = rest == 3 ? 0 : pair(text, to - 2);
        if ((hours | minutes) < 0 || minutes > 59 || hours * 60 + minutes > LONGEST_OFFSET_MINUTES) {
            return NO_OFFSET;
        }
        return sign == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
    }

    private static int pair(byte[] text, int at) {
        return isDigit(text[at]) && isDigit(text[at + 1]) ? (text[at] - '0') * 10 + text[at + 1] - '0' : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
