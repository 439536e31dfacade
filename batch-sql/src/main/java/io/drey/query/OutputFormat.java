package io.drey.query;

/** How rows are written. */
public enum OutputFormat {
    /** Columns of even width, for people; control characters are shown as question marks. */
    TABLE,
    /** RFC 4180 with a heading, UTF-8; text that a spreadsheet would run as a formula begins with an apostrophe. */
    CSV,
    /** One array of objects, one to a line. */
    JSON
}
