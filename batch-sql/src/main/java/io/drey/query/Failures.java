package io.drey.query;

/** Words for what goes wrong in an engine. */
final class Failures {

    private Failures() {}

    static QueryUsageException noQuery(String words, Throwable failure) {
        return new QueryUsageException(
                "the SQL is not a query over logs, alerts and dead_letters: %s".formatted(words), failure);
    }

    static QueryException failed(String words, Throwable failure) {
        return new QueryException("the query failed: %s".formatted(words), failure);
    }

    /** The innermost message, on one line: the outer ones only say that something failed. */
    static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return firstLine(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
    }

    static String firstLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse(message);
    }
}
