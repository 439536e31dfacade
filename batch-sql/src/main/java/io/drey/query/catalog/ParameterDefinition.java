package io.drey.query.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlLiteral;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * A parameter of a query.
 *
 * @param name in kebab case; {@code ${name}} in the query stands for the value
 * @param type what it holds
 * @param defaultValue the value where none is given; null if one must be given
 * @param minimum the least number
 * @param maximum the greatest number
 * @param description what it is for
 */
public record ParameterDefinition(
        String name,
        ParameterType type,
        @JsonProperty("default") String defaultValue,
        Long minimum,
        Long maximum,
        String description) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    public ParameterDefinition {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("parameter name '%s' is not in kebab case".formatted(name));
        }
        if (type == null) {
            throw new IllegalArgumentException(
                    "parameter %s has no type: text, integer, instant, glob or field".formatted(name));
        }
        minimum = minimum == null ? Long.MIN_VALUE : minimum;
        maximum = maximum == null ? Long.MAX_VALUE : maximum;
    }

    /**
     * The value as a literal.
     *
     * @throws QueryUsageException if it is not of the type
     */
    String literal(String value, SqlDialect dialect) {
        return switch (type) {
            case TEXT -> text(value);
            case INTEGER -> SqlLiteral.of(integer(value));
            case INSTANT -> dialect.literal(instant(name, value));
            case FIELD -> field(value);
            case GLOB -> throw new IllegalStateException("parameter %s is part of a condition alone".formatted(name));
        };
    }

    private String text(String value) {
        if (defaultValue == null && value.isBlank()) {
            throw new QueryUsageException("parameter %s is empty: %s".formatted(name, description));
        }
        return SqlLiteral.of(value);
    }

    /** Written as a user writes it; what the engine wants is put there with all other fields. */
    private String field(String value) {
        try {
            FieldName.parse(value);
        } catch (IllegalArgumentException e) {
            throw new QueryUsageException("parameter %s: %s".formatted(name, e.getMessage()), e);
        }
        return "field(%s)".formatted(SqlLiteral.of(value));
    }

    private long integer(String value) {
        try {
            long number = Long.parseLong(value);
            if (number >= minimum && number <= maximum) {
                return number;
            }
            throw new QueryUsageException(
                    "parameter %s is %d: it must be from %d to %d".formatted(name, number, minimum, maximum));
        } catch (NumberFormatException e) {
            throw new QueryUsageException(
                    "parameter %s is '%s': it must be a whole number".formatted(name, Printable.of(value)), e);
        }
    }

    /** Reads a moment; a day alone is its beginning in UTC. */
    static Instant instant(String name, String value) {
        try {
            return value.contains("T")
                    ? Instant.parse(value)
                    : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new QueryUsageException(
                    "parameter %s is '%s': write a moment in UTC such as 2026-01-31T08:00:00Z, or a day such as 2026-01-31"
                            .formatted(name, Printable.of(value)),
                    e);
        }
    }
}
