package io.drey.query.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A month, a quarter or a year of the calendar, in UTC.
 *
 * @param text as it is written: {@code 2026-10, 2026-Q3} or {@code 2026}
 * @param from the first moment
 * @param to the moment after the last
 */
public record Period(String text, Instant from, Instant to) {

    private static final Pattern WRITTEN = Pattern.compile("((?:19|20|21)\\d{2})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?");
    private static final int MONTHS_OF_QUARTER = 3;
    private static final int MONTHS_OF_YEAR = 12;

    /**
     * Reads a period.
     *
     * @throws QueryUsageException if it is none
     */
    public static Period parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new QueryUsageException(
                    "the period is '%s': write a month such as 2026-10, a quarter such as 2026-Q3, or a year such as 2026"
                            .formatted(Printable.of(text)));
        }
        int year = Integer.parseInt(written.group(1));
        if (written.group(2) != null) {
            return of(text, LocalDate.of(year, Integer.parseInt(written.group(2)), 1), 1);
        }
        if (written.group(3) != null) {
            int quarter = Integer.parseInt(written.group(3));
            return of(text, LocalDate.of(year, (quarter - 1) * MONTHS_OF_QUARTER + 1, 1), MONTHS_OF_QUARTER);
        }
        return of(text, LocalDate.of(year, 1, 1), MONTHS_OF_YEAR);
    }

    /** How much of the calendar a period is. */
    public enum Length {
        @JsonProperty("month")
        MONTH(1),
        @JsonProperty("quarter")
        QUARTER(MONTHS_OF_QUARTER),
        @JsonProperty("year")
        YEAR(MONTHS_OF_YEAR);

        private final int months;

        Length(int months) {
            this.months = months;
        }

        /** The latest period of this length that is over at a moment. */
        public Period before(Instant moment) {
            LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
            int begun = (day.getMonthValue() - 1) / months * months + 1;
            LocalDate first = LocalDate.of(day.getYear(), begun, 1).minusMonths(months);
            return parse(
                    switch (this) {
                        case MONTH -> "%d-%02d".formatted(first.getYear(), first.getMonthValue());
                        case QUARTER -> "%d-Q%d".formatted(first.getYear(), (first.getMonthValue() - 1) / months + 1);
                        case YEAR -> Integer.toString(first.getYear());
                    });
        }
    }

    private static Period of(String text, LocalDate first, int months) {
        return new Period(text, start(first), start(first.plusMonths(months)));
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
