package io.drey.format.text;

import io.drey.event.Utf8;

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

    private IsoTime() {}

    /** The time stamp in microseconds since the epoch, or {@link #WRONG}. */
    public static long micros(String text) {
        byte[] bytes = Utf8.encode(text);
        return micros(bytes, 0, bytes.length);
    }

    /** The time stamp that a slice is, in microseconds since the epoch, or {@link #WRONG}. */
    public static long micros(byte[] text, int from, int to) {
        if (to - from < 19
                || text[from + 4] != '-'
                || text[from + 7] != '-'
                || (text[from + 10] != 'T' && text[from + 10] != 't' && text[from + 10] != ' ')
                || text[from + 13] != ':'
                || text[from + 16] != ':') {
            return WRONG;
        }
        int century = pair(text, from);
        int yearOfCentury = pair(text, from + 2);
        int month = pair(text, from + 5);
        int day = pair(text, from + 8);
        int hour = pair(text, from + 11);
        int minute = pair(text, from + 14);
        int second = pair(text, from + 17);
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
        int at = from + 19;
        long fraction = 0;
        if (at < to && (text[at] == '.' || text[at] == ',')) {
            int fractionAt = ++at;
            long unit = 100_000;
            while (at < to && isDigit(text[at])) {
                fraction += (text[at] - '0') * unit;
                unit /= 10;
                at++;
            }
            if (at == fractionAt || at - fractionAt > 9) {
                return WRONG;
            }
        }
        int offsetMinutes = offsetMinutes(text, at, to);
        if (offsetMinutes == Integer.MIN_VALUE) {
            return WRONG;
        }
        long seconds = CivilTime.epochDay(year, month, day) * 86_400L + hour * 3600L + minute * 60L + second;
        return (seconds - offsetMinutes * 60L) * 1_000_000L + fraction;
    }

    private static int offsetMinutes(byte[] text, int at, int to) {
        int rest = to - at;
        if (rest == 0 || (rest == 1 && (text[at] == 'Z' || text[at] == 'z'))) {
            return 0;
        }
        byte sign = text[at];
        boolean hasColon = rest == 6 && text[at + 3] == ':';
        if ((sign != '+' && sign != '-') || (rest != 3 && rest != 5 && !hasColon)) {
            return Integer.MIN_VALUE;
        }
        int hours = pair(text, at + 1);
        int minutes = rest == 3 ? 0 : pair(text, to - 2);
        if ((hours | minutes) < 0 || minutes > 59 || hours * 60 + minutes > LONGEST_OFFSET_MINUTES) {
            return Integer.MIN_VALUE;
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
