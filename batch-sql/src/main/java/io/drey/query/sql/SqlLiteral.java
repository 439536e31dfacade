package io.drey.query.sql;

import java.time.LocalDate;

/**
 * Renders typed values as SQL literals that all engines read alike. Flink SQL has no bind parameters, so this, and {@link
 * SqlDialect} for moments, are the only places where a value becomes part of a query's text.
 */
public final class SqlLiteral {

    private SqlLiteral() {}

    /** A string: in quotes, with quotes doubled. SQL knows no other escape, so nothing else can end it. */
    public static String of(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    public static String of(long number) {
        return Long.toString(number);
    }

    public static String of(LocalDate date) {
        return "DATE '" + date + "'";
    }
}
