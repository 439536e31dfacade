package io.drey.query;

import io.drey.event.Blame;
import io.drey.event.Explained;

/** A query or a report failed while it ran. One line; the cause has the rest. */
public final class QueryException extends RuntimeException implements Explained {

    private static final long serialVersionUID = 1L;

    public QueryException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Blame blame() {
        return Blame.FAILURE;
    }
}
