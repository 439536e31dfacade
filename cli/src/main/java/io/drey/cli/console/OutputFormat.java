package io.drey.cli.console;

/** How results are written. */
public enum OutputFormat {
    /** Columns for people. */
    TABLE,
    /** An array of objects. */
    JSON,
    /** By RFC 4180, with a header. */
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
