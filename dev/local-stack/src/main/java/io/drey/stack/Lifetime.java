package io.drey.stack;

/** How long a stack lives. */
public enum Lifetime {
    /** Until somebody stops it, from whichever process. */
    DETACHED,
    /** At most as long as the JVM that started it: a shutdown hook stops it. */
    THIS_JVM
}
