package io.drey.event.parse;

/**
 * Reads time stamps by ISO 8601 as RFC 3339 profiles it: {@code 2015-05-17T10:05:03.123Z}.
 *
 * <p>Up to nine digits of fraction are read and rounded down to microseconds; a space may stand for the {@code T}; the
 * offset may be {@code +hh:mm}, {@code +hhmm} or {@code +hh}; without any, the time is UTC. A leap second is taken as the
 * second that follows it.
 */
final class IsoTime {

    /** What {@link #micros} returns for text that is no time stamp. */
    static final long WRONG = Long.MIN_VALUE;

    private static final int LONGEST_OFFSET_MINUTES = 18 * 60;

    private IsoTime() {}

    /** The time stamp in microseconds since the epoch, or {@link #WRONG}. */
    static long micros(String text) {
        int length = text.length();
        if (length < 19
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || "Tt ".indexOf(text.charAt(10)) < 0
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return WRONG;
        }
        int century = pair(text, 0);
        int yearOfCentury = pair(text, 2);
        int month = pair(text, 5);
        int day = pair(text, 8);
        int hour = pair(text, 11);
        int minute = pair(text, 14);
        int second = pair(text, 17);
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
        int at = 19;
        long fraction = 0;
        if (at < length && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
            int from = ++at;
            long unit = 100_000;
            while (at < length && isDigit(text.charAt(at))) {
                fraction += (text.charAt(at) - '0') * unit;
                unit /= 10;
                at++;
            }
            if (at == from || at - from > 9) {
                return WRONG;
            }
        }
        int offsetMinutes = offsetMinutes(text, at);
        if (offsetMinutes == Integer.MIN_VALUE) {
            return WRONG;
        }
        long seconds = CivilTime.epochDay(year, month, day) * 86_400L + hour * 3600L + minute * 60L + second;
        return (seconds - offsetMinutes * 60L) * 1_000_000L + fraction;
    }

    private static int offsetMinutes(String text, int at) {
        int rest = text.length() - at;
        if (rest == 0 || (rest == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z'))) {
            return 0;
        }
        char sign = text.charAt(at);
        boolean hasColon = rest == 6 && text.charAt(at + 3) == ':';
        if ((sign != '+' && sign != '-') || (rest != 3 && rest != 5 && !hasColon)) {
            return Integer.MIN_VALUE;
        }
        int hours = pair(text, at + 1);
        int minutes = rest == 3 ? 0 : pair(text, text.length() - 2);
        if ((hours | minutes) < 0 || minutes > 59 || hours * 60 + minutes > LONGEST_OFFSET_MINUTES) {
            return Integer.MIN_VALUE;
        }
        return sign == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
    }

    private static int pair(String text, int at) {
        return isDigit(text.charAt(at)) && isDigit(text.charAt(at + 1))
                ? (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0'
                : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
