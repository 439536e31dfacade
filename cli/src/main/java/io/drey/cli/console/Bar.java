package io.drey.cli.console;

/** A bar that fills as work is done, of characters that terminals have. */
public final class Bar {

    private Bar() {}

    /**
     * A bar.
     *
     * @param done of {@code all}, 0 or more; more than all counts as all
     * @param all more than 0
     * @param width of the bar, in characters
     */
    public static String of(long done, long all, int width) {
        int filled = (int) Math.min(width, done * width / all);
        return "█".repeat(filled) + "░".repeat(width - filled);
    }
}
