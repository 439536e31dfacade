package io.drey.cli.status;

/**
 * A line of the screen.
 *
 * @param text without control characters
 * @param look how it looks where there are colours
 */
record Line(String text, Look look) {

    /** What a line is, which colours show, and words say. */
    enum Look {
        HEADING,
        PLAIN,
        WELL,
        BAD
    }
}
