package io.drey.rules.condition;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A part of a time by ISO 8601 ({@code 2026-11-28T07:00:00Z}), as it is written, compared with a number: no time zone is
 * converted. What Drey itself gives, such as {@code @timestamp}, is in UTC. A text that is no such time does not pass.
 */
public record TimePart(Part part, Comparison comparison, int value) implements ValueTest {

    /** What of a time is meant. */
    public enum Part {
        MINUTE(0, 59),
        HOUR(0, 23),
        DAY(1, 31),
        /** Of the year by ISO 8601: 53 in long years. */
        WEEK(1, 53),
        MONTH(1, 12),
        YEAR(0, 9999);

        private final int least;
        private final int most;

        Part(int least, int most) {
            this.least = least;
            this.most = most;
        }

        /** Whether a time can have it. */
        public boolean canBe(long value) {
            return value >= least && value <= most;
        }

        /** {@code 0 to 23}. */
        public String range() {
            return least + " to " + most;
        }
    }

    private static final int NONE = -1;
    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

    public TimePart {
        requireNonNull(comparison, "comparison is null");
        if (!part.canBe(value)) {
            throw new IllegalArgumentException("%s %d is not %s".formatted(part, value, part.range()));
        }
    }

    @Override
    public boolean passes(String text) {
        int found = of(text);
        return found != NONE && comparison.holds(Integer.compare(found, value));
    }

    private int of(String text) {
        int year = digits(text, 0, 4);
        int month = separated(text, 4, '-');
        int day = separated(text, 7, '-');
        if (year == NONE || month < 1 || month > 12 || day < 1 || day > 31) {
            return NONE;
        }
        return switch (part) {
            case YEAR -> year;
            case MONTH -> month;
            case DAY -> day;
            case WEEK -> week(year, month, day);
            case HOUR -> hasTime(text) ? digits(text, 11, 2) : NONE;
            case MINUTE -> hasTime(text) ? separated(text, 13, ':') : NONE;
        };
    }

    private static boolean hasTime(String text) {
        return text.length() > 10 && (text.charAt(10) == 'T' || text.charAt(10) == ' ' || text.charAt(10) == 't');
    }

    private static int separated(String text, int at, char separator) {
        return text.length() > at && text.charAt(at) == separator ? digits(text, at + 1, 2) : NONE;
    }

    private static int digits(String text, int from, int count) {
        if (text.length() < from + count) {
            return NONE;
        }
        int number = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static int week(int year, int month, int day) {
        int dayOfYear = DAYS_BEFORE_MONTH[month - 1] + day + (month > 2 && isLeap(year) ? 1 : 0);
        int dayOfWeek = Math.floorMod(firstDay(year) + dayOfYear - 2, 7) + 1;
        int week = (dayOfYear - dayOfWeek + 10) / 7;
        if (week == 0) {
            return weeks(year - 1);
        }
        return week > weeks(year) ? 1 : week;
    }

    /** The day of the week on which a year begins: 1 is Monday. */
    private static int firstDay(int year) {
        int before = year - 1;
        return Math.floorMod(
                        365 * before
                                + Math.floorDiv(before, 4)
                                - Math.floorDiv(before, 100)
                                + Math.floorDiv(before, 400),
                        7)
                + 1;
    }

    private static int weeks(int year) {
        int first = firstDay(year);
        return first == 4 || (first == 3 && isLeap(year)) ? 53 : 52;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    @Override
    public String toString() {
        return "%s %s %d".formatted(part.name().toLowerCase(Locale.ROOT), comparison.symbol(), value);
    }
}
