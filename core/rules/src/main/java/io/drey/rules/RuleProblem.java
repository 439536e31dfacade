package io.drey.rules;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with a rule, where it stands and how to mend it.
 *
 * @param severity whether the document is refused for it
 * @param file the file's name as it was given
 * @param line counted from 1
 * @param column counted from 1
 * @param reason what is wrong, with the value in question
 * @param remedy what to write instead
 */
public record RuleProblem(Severity severity, String file, int line, int column, String reason, String remedy) {

    /** The remedy for a document that rests on a refused one. */
    public static final String MEND_THE_OTHER = "correct that one first";

    public RuleProblem {
        requireNonNull(severity, "severity is null");
        requireNonNull(file, "file is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(remedy, "remedy is null");
    }

    /** What follows from it. */
    public enum Severity {
        /** The document is not used; the others of its file are. */
        REFUSAL,
        /** The document is used. */
        WARNING
    }

    public boolean isRefusal() {
        return severity == Severity.REFUSAL;
    }

    /** Whether nothing is wrong with the document itself, but with one that it rests on. */
    public boolean isConsequence() {
        return remedy.equals(MEND_THE_OTHER);
    }

    /** The form {@code file:line:column: reason: remedy}, which editors and CI turn into links. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s%s: %s"
                .formatted(file, line, column, severity == Severity.WARNING ? "warning: " : "", reason, remedy);
    }
}
