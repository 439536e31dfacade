package io.drey.format.text;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;

/**
 * Reads time stamps in any form that cannot be taken for another one:
 *
 * <ul>
 *   <li>by ISO 8601, as {@link IsoTime#micros(byte[], int, int, ZoneId)} has it: with a fraction of any length, or without
 *       seconds; a space for the {@code T}, slashes in the date, a space before the offset; {@code 2024-05-01T10:00+02:00}
 *   <li>of mail and HTTP (RFC 1123): {@code Wed, 01 May 2024 10:00:00 GMT}, with or without the weekday
 *   <li>with the month in front, as security products write them: {@code May 01 2024 10:00:00.250 UTC}
 *   <li>of access logs: {@code 01/May/2024:10:00:00 +0200}
 *   <li>numbers since the epoch, whole or with a fraction: seconds, milliseconds, microseconds or nanoseconds, whichever puts
 *       them into the years 1990 to 2099; a number for which none does is no time
 * </ul>
 *
 * <p>What is finer than a microsecond is dropped.
 */
public final class AnyTime implements TimeReader {

    private static final long SECOND = 1_000_000L;
    private static final long EARLIEST_MICROS = CivilTime.epochDay(1990, 1, 1) * 86_400L * SECOND;
    private static final long END_MICROS = CivilTime.epochDay(2100, 1, 1) * 86_400L * SECOND;
    private static final int SHORTEST = 9;
    private static final int MONTH_FIRST_LENGTH = "May 01 2024 10:00:00".length();

    private final ZoneId zone;
    private final AccessTime accessTime = new AccessTime();

    /**
     * A reader.
     *
     * @param zone where clocks show what a time stamp without zone says
     */
    public AnyTime(ZoneId zone) {
        this.zone = requireNonNull(zone, "zone is null");
    }

    @Override
    public long micros(byte[] text, int from, int to, long arrivalMillis) {
        int length = to - from;
        if (length < SHORTEST) {
            return WRONG;
        }
        byte fifth = text[from + 4];
        if (fifth == '-' || fifth == '/') {
            return IsoTime.micros(text, from, to, zone);
        }
        if (text[from + 2] == '/') {
            return length == AccessTime.LENGTH ? accessTime.read(text, from, to) : WRONG;
        }
        long micros = isDigit(text[from]) ? epochMicros(text, from, to) : WRONG;
        micros = micros == WRONG ? mailMicros(text, from, to) : micros;
        return micros == WRONG ? monthFirstMicros(text, from, to) : micros;
    }

    private long monthFirstMicros(byte[] text, int from, int to) {
        if (to - from < MONTH_FIRST_LENGTH
                || text[from + 3] != ' '
                || text[from + 6] != ' '
                || text[from + 11] != ' '
                || text[from + 14] != ':'
                || text[from + 17] != ':') {
            return WRONG;
        }
        int month = AccessTime.month(text, from);
        int day = text[from + 4] == ' ' && isDigit(text[from + 5]) ? text[from + 5] - '0' : pair(text, from + 4);
        int century = pair(text, from + 7);
        int yearOfCentury = pair(text, from + 9);
        int hour = pair(text, from + 12);
        int minute = pair(text, from + 15);
        int second = pair(text, from + 18);
        long seconds = (century | yearOfCentury) < 0
                ? WRONG
                : CivilTime.epochSeconds(century * 100 + yearOfCentury, month, day, hour, minute, second);
        if (seconds == WRONG) {
            return WRONG;
        }
        int at = from + MONTH_FIRST_LENGTH;
        long fraction = 0;
        if (at < to && text[at] == '.') {
            long unit = SECOND / 10;
            int begin = ++at;
            while (at < to && isDigit(text[at])) {
                fraction += (text[at++] - '0') * unit;
                unit /= 10;
            }
            if (at == begin) {
                return WRONG;
            }
        }
        long micros = IsoTime.inUtc(seconds, text, at, to, zone);
        return micros == WRONG ? WRONG : micros + fraction;
    }

    /** The moment that a number since the epoch is, in microseconds, or {@link #WRONG} if it is none in a sane range. */
    public static long epochMicros(byte[] text, int from, int to) {
        long whole = Decimal.scaled(text, from, to, 0);
        int places;
        if (whole < 10_000_000_000L) {
            places = 6;
        } else if (whole < 10_000_000_000_000L) {
            places = 3;
        } else if (whole < 10_000_000_000_000_000L) {
            places = 0;
        } else {
            places = -3;
        }
        // Most times are whole numbers or have few digits; the fraction is read only once the range is known.
        long micros = whole < 0 ? WRONG : Decimal.scaled(text, from, to, places);
        return micros >= EARLIEST_MICROS && micros < END_MICROS ? micros : WRONG;
    }

    private long mailMicros(byte[] text, int from, int to) {
        int at = from;
        if (isLetter(text[at])) {
            while (at < to && isLetter(text[at])) {
                at++;
            }
            if (at + 1 >= to || text[at] != ',' || text[at + 1] != ' ') {
                return WRONG;
            }
            at += 2;
        }
        int day = 0;
        int dayAt = at;
        while (at < to && at - dayAt < 2 && isDigit(text[at])) {
            day = day * 10 + text[at++] - '0';
        }
        // " Mon yyyy hh:mm" has 15 bytes.
        if (at == dayAt || to - at < 15 || text[at] != ' ' || text[at + 4] != ' ' || text[at + 9] != ' ') {
            return WRONG;
        }
        int month = AccessTime.month(text, at + 1);
        int year = pair(text, at + 5) * 100 + pair(text, at + 7);
        int hour = pair(text, at + 10);
        int minute = pair(text, at + 13);
        if (text[at + 12] != ':' || (pair(text, at + 5) | pair(text, at + 7) | hour | minute) < 0) {
            return WRONG;
        }
        at += 15;
        int second = 0;
        if (at < to && text[at] == ':') {
            if (to - at < 3) {
                return WRONG;
            }
            second = pair(text, at + 1);
            at += 3;
        }
        if (year == 0
                || month == 0
                || day == 0
                || day > CivilTime.daysInMonth(year, month)
                || hour > 23
                || minute > 59
                || second < 0
                || second > 60) {
            return WRONG;
        }
        long seconds = CivilTime.epochDay(year, month, day) * 86_400L + hour * 3600L + minute * 60L + second;
        return IsoTime.inUtc(seconds, text, at, to, zone);
    }

    private static int pair(byte[] text, int at) {
        return isDigit(text[at]) && isDigit(text[at + 1]) ? (text[at] - '0') * 10 + text[at + 1] - '0' : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }
}
