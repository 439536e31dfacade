package io.drey.lake.table;

/** Who of a tenant sees its rows of a table, the most people first. Those who run the lake see everything. */
public enum Visibility {
    /** Analysts, without what is personal, and all below. */
    ANALYSTS,
    /** Security people, and all below. */
    SECURITY,
    /** Whoever asks by {@code drey query}, which names the tenant; no view and no rule of an engine shows it. */
    QUERIES,
    /** Only queries and reports that say that they read who holds, erases or looks at what. */
    AUDITS;

    /** Whether those who see as much as another says see this as well. */
    public boolean isWithin(Visibility widest) {
        return compareTo(widest) <= 0;
    }
}
