package io.drey.format.pattern;

/** How far a value reaches, beside what a quote in front and behind says: a quoted one ends at the quote. */
public enum Extent {
    /** Up to the text that follows. */
    UNTIL,
    /** As {@link #UNTIL}, and without a space: so the words of another layout in front of a line are no part of it. */
    WORD,
    /** As {@link #UNTIL}, but a comma and a space, and a colon between spaces, join values of a list. */
    LIST,
    /** A request line: up to the text that follows its version. */
    REQUEST,
    /** As many bytes as a time stamp of an access log has. */
    ACCESS_TIME,
    /** As many bytes as a date, one byte and a time of day have: {@code 2024-05-01 10:00:00}. */
    DATE_TIME,
    /** Between quotes where it begins with one, else as {@link #UNTIL}. */
    MAYBE_QUOTED,
    /** Any text, which may hold what follows: it must stand in quotes, or at the line's end. */
    FREE
}
