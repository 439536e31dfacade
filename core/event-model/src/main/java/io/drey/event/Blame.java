package io.drey.event;

/** Whose a failure is. */
public enum Blame {
    /** Something was asked for that cannot be: nothing was tried. */
    USAGE,
    /** It was tried and failed. */
    FAILURE
}
