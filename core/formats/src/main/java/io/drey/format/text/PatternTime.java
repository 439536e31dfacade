package io.drey.format.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.INSTANT_SECONDS;
import static java.time.temporal.ChronoField.MICRO_OF_SECOND;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * Reads time stamps by a pattern of {@link DateTimeFormatter}, with English names. A time stamp without a time of day is that
 * day's first moment; one without a year is of the last year in which it lies no more than a day behind the arrival. Creates
 * objects for each: about a microsecond.
 */
final class PatternTime implements TimeReader {

    private static final int MOST_YEARS = 8;

    private final DateTimeFormatter formatter;
    private final ZoneId zone;

    PatternTime(String pattern, ZoneId zone) {
        this.formatter = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
        this.zone = zone;
    }

    @Override
    public long micros(byte[] text, int from, int to, long arrivalMillis) {
        try {
            TemporalAccessor read = formatter.parse(new String(text, from, to - from, UTF_8));
            if (read.isSupported(INSTANT_SECONDS)) {
                return read.getLong(INSTANT_SECONDS) * 1_000_000 + read.get(MICRO_OF_SECOND);
            }
            LocalTime time = read.query(TemporalQueries.localTime());
            LocalTime known = time == null ? LocalTime.MIDNIGHT : time;
            ZoneId stated = read.query(TemporalQueries.zone());
            ZoneId where = stated == null ? zone : stated;
            LocalDate date = read.query(TemporalQueries.localDate());
            if (date != null) {
                return micros(date.atTime(known), where);
            }
            if (!read.isSupported(MONTH_OF_YEAR) || !read.isSupported(DAY_OF_MONTH)) {
                return WRONG;
            }
            return yearless(MonthDay.of(read.get(MONTH_OF_YEAR), read.get(DAY_OF_MONTH)), known, where, arrivalMillis);
        } catch (DateTimeParseException | ArithmeticException e) {
            return WRONG;
        }
    }

    private static long yearless(MonthDay day, LocalTime time, ZoneId zone, long arrivalMillis) {
        ZonedDateTime latest =
                Instant.ofEpochMilli(arrivalMillis).plus(1, ChronoUnit.DAYS).atZone(zone);
        for (int year = latest.getYear(); year > latest.getYear() - MOST_YEARS; year--) {
            if (day.isValidYear(year)
                    && !day.atYear(year).atTime(time).atZone(zone).isAfter(latest)) {
                return micros(day.atYear(year).atTime(time), zone);
            }
        }
        return WRONG;
    }

    private static long micros(LocalDateTime local, ZoneId zone) {
        Instant instant = local.atZone(zone).toInstant();
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }
}
