package io.drey.query;

import io.drey.lake.LogsSql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** What differs between the engines' SQL. */
enum SqlDialect implements LogsSql.Dialect {
    /** Flink SQL: names in backquotes. */
    FLINK('`') {
        /** A number of milliseconds, because a literal in words would depend on the session's time zone. */
        @Override
        String literal(Instant instant) {
            return "TO_TIMESTAMP_LTZ(" + instant.toEpochMilli() + ", 3)";
        }

        /** The month's name by hand, because the pattern's would be that of the machine's language. */
        @Override
        public String accessTime(String timestamp, String minutes) {
            String local = "TIMESTAMPADD(MINUTE, %s, CAST(%s AS TIMESTAMP(0)))".formatted(minutes, timestamp);
            return ("DATE_FORMAT(%1$s, 'dd/')"
                            + " || SUBSTRING('JanFebMarAprMayJunJulAugSepOctNovDec' FROM 3 * CAST(MONTH(%1$s) AS INTEGER) - 2 FOR 3)"
                            + " || DATE_FORMAT(%1$s, '/yyyy:HH:mm:ss')")
                    .formatted(local);
        }

        @Override
        public String isoTime(String timestamp) {
            return "REPLACE(CAST(CAST(%s AS TIMESTAMP(6)) AS VARCHAR), ' ', 'T') || 'Z'".formatted(timestamp);
        }

        /** The fraction by hand, because a moment is made of milliseconds at most. */
        @Override
        public String isoTimeOfMicros(String micros) {
            return ("DATE_FORMAT(CAST(TO_TIMESTAMP_LTZ(CAST((%1$s - MOD(%1$s, 1000000)) / 1000000 AS BIGINT), 0)"
                            + " AS TIMESTAMP(0)), 'yyyy-MM-dd''T''HH:mm:ss.')"
                            + " || LPAD(CAST(MOD(%1$s, 1000000) AS VARCHAR), 6, '0') || 'Z'")
                    .formatted(micros);
        }

        @Override
        public String utf8(String text) {
            return "ENCODE(" + text + ", 'UTF-8')";
        }

        @Override
        String entry(String map, String key) {
            return map + "[" + key + "]";
        }

        /** Keys and values, those that are absent taken out of both: there is no function that filters a map. */
        @Override
        String entries(String map, Collection<String> keys) {
            String values =
                    keys.stream().map(key -> entry(map, SqlLiteral.of(key))).collect(Collectors.joining(", "));
            String present = keys.stream()
                    .map(key -> "CASE WHEN %s IS NOT NULL THEN %s END"
                            .formatted(entry(map, SqlLiteral.of(key)), SqlLiteral.of(key)))
                    .collect(Collectors.joining(", "));
            return "CASE WHEN %s IS NOT NULL THEN MAP_FROM_ARRAYS(ARRAY_REMOVE(ARRAY[%s], %s), ARRAY_REMOVE(ARRAY[%s], %s)) END"
                    .formatted(map, present, NO_TEXT, values, NO_TEXT);
        }
    },
    /** Trino's SQL, which is close to the standard: names in double quotes. */
    TRINO('"') {
        @Override
        String literal(Instant instant) {
            return "TIMESTAMP '" + MILLISECONDS.format(instant) + " UTC'";
        }

        @Override
        public String accessTime(String timestamp, String minutes) {
            return "date_format(date_add('minute', %s, %s AT TIME ZONE 'UTC'), '%%d/%%b/%%Y:%%H:%%i:%%s')"
                    .formatted(minutes, timestamp);
        }

        @Override
        public String isoTime(String timestamp) {
            return "replace(CAST(CAST(%s AT TIME ZONE 'UTC' AS timestamp(6)) AS varchar), ' ', 'T') || 'Z'"
                    .formatted(timestamp);
        }

        @Override
        public String isoTimeOfMicros(String micros) {
            return isoTime("from_unixtime_nanos(" + micros + " * 1000)");
        }

        @Override
        public String utf8(String text) {
            return "to_utf8(" + text + ")";
        }

        @Override
        String entry(String map, String key) {
            return "element_at(" + map + ", " + key + ")";
        }

        @Override
        String entries(String map, Collection<String> keys) {
            return "map_filter(%s, (name, text) -> name IN (%s))"
                    .formatted(map, keys.stream().map(SqlLiteral::of).collect(Collectors.joining(", ")));
        }
    };

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String NO_TEXT = "CAST(NULL AS VARCHAR)";

    private final char quote;

    SqlDialect(char quote) {
        this.quote = quote;
    }

    /** A moment, to the millisecond. */
    abstract String literal(Instant instant);

    /** What a map has by a key; NULL where it has none. */
    abstract String entry(String map, String key);

    /** The entries of a map of texts that have one of some keys, at least one. */
    abstract String entries(String map, Collection<String> keys);

    @Override
    public String quoted(String name) {
        return quote + name + quote;
    }

    /** The file of a query's folder that holds its text in this dialect alone. */
    String fileName() {
        return "query." + name().toLowerCase(Locale.ROOT) + ".sql";
    }
}
