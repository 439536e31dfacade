package io.drey.stack;

/** A stack could not be started, reached or stopped; the message names the value, the place and the remedy. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure without an underlying one. */
    public StackException(String message) {
        super(message);
    }

    /** A failure with its cause. */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
