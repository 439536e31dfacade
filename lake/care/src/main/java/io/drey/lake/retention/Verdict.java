package io.drey.lake.retention;

/**
 * What becomes of a row.
 *
 * @param kind what
 * @param hold the hold that keeps it; null unless held
 */
public record Verdict(Kind kind, String hold) {

    /** What becomes of it. */
    public enum Kind {
        KEEP,
        DELETE,
        /** It would go, but a legal hold covers it. */
        HELD
    }

    public static final Verdict KEEP = new Verdict(Kind.KEEP, null);
    public static final Verdict DELETE = new Verdict(Kind.DELETE, null);

    /** It stays, because this hold covers it. */
    public static Verdict heldBy(String hold) {
        return new Verdict(Kind.HELD, hold);
    }
}
