package io.drey.query;

import io.drey.event.Blame;
import io.drey.event.Explained;

/** The caller asked for something that cannot be: an unknown query, a parameter of another type. One line. */
public final class QueryUsageException extends IllegalArgumentException implements Explained {

    private static final long serialVersionUID = 1L;

    public QueryUsageException(String message) {
        super(message);
    }

    public QueryUsageException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Blame blame() {
        return Blame.USAGE;
    }
}
