package io.drey.format.line;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;

/**
 * {@code 17/May/2015:10:05:03 +0000} from the time stamp and {@code event.timezone}. Whole seconds only: a leap second and a
 * zone that is not written so are no such time stamp.
 */
public record AccessTimeStamp() implements LinePart {

    private static final int LENGTH = 26;
    private static final int ZONE_AT = 21;
    private static final int ZONE_LENGTH = LENGTH - ZONE_AT;
    private static final long MICROS = 1_000_000L;
    private static final long DAY_SECONDS = 86_400L;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    @Override
    public int match(LogEvent event, int at, int to) {
        int end = at + LENGTH;
        if (end > to
                || event.timestampMicros() % MICROS != 0
                || !event.has(Field.EVENT_TIMEZONE)
                || event.lengthOf(Field.EVENT_TIMEZONE) != ZONE_LENGTH) {
            return DIFFERENT;
        }
        if (FieldOrMinus.matchSlice(event, Field.EVENT_TIMEZONE, at + ZONE_AT, end) < 0) {
            return DIFFERENT;
        }
        byte[] bytes = event.bytes();
        long local = localSeconds(event);
        int second = (int) Math.floorMod(local, DAY_SECONDS);
        if (!isPair(bytes, at + 12, second / 3600)
                || !isPair(bytes, at + 15, second / 60 % 60)
                || !isPair(bytes, at + 18, second % 60)
                || bytes[at + 11] != ':'
                || bytes[at + 14] != ':'
                || bytes[at + 17] != ':'
                || bytes[at + 20] != ' ') {
            return DIFFERENT;
        }
        return isDate(bytes, at, Math.floorDiv(local, DAY_SECONDS)) ? end : DIFFERENT;
    }

    private static boolean isDate(byte[] bytes, int at, long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        int month = 3 * (date.getMonthValue() - 1);
        return isPair(bytes, at, date.getDayOfMonth())
                && bytes[at + 2] == '/'
                && bytes[at + 3] == MONTHS.charAt(month)
                && bytes[at + 4] == MONTHS.charAt(month + 1)
                && bytes[at + 5] == MONTHS.charAt(month + 2)
                && bytes[at + 6] == '/'
                && isPair(bytes, at + 7, date.getYear() / 100)
                && isPair(bytes, at + 9, date.getYear() % 100);
    }

    private static boolean isPair(byte[] bytes, int at, int value) {
        return (bytes[at] - '0') * 10 + bytes[at + 1] - '0' == value && bytes[at + 1] >= '0' && bytes[at + 1] <= '9';
    }

    private static long localSeconds(LogEvent event) {
        byte[] bytes = event.bytes();
        int zone = event.offsetOf(Field.EVENT_TIMEZONE);
        int seconds = pair(bytes, zone + 1) * 3600 + pair(bytes, zone + 3) * 60;
        return Math.floorDiv(event.timestampMicros(), MICROS) + (bytes[zone] == '-' ? -seconds : seconds);
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] - '0') * 10 + bytes[at + 1] - '0';
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        long local = localSeconds(event);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, DAY_SECONDS));
        int second = (int) Math.floorMod(local, DAY_SECONDS);
        int month = 3 * (date.getMonthValue() - 1);
        write(line, date.getDayOfMonth(), '/');
        for (int i = month; i < month + 3; i++) {
            line.write(MONTHS.charAt(i));
        }
        line.write('/');
        line.write('0' + date.getYear() / 1000);
        line.write('0' + date.getYear() / 100 % 10);
        write(line, date.getYear() % 100, ':');
        write(line, second / 3600, ':');
        write(line, second / 60 % 60, ':');
        write(line, second % 60, ' ');
        line.write(event.bytes(), event.offsetOf(Field.EVENT_TIMEZONE), event.lengthOf(Field.EVENT_TIMEZONE));
    }

    private static void write(ByteArrayOutputStream line, int pair, char behind) {
        line.write('0' + pair / 10);
        line.write('0' + pair % 10);
        line.write(behind);
    }

    @Override
    public String sql(LineSql sql) {
        String zone = sql.column(Field.EVENT_TIMEZONE);
        String minutes = "(CASE SUBSTRING(%1$s FROM 1 FOR 1) WHEN '-' THEN -1 ELSE 1 END)"
                + " * (CAST(SUBSTRING(%1$s FROM 2 FOR 2) AS INTEGER) * 60 + CAST(SUBSTRING(%1$s FROM 4 FOR 2) AS INTEGER))";
        return sql.accessTime(minutes.formatted(zone)) + " || ' ' || " + zone;
    }
}
