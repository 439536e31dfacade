package io.drey.event;

/** A failure whose message is all that a person needs: it names the value, the place and the remedy. */
public interface Explained {

    /** Whose it is. */
    Blame blame();
}
