package io.drey.format.text;

import java.time.ZoneId;

/**
 * Reads time stamps as C's {@code ctime} writes them, {@code Wed May 01 10:00:00 2024}: a fraction of a second may stand
 * behind the seconds, and the day of the month be filled up with a zero or a space. What is finer than a microsecond is dropped.
 * The weekday is not checked.
 */
public final class LetterTime {

    private static final long SECOND = 1_000_000L;
    private static final int SHORTEST = "Wed May 01 10:00:00 2024".length();
    private static final int FRACTION_AT = "Wed May 01 10:00:00".length();

    private LetterTime() {}

    /**
     * The time stamp that a slice is, in microseconds since the epoch, or {@link TimeReader#WRONG}.
     *
     * @param zone where clocks show it
     */
    public static long micros(byte[] text, int from, int to, ZoneId zone) {
        if (to - from < SHORTEST
                || text[from + 3] != ' '
                || text[from + 7] != ' '
                || text[from + 10] != ' '
                || text[from + 13] != ':'
                || text[from + 16] != ':'
                || !areLetters(text, from)) {
            return TimeReader.WRONG;
        }
        int month = AccessTime.month(text, from + 4);
        int day = text[from + 8] == ' ' && Slices.isDigit(text[from + 9])
                ? text[from + 9] - '0'
                : (int) Decimal.digits(text, from + 8, from + 10);
        int hour = (int) Decimal.digits(text, from + 11, from + 13);
        int minute = (int) Decimal.digits(text, from + 14, from + 16);
        int second = (int) Decimal.digits(text, from + 17, from + 19);
        int at = from + FRACTION_AT;
        long micros = 0;
        if (text[at] == '.') {
            int begin = ++at;
            long unit = SECOND / 10;
            while (at < to && Slices.isDigit(text[at])) {
                micros += (text[at++] - '0') * unit;
                unit /= 10;
            }
            if (at == begin) {
                return TimeReader.WRONG;
            }
        }
        if (to - at != " 2024".length() || text[at] != ' ') {
            return TimeReader.WRONG;
        }
        int year = (int) Decimal.digits(text, at + 1, to);
        long seconds = CivilTime.epochSeconds(year, month, day, hour, minute, second);
        return seconds == TimeReader.WRONG ? TimeReader.WRONG : IsoTime.inUtc(seconds, zone) + micros;
    }

    private static boolean areLetters(byte[] text, int from) {
        return Slices.isLetter(text[from]) && Slices.isLetter(text[from + 1]) && Slices.isLetter(text[from + 2]);
    }
}
