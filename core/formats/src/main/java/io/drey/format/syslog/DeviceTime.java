package io.drey.format.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.format.text.AccessTime;
import io.drey.format.text.CivilTime;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * Reads times as network devices write them: {@code Oct 3 21:59:42}, {@code Oct  3 2022 21:59:42}, {@code Jan  1 2024 00:00:01.123
 * UTC}, {@code Jan 1 00:00:01 2024}, {@code 2024 Jan  1 00:00:01}. The zone is UTC, GMT or Z; another zone is the dataset's.
 */
final class DeviceTime {

    /** What finds the year of a time that has none. */
    @FunctionalInterface
    interface Yearless {
        long micros(int month, int day, long microsOfDay, long arrivalMicros);
    }

    private static final long SECOND = 1_000_000L;
    private static final int SHORTEST = "Oct 3 21:59:42".length();
    private static final int LONGEST_ZONE = 4;
    private static final int TIME_LENGTH = "21:59:42".length();
    private static final Set<String> UTC = Set.of("UTC", "GMT", "Z");

    /** Short for several zones each: the dataset says which it is. */
    private static final Set<String> OTHERS = Set.of(
            "CET", "CEST", "EET", "EEST", "WET", "WEST", "MSK", "BST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST",
            "PDT", "AKST", "AKDT", "HST", "JST", "KST", "IST", "SGT", "HKT", "AEST", "AEDT", "NZST", "NZDT");

    private final ZoneId zone;
    private final Yearless yearless;
    private int end;
    private boolean hasYear;
    private boolean isYearFirst;

    DeviceTime(ZoneId zone, Yearless yearless) {
        this.zone = zone;
        this.yearless = yearless;
    }

    /** The place behind the time that was read last. */
    int end() {
        return end;
    }

    /** Whether it had a year. */
    boolean hasYear() {
        return hasYear;
    }

    /** Whether the year stood in front of the month. */
    boolean isYearFirst() {
        return isYearFirst;
    }

    /** The moment in microseconds since the epoch, or {@link IsoTime#WRONG}. */
    long read(byte[] bytes, int from, int to, long arrivalMicros) {
        end = from;
        hasYear = false;
        isYearFirst = false;
        int firstYear = bytes.length > from && Slices.isDigit(bytes[from]) ? year(bytes, from, to) : 0;
        int monthAt = firstYear > 0 ? from + 5 : from;
        int month = to - monthAt < SHORTEST || bytes[monthAt + 3] != ' ' ? 0 : AccessTime.month(bytes, monthAt);
        if (month == 0) {
            return IsoTime.WRONG;
        }
        int at = monthAt + 4;
        at += bytes[at] == ' ' ? 1 : 0;
        int dayAt = at;
        int day = 0;
        while (at < to && at - dayAt < 2 && Slices.isDigit(bytes[at])) {
            day = day * 10 + bytes[at++] - '0';
        }
        if (day == 0 || at >= to || bytes[at] != ' ') {
            return IsoTime.WRONG;
        }
        at++;
        int year = firstYear > 0 ? firstYear : year(bytes, at, to);
        if (year > 0 && firstYear == 0) {
            at += 5;
        }
        long ofDay = ofDay(bytes, at, to);
        if (ofDay < 0) {
            return IsoTime.WRONG;
        }
        at += TIME_LENGTH;
        long fraction = 0;
        if (at + 1 < to && bytes[at] == '.' && Slices.isDigit(bytes[at + 1])) {
            long unit = SECOND / 10;
            for (at++; at < to && Slices.isDigit(bytes[at]); at++) {
                fraction += (bytes[at] - '0') * unit;
                unit /= 10;
            }
        }
        if (year == 0 && at < to && bytes[at] == ' ' && year(bytes, at + 1, to) > 0) {
            // "Jan 1 00:00:01 2024"
            year = year(bytes, at + 1, to);
            at += 5;
        }
        hasYear = year > 0;
        isYearFirst = firstYear > 0;
        boolean isUtc = false;
        if (at < to && bytes[at] == ' ') {
            int word = at + 1;
            int wordEnd = word;
            while (wordEnd < to && Slices.isLetter(bytes[wordEnd])) {
                wordEnd++;
            }
            if (wordEnd > word && wordEnd - word <= LONGEST_ZONE && wordEnd < to && bytes[wordEnd] == ':') {
                String name = new String(bytes, word, wordEnd - word, US_ASCII);
                isUtc = UTC.contains(name);
                if (isUtc || OTHERS.contains(name)) {
                    at = wordEnd;
                }
            }
        }
        end = at;
        if (year == 0) {
            long micros = yearless.micros(month, day, ofDay, arrivalMicros);
            return micros == IsoTime.WRONG ? micros : micros + fraction;
        }
        if (day < 1 || day > CivilTime.daysInMonth(year, month)) {
            return IsoTime.WRONG;
        }
        long local = CivilTime.epochDay(year, month, day) * 86_400L * SECOND + ofDay;
        return (isUtc ? local : inUtc(local)) + fraction;
    }

    /** Four digits that a blank or colon follows, as a year; 0 if there are none. */
    private static int year(byte[] bytes, int at, int to) {
        // 2001:db8::7 is no year.
        boolean isEnd = at + 5 < to && (bytes[at + 4] == ' ' || (bytes[at + 4] == ':' && bytes[at + 5] == ' '));
        if (!isEnd) {
            return 0;
        }
        int year = 0;
        for (int i = at; i < at + 4; i++) {
            if (!Slices.isDigit(bytes[i])) {
                return 0;
            }
            year = year * 10 + bytes[i] - '0';
        }
        return year;
    }

    /** Microseconds since midnight, or -1. */
    private static long ofDay(byte[] bytes, int at, int to) {
        if (to - at < TIME_LENGTH || bytes[at + 2] != ':' || bytes[at + 5] != ':') {
            return -1;
        }
        int hour = pair(bytes, at);
        int minute = pair(bytes, at + 3);
        int second = pair(bytes, at + 6);
        return (hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 60
                ? -1
                : (hour * 3600L + minute * 60L + second) * SECOND;
    }

    private static int pair(byte[] bytes, int at) {
        return Slices.isDigit(bytes[at]) && Slices.isDigit(bytes[at + 1])
                ? (bytes[at] - '0') * 10 + bytes[at + 1] - '0'
                : -1;
    }

    private long inUtc(long local) {
        if (zone.equals(ZoneOffset.UTC)) {
            return local;
        }
        LocalDateTime shown = LocalDateTime.ofEpochSecond(Math.floorDiv(local, SECOND), 0, ZoneOffset.UTC);
        return local - zone.getRules().getOffset(shown).getTotalSeconds() * SECOND;
    }
}
