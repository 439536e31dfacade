package io.drey.lake.retention;

/**
 * What becomes of a row.
 *
 * @param kind what
 * @param hold the hold that keeps it; null unless held
 */
record Verdict(Kind kind, String hold) {

    enum Kind {
        KEEP,
        DELETE,
        /** It would go, but a legal hold covers it. */
        HELD
    }

    static final Verdict KEEP = new Verdict(Kind.KEEP, null);
    static final Verdict DELETE = new Verdict(Kind.DELETE, null);

    static Verdict heldBy(String hold) {
        return new Verdict(Kind.HELD, hold);
    }
}
