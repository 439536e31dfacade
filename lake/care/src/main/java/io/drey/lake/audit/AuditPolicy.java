package io.drey.lake.audit;

/** What becomes of an access that cannot be recorded. */
public enum AuditPolicy {
    /** Nothing is recorded. */
    OFF,
    /** It is recorded when it is done, in one row; where that fails, the user is told and has the rows all the same. */
    BEST_EFFORT,
    /** It is recorded before the first row is given, and again with the number of rows; where the first fails, no row is given. */
    REQUIRED
}
