package io.drey.query.rows;

import java.util.Locale;

/** How rows are written. No format lets out a character that does anything but stand where it is written. */
public enum OutputFormat {
    /** Columns of even width, for people; such characters are question marks. */
    TABLE,
    /** An array of objects, one to a line; such characters are escaped, so that every value can be had back. */
    JSON,
    /** RFC 4180 with a heading, UTF-8; such characters are question marks, and text never is a spreadsheet's formula. */
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
