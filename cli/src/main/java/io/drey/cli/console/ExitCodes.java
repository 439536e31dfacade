package io.drey.cli.console;

/** What a command's exit code says. */
public final class ExitCodes {

    /** What was asked for is done. */
    public static final int DONE = 0;

    /** It was tried and failed. */
    public static final int FAILED = 1;

    /** It was asked for wrongly: nothing was tried. */
    public static final int USAGE = 2;

    /** Some of it is done, and what is missing is named. */
    public static final int PARTIAL = 3;

    private ExitCodes() {}
}
