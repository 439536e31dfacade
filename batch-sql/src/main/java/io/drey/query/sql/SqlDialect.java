package io.drey.query.sql;

import io.drey.lake.LogsSql;
import io.drey.lake.SkeletonLine;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What differs between the engines' SQL. */
public enum SqlDialect implements LogsSql.Dialect {
    /** Flink SQL: names in backquotes. */
    FLINK('`') {
        /** A number of milliseconds, because a literal in words would depend on the session's time zone. */
        @Override
        public String literal(Instant instant) {
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
        public String filled(String skeleton, String labels, String timestamp, List<String> fields) {
            return "%s(%s, %s, %s, ARRAY[%s])"
                    .formatted(SkeletonLine.NAME, skeleton, labels, timestamp, String.join(", ", fields));
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

        /** An array of one element and its only element, so that the values' map is made once for each line. */
        @Override
        public String filled(String skeleton, String labels, String timestamp, List<String> fields) {
            String numbers = IntStream.range(0, fields.size())
                    .mapToObj(i -> "'" + i + "'")
                    .collect(Collectors.joining(", "));
            String values = "map_concat(COALESCE(%s, CAST(map() AS map(varchar, varchar))), map(ARRAY[%s], ARRAY[%s]))"
                    .formatted(labels, numbers, String.join(", ", fields));
            return "to_utf8(element_at(transform(ARRAY[%s], known -> regexp_replace(from_utf8(%s), '%s', gap -> %s)), 1))"
                    .formatted(values, skeleton, GAP, filling(timestamp));
        }

        /** What stands for a gap: its letter is {@code gap[1]}, and with what it is filled is {@code gap[2]}. */
        private static String filling(String timestamp) {
            String value = "element_at(known, gap[2])";
            String local = "date_add('minute', CAST(gap[2] AS bigint), %s AT TIME ZONE 'UTC')".formatted(timestamp);
            String digits = "CAST(CAST(%s AS timestamp(6)) AS varchar)";
            String nanoseconds = "CAST(%s AS bigint)".formatted(value);
            return ("CASE gap[1] WHEN 'v' THEN %s WHEN 'q' THEN %s WHEN 'g' THEN %s"
                            + " WHEN 'd' THEN substr(%s, 1, 10) WHEN 'c' THEN substr(%s, 12, 8)"
                            + " WHEN 'a' THEN date_format(%s, '%%d/%%b/%%Y')"
                            + " WHEN 'f' THEN substr(%s, 21, CAST(gap[2] AS bigint))"
                            + " WHEN 's' THEN CAST(date_diff('second', from_unixtime(0), %s) AS varchar)"
                            + " WHEN 'w' THEN CAST(%s / 1000000000 AS varchar)"
                            + " WHEN 'm' THEN lpad(CAST(%s %% 1000000000 / 1000000 AS varchar), 3, '0') END")
                    .formatted(
                            value,
                            escaped(value, ESCAPES),
                            escaped(escaped(value, ESCAPES), ESCAPES_FOR_HTML),
                            digits.formatted(local),
                            digits.formatted(local),
                            local,
                            digits.formatted(timestamp + " AT TIME ZONE 'UTC'"),
                            timestamp,
                            nanoseconds,
                            nanoseconds);
        }

        private static String escaped(String text, Map<String, String> escapes) {
            String expression = text;
            for (Map.Entry<String, String> each : escapes.entrySet()) {
                expression = "replace(%s, %s, '%s')".formatted(expression, each.getKey(), each.getValue());
            }
            return expression;
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

    /** A gap of a line's skeleton, as a regular expression. */
    private static final String GAP = "\\x01([a-z])([^\\x02]*)\\x02";

    /** What JSON escapes, as SQL, and how: backslashes first, as the others' escapes have some. */
    private static final Map<String, String> ESCAPES = inOrder(
            "'\\'", "\\\\", "'\"'", "\\\"", "chr(10)", "\\n", "chr(13)", "\\r", "chr(9)", "\\t", "chr(8)", "\\b",
            "chr(12)", "\\f");

    private static final Map<String, String> ESCAPES_FOR_HTML =
            inOrder("'<'", "\\u003c", "'>'", "\\u003e", "'&'", "\\u0026");

    private static Map<String, String> inOrder(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

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
