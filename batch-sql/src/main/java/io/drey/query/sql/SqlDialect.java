package io.drey.query.sql;

import io.drey.lake.LogsSql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What differs between the engines' SQL. */
public enum SqlDialect implements LogsSql.Dialect {
    /** Flink SQL: names in backquotes. */
    FLINK('`') {
        /** A number of milliseconds, because a literal in words would depend on the session's time zone. */
        @Override
        public String literal(Instant instant) {
            return "TO_TIMESTAMP_LTZ(" + instant.toEpochMilli() + ", 3)";
        }

        @Override
        public Optional<LogsSql.LineWords> lineWords() {
            return Optional.empty();
        }

        @Override
        public String entry(String map, String key) {
            return map + "[" + key + "]";
        }

        /** A function of our own, which {@code drey query} brings. */
        @Override
        public String epochMillisOf() {
            return EPOCH_MS + "(";
        }

        /** Keys and values, those that are absent taken out of both: there is no function that filters a map. */
        @Override
        public String entries(String map, Collection<String> keys) {
            String values =
                    keys.stream().map(key -> entry(map, SqlLiteral.of(key))).collect(Collectors.joining(", "));
            String present = keys.stream()
                    // A literal's own type is of its length, and is not that of what is taken out.
                    .map(key -> "CASE WHEN %s IS NOT NULL THEN CAST(%s AS STRING) END"
                            .formatted(entry(map, SqlLiteral.of(key)), SqlLiteral.of(key)))
                    .collect(Collectors.joining(", "));
            return "CASE WHEN %s IS NOT NULL THEN MAP_FROM_ARRAYS(ARRAY_REMOVE(ARRAY[%s], %s), ARRAY_REMOVE(ARRAY[%s], %s)) END"
                    .formatted(map, present, NO_TEXT, values, NO_TEXT);
        }
    },
    /** Trino's SQL, which is close to the standard: names in double quotes. */
    TRINO('"') {
        @Override
        public String literal(Instant instant) {
            return "TIMESTAMP '" + MILLISECONDS.format(instant) + " UTC'";
        }

        @Override
        public Optional<LogsSql.LineWords> lineWords() {
            return Optional.of(new TrinoLineWords());
        }

        @Override
        public String epochMillisOf() {
            return "date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000 UTC', ";
        }

        @Override
        public String entry(String map, String key) {
            return "element_at(" + map + ", " + key + ")";
        }

        @Override
        public String entries(String map, Collection<String> keys) {
            return "map_filter(%s, (name, text) -> name IN (%s))"
                    .formatted(map, keys.stream().map(SqlLiteral::of).collect(Collectors.joining(", ")));
        }
    };

    /** The function of queries that gives the milliseconds since the epoch. */
    public static final String EPOCH_MS = "epoch_ms";

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String NO_TEXT = "CAST(NULL AS VARCHAR)";

    private final char quote;

    SqlDialect(char quote) {
        this.quote = quote;
    }

    /** A moment, to the millisecond. */
    public abstract String literal(Instant instant);

    /** How a call begins that gives the milliseconds since the epoch of a TIMESTAMP WITH TIME ZONE: argument and bracket follow. */
    public abstract String epochMillisOf();

    /** What a map has by a key; NULL where it has none. */
    public abstract String entry(String map, String key);

    /** The entries of a map of texts that have one of some keys, at least one. */
    public abstract String entries(String map, Collection<String> keys);

    @Override
    public String quoted(String name) {
        return quote + name + quote;
    }

    /** The file of a query's folder that holds its text in this dialect alone. */
    public String fileName() {
        return "query." + name().toLowerCase(Locale.ROOT) + ".sql";
    }
}
