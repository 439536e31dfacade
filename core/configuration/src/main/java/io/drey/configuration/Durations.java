package io.drey.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as documents write them: {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 400d}. */
public final class Durations {

    /** What {@link #parse} takes, as a regular expression. */
    static final String GRAMMAR = "[0-9]{1,12}(ms|s|m|h|d)|P[0-9DTHMS.]+";

    private static final Pattern SHORT = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads the short form, or ISO 8601's such as {@code PT5S}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Duration parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a length of time: " + text, e);
        }
    }

    /** What a key says, or else something. */
    static Duration of(JsonNode content, String key, Duration otherwise) {
        return content.has(key) ? parse(content.path(key).asText()) : otherwise;
    }

    /** The short form with the largest unit that has no rest; fractions of a millisecond need ISO 8601. */
    static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) {
            return duration.toString();
        }
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
