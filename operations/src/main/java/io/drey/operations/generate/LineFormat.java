package io.drey.operations.generate;

/** How a generated line is written. */
public enum LineFormat {
    /** Apache's and nginx's combined format. */
    COMBINED("combined"),
    /** One flat JSON object a line, with nginx's variable names as keys. */
    JSON("json");

    private final String formatName;

    LineFormat(String formatName) {
        this.formatName = formatName;
    }

    /** The name by which a parser of these lines is asked for. */
    public String formatName() {
        return formatName;
    }

    @Override
    public String toString() {
        return formatName;
    }
}
