package io.drey.schedule.runner;

/** Work was done, and what it found must be seen by somebody. Doing it again would find the same. */
public final class FindingsException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what was found, in a few words */
    public FindingsException(String message) {
        super(message);
    }
}
