package io.drey.query.engine;

import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import java.util.Arrays;

/** Words for what goes wrong in an engine. */
public final class Failures {

    private Failures() {}

    static QueryUsageException noQuery(String words, Throwable failure) {
        return new QueryUsageException(
                "the SQL is not a query over logs, alerts and dead_letters: %s".formatted(words), failure);
    }

    static QueryException failed(String words, Throwable failure) {
        String remedy = isOfFile(failure) ? ". A file of the lake cannot be read: 'drey lake verify' names it" : "";
        return new QueryException("the query failed: %s%s".formatted(words, remedy), failure);
    }

    /** Whether it comes from reading a file: what fails within a page says neither the file nor that it was one. */
    private static boolean isOfFile(Throwable failure) {
        for (Throwable each = failure; each != null && each != each.getCause(); each = each.getCause()) {
            if ((each.getMessage() != null && each.getMessage().contains(".parquet"))
                    || Arrays.stream(each.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().contains(".parquet."))) {
                return true;
            }
        }
        return false;
    }

    /** The innermost message, on one line: the outer ones only say that something failed. */
    static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return firstLine(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
    }

    public static String firstLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse(message);
    }
}
