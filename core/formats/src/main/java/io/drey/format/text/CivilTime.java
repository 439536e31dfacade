package io.drey.format.text;

/** The Gregorian calendar in plain arithmetic: dates and times of day to seconds since the epoch. */
public final class CivilTime {

    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    private static final int DAYS_BEFORE_1970 = 719_162;

    private CivilTime() {}

    public static boolean isLeap(int year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** The number of days in a month, 1 to 12. */
    public static int daysInMonth(int year, int month) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since the epoch of a date that exists, years 1 to 9999. */
    public static long epochDay(int year, int month, int day) {
        int before = year - 1;
        long days = before * 365L + before / 4 - before / 100 + before / 400;
        days += DAYS_BEFORE_MONTH[month - 1] + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
        return days - DAYS_BEFORE_1970;
    }

    /**
     * Seconds since the epoch of a date and time of day, were it UTC; {@link TimeReader#WRONG} if there is no such. A leap second
     * counts as the one that follows.
     */
    public static long epochSeconds(int year, int month, int day, int hour, int minute, int second) {
        boolean exists = year >= 1
                && year <= 9999
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= daysInMonth(year, month)
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 60;
        return exists ? epochDay(year, month, day) * 86_400L + hour * 3600L + minute * 60L + second : TimeReader.WRONG;
    }
}
