package io.drey.cli.lake;

import io.drey.event.Printable;
import io.drey.operations.Actor;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what options of the lake's commands were given. */
final class Given {

    private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smhd])");

    private Given() {}

    /** Whoever runs the command. */
    static String actor() {
        return Actor.name();
    }

    /** Calls what says with an {@link IllegalArgumentException} that it was asked for wrongly. */
    static <T> T read(Supplier<T> what) {
        try {
            return what.get();
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    static Duration duration(String option, String text) {
        Matcher matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            throw OperationException.usage("%s '%s' is not a length of time: write it like 400d (s, m, h, d)"
                    .formatted(option, Printable.of(text)));
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    static Instant moment(String option, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw OperationException.usage(
                    "%s '%s' is not a time: write it like 2026-01-01T00:00:00Z or 2026-01-01"
                            .formatted(option, Printable.of(text)),
                    e);
        }
    }

    static LocalDate day(String option, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw OperationException.usage(
                    "%s '%s' is not a day: write it like 2026-01-01".formatted(option, Printable.of(text)), e);
        }
    }

    /** Rows by hold, as {@code case-7=12}. */
    static String held(Map<String, Long> rows) {
        return new TreeMap<>(rows)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(" "));
    }
}
