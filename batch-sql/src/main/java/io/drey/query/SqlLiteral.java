package io.drey.query;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Renders typed values as SQL literals. Flink SQL has no bind parameters, so this is the only place where a value becomes
 * part of a query's text.
 */
final class SqlLiteral {

    private SqlLiteral() {}

    /** A string: in quotes, with quotes doubled. SQL knows no other escape, so nothing else can end it. */
    static String of(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String of(long number) {
        return Long.toString(number);
    }

    static String of(LocalDate date) {
        return "DATE '" + date + "'";
    }

    /** A moment, as a number of milliseconds, because a literal in words would depend on the session's time zone. */
    static String of(Instant instant) {
        return "TO_TIMESTAMP_LTZ(" + instant.toEpochMilli() + ", 3)";
    }
}
