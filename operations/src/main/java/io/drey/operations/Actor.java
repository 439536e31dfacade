package io.drey.operations;

/** Whoever runs a command, for the record: the user of the operating system. */
public final class Actor {

    private Actor() {}

    public static String name() {
        return System.getProperty("user.name", "unknown");
    }
}
