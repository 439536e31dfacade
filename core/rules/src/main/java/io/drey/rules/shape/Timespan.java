package io.drey.rules.shape;

/** The lengths of time that shapes take. */
final class Timespan {

    /** Far beyond any rule's, and far enough from overflow when it is added to a time stamp. */
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private Timespan() {}

    static void check(long millis, String what) {
        if (millis < 1 || millis > LONGEST) {
            throw new IllegalArgumentException(
                    "%s is %d ms: it must be at least 1 and at most %d".formatted(what, millis, LONGEST));
        }
    }
}
