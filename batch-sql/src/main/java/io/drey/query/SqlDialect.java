package io.drey.query;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What differs between the engines' SQL. */
enum SqlDialect {
    /** Flink SQL: names in backquotes. */
    FLINK('`') {
        /** A number of milliseconds, because a literal in words would depend on the session's time zone. */
        @Override
        String literal(Instant instant) {
            return "TO_TIMESTAMP_LTZ(" + instant.toEpochMilli() + ", 3)";
        }
    },
    /** Trino's SQL, which is close to the standard: names in double quotes. */
    TRINO('"') {
        @Override
        String literal(Instant instant) {
            return "TIMESTAMP '" + MILLISECONDS.format(instant) + " UTC'";
        }
    };

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final char quote;

    SqlDialect(char quote) {
        this.quote = quote;
    }

    /** A moment, to the millisecond. */
    abstract String literal(Instant instant);

    /** A name of ours, which holds no quote. */
    String quoted(String name) {
        return quote + name + quote;
    }

    /** The file of a query's folder that holds its text in this dialect alone. */
    String fileName() {
        return "query." + name().toLowerCase(Locale.ROOT) + ".sql";
    }
}
