package io.drey.query.sql;

import io.drey.lake.LogsSql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How lines are put together in Trino, where no function of ours is installed. */
final class TrinoLineWords implements LogsSql.LineWords {

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
        String numbers =
                IntStream.range(0, fields.size()).mapToObj(i -> "'" + i + "'").collect(Collectors.joining(", "));
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
}
