package io.drey.lake;

import io.drey.event.Blame;
import io.drey.event.Explained;

/** The lake cannot be used as asked: unreachable, not set up, or not of this version. The message says what to do. */
public final class LakeException extends RuntimeException implements Explained {

    private static final long serialVersionUID = 1L;

    public LakeException(String message) {
        super(message);
    }

    public LakeException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Blame blame() {
        return Blame.FAILURE;
    }
}
