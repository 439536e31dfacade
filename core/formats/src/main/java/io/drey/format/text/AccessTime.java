package io.drey.format.text;

/**
 * Reads the time stamps of access logs, {@code 17/May/2015:10:05:03 +0000}: 26 bytes.
 *
 * <p>The last time stamp and the last date are remembered, since neighbours in a log are mostly of the same second and
 * nearly always of the same day. A leap second ({@code :60}) is taken as the second that follows it, as Unix time does.
 */
public final class AccessTime {

    /** How many bytes a time stamp has. */
    public static final int LENGTH = 26;

    /** Where the offset from UTC begins in it. */
    public static final int ZONE_AT = 21;

    /** How many bytes the offset has, its sign included. */
    public static final int ZONE_LENGTH = 5;

    /** What {@link #read} returns for bytes that are no time stamp. */
    public static final long WRONG = Long.MIN_VALUE;

    private static final long NOTHING = -1;
    private static final String SHAPE = "dd/Mon/yyyy:hh:mm:ss +zzzz";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int LARGEST_OFFSET_HOURS = 18;

    private long first;
    private long second;
    private long third;
    /** No bytes equal {@link #third} and this one where nothing is remembered: six of them are in both. */
    private long last = NOTHING;

    private long micros;
    private long midnightSeconds;

    private int wrongAt;
    private String wrong = "";

    /** Where the first byte stood that did not fit, after {@link #read} returned {@link #WRONG}. */
    public int wrongAt() {
        return wrongAt;
    }

    /** What was expected there, after {@link #read} returned {@link #WRONG}. */
    public String wrong() {
        return wrong;
    }

    /** The time stamp at a place in microseconds since the epoch, or {@link #WRONG}. */
    public long read(byte[] bytes, int at, int to) {
        if (to - at >= LENGTH
                && ((Words.at(bytes, at) ^ first)
                                | (Words.at(bytes, at + 8) ^ second)
                                | (Words.at(bytes, at + 16) ^ third)
                                | (Words.at(bytes, at + 18) ^ last))
                        == 0) {
            return micros;
        }
        return readAnother(bytes, at, to);
    }

    private long readAnother(byte[] bytes, int at, int to) {
        if (to - at < LENGTH) {
            return locate(bytes, at, to);
        }
        long dayAndMonth = Words.at(bytes, at);
        long yearAndHour = Words.at(bytes, at + 8);
        long minuteAndSecond = Words.at(bytes, at + 16);
        long secondAndZone = Words.at(bytes, at + 18);
        // The date is the first eleven bytes, the zone the last five.
        if (dayAndMonth != first
                || ((yearAndHour ^ second) & 0xFF_FFFFL) != 0
                || ((secondAndZone ^ last) >>> 24) != 0
                || first == 0) {
            if (!readDate(bytes, at, to)) {
                return WRONG;
            }
        }
        int hour = pair(bytes, at + 12);
        int minute = pair(bytes, at + 15);
        int sec = pair(bytes, at + 18);
        if ((hour | minute | sec) < 0
                || hour > 23
                || minute > 59
                || sec > 60
                || bytes[at + 11] != ':'
                || bytes[at + 14] != ':'
                || bytes[at + 17] != ':'
                || bytes[at + 20] != ' ') {
            return locate(bytes, at, to);
        }
        micros = (midnightSeconds + hour * 3600L + minute * 60L + sec) * 1_000_000L;
        first = dayAndMonth;
        second = yearAndHour;
        third = minuteAndSecond;
        last = secondAndZone;
        return micros;
    }

    private boolean readDate(byte[] bytes, int at, int to) {
        // Forgotten first: a date that turns out wrong must not be taken for the remembered one.
        first = 0;
        last = NOTHING;
        if (locate(bytes, at, to) == WRONG) {
            return false;
        }
        int day = pair(bytes, at);
        int month = month(bytes, at + 3);
        int year = pair(bytes, at + 7) * 100 + pair(bytes, at + 9);
        int offset = pair(bytes, at + 22) * 3600 + pair(bytes, at + 24) * 60;
        long utcMidnight = CivilTime.epochDay(year, month, day) * 86_400L;
        midnightSeconds = utcMidnight - (bytes[at + 21] == '-' ? -offset : offset);
        return true;
    }

    /** Finds the first byte that does not fit; 0 if all fit. */
    private long locate(byte[] bytes, int at, int to) {
        for (int i = 0; i < LENGTH; i++) {
            if (at + i >= to) {
                return fail(at + i, "the line ends within the time stamp");
            }
            byte b = bytes[at + i];
            char shape = SHAPE.charAt(i);
            boolean fits =
                    switch (shape) {
                        case '/', ':', ' ' -> b == shape;
                        case '+' -> b == '+' || b == '-';
                        // Judged as a whole at its first letter.
                        case 'M' -> true;
                        case 'o', 'n' -> true;
                        default -> b >= '0' && b <= '9';
                    };
            if (!fits) {
                return fail(at + i, "expected a time stamp " + SHAPE);
            }
        }
        int month = month(bytes, at + 3);
        if (month == 0) {
            return fail(at + 3, "no such month: expected Jan to Dec");
        }
        int year = pair(bytes, at + 7) * 100 + pair(bytes, at + 9);
        if (year == 0) {
            return fail(at + 7, "no such year: expected 0001 to 9999");
        }
        int day = pair(bytes, at);
        if (day == 0 || day > CivilTime.daysInMonth(year, month)) {
            return fail(at, "no such day in this month");
        }
        if (pair(bytes, at + 12) > 23) {
            return fail(at + 12, "no such hour: expected 00 to 23");
        }
        if (pair(bytes, at + 15) > 59) {
            return fail(at + 15, "no such minute: expected 00 to 59");
        }
        if (pair(bytes, at + 18) > 60) {
            return fail(at + 18, "no such second: expected 00 to 60");
        }
        int zoneHours = pair(bytes, at + 22);
        int zoneMinutes = pair(bytes, at + 24);
        if (zoneMinutes > 59 || zoneHours * 60 + zoneMinutes > LARGEST_OFFSET_HOURS * 60) {
            return fail(at + 21, "no such zone offset: expected -1800 to +1800");
        }
        return 0;
    }

    private long fail(int place, String expected) {
        wrongAt = place;
        wrong = expected;
        return WRONG;
    }

    /** The number of a month's name, 1 to 12, or 0. */
    public static int month(byte[] bytes, int at) {
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if (bytes[at] == MONTHS.charAt(i)
                    && bytes[at + 1] == MONTHS.charAt(i + 1)
                    && bytes[at + 2] == MONTHS.charAt(i + 2)) {
                return i / 3 + 1;
            }
        }
        return 0;
    }

    /** Two digits as a number, or a negative number. */
    private static int pair(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return ((tens | (9 - tens) | ones | (9 - ones)) < 0) ? -1 : tens * 10 + ones;
    }
}
