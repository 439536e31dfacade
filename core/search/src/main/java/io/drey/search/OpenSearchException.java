package io.drey.search;

/** OpenSearch cannot be used as configured; the message says what to mend. */
public final class OpenSearchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OpenSearchException(String message) {
        super(message);
    }

    OpenSearchException(String message, Throwable cause) {
        super(message, cause);
    }
}
