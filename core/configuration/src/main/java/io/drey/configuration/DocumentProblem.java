package io.drey.configuration;

import static java.util.Objects.requireNonNull;

/**
 * Why a document is refused, and where.
 *
 * @param source the file
 * @param line counted from 1
 * @param column counted from 1
 * @param message what is wrong and what to write instead
 */
public record DocumentProblem(String source, int line, int column, String message) {

    public DocumentProblem {
        requireNonNull(source, "source is null");
        requireNonNull(message, "message is null");
    }

    /** The form {@code file:line:column: message}, which editors and CI turn into links. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s".formatted(source, line, column, message);
    }
}
