package io.drey.query.sight;

/** Somebody asked for what is not for them to see. One line that says so, and nothing of what is there. */
public final class AccessRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AccessRefusedException(String message) {
        super(message);
    }
}
