package io.drey.query.sight;

import io.drey.event.Blame;
import io.drey.event.Explained;

/** Somebody asked for what is not for them to see. One line that says so, and nothing of what is there. */
public final class AccessRefusedException extends RuntimeException implements Explained {

    private static final long serialVersionUID = 1L;

    public AccessRefusedException(String message) {
        super(message);
    }

    @Override
    public Blame blame() {
        return Blame.FAILURE;
    }
}
