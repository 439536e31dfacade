package io.drey.cli.console;

import io.drey.configuration.Durations;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Reads the times that options are given: moments, days (UTC) and lengths, in the same forms for every command. */
public final class GivenTime {

    private static final String BEFORE_NOW = "now-";
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private GivenTime() {}

    /**
     * A moment: a time, a day's beginning, or so long before now.
     *
     * @throws OperationException naming the option and the forms
     */
    public static Instant moment(String option, String text, Instant now) {
        try {
            if (text.equals("now")) {
                return now;
            }
            if (text.startsWith(BEFORE_NOW)) {
                return now.minus(Durations.parse(text.substring(BEFORE_NOW.length())));
            }
            return DAY.matcher(text).matches()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw OperationException.usage(
                    "%s '%s' is not a time: write it like 2026-01-01T00:00:00Z, 2026-01-01 or now-15m (s, m, h, d)"
                            .formatted(option, Printable.of(text)),
                    e);
        }
    }

    /** As {@link #moment(String, String, Instant)}, from the clock's now. */
    public static Instant moment(String option, String text) {
        return moment(option, text, Instant.now());
    }

    /**
     * A day.
     *
     * @throws OperationException naming the option and the form
     */
    public static LocalDate day(String option, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw OperationException.usage(
                    "%s '%s' is not a day: write it like 2026-01-01".formatted(option, Printable.of(text)), e);
        }
    }

    /**
     * A length of time, which may be none.
     *
     * @throws OperationException naming the option and the forms
     */
    public static Duration length(String option, String text) {
        Duration length;
        try {
            length = Durations.parse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw OperationException.usage(
                    "%s '%s' is not a length of time: write a number and a unit (ms, s, m, h, d), such as 15m or 400d"
                            .formatted(option, Printable.of(text)),
                    e);
        }
        if (length.isNegative()) {
            throw OperationException.usage(
                    "%s '%s' is below zero: write it like 15m".formatted(option, Printable.of(text)));
        }
        return length;
    }

    /**
     * A length of time above zero.
     *
     * @throws OperationException naming the option and the forms
     */
    public static Duration positive(String option, String text) {
        Duration length = length(option, text);
        if (length.isZero()) {
            throw OperationException.usage(
                    "%s is '%s': write a time above zero, such as 15m".formatted(option, Printable.of(text)));
        }
        return length;
    }
}
