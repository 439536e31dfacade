package io.drey.cli.console;

import io.drey.event.Printable;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the moments that people write: a time, a day (UTC), or so long before now. */
public final class Moment {

    private static final Pattern BEFORE_NOW = Pattern.compile("now(?:-(\\d{1,6})([smhd]))?");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private Moment() {}

    /**
     * Reads a moment.
     *
     * @throws OperationException naming the option and the forms
     */
    public static Instant parse(String option, String text, Instant now) {
        Matcher before = BEFORE_NOW.matcher(text);
        if (before.matches()) {
            return before.group(1) == null
                    ? now
                    : now.minus(duration(Long.parseLong(before.group(1)), before.group(2)));
        }
        try {
            return DAY.matcher(text).matches()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw OperationException.usage(
                    "%s '%s' is not a time: write it like 2026-01-01T00:00:00Z, 2026-01-01 or now-15m (s, m, h, d)"
                            .formatted(option, Printable.of(text)),
                    e);
        }
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
