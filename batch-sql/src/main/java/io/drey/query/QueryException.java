package io.drey.query;

/** A query or a report failed while it ran. One line; the cause has the rest. */
public final class QueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueryException(String message, Throwable cause) {
        super(message, cause);
    }
}
