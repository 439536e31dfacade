package io.drey.query;

/** The caller asked for something that cannot be: an unknown query, a parameter of another type. One line. */
public final class QueryUsageException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public QueryUsageException(String message) {
        super(message);
    }

    public QueryUsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
