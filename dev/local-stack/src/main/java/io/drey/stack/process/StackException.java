package io.drey.stack.process;

import io.drey.event.Blame;
import io.drey.event.Explained;

/** A stack could not be started, reached or stopped; the message names the value, the place and the remedy. */
public final class StackException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    /** A failure without an underlying one. */
    public StackException(String message) {
        super(message);
    }

    /** A failure with its cause. */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Blame blame() {
        return Blame.FAILURE;
    }
}
