package io.drey.format;

import io.drey.format.line.LineRenderer;
import java.util.List;

/**
 * A format that lines may have: how they become events, and how events give them back.
 *
 * <p>A format is a folder of its own. An implementation has a public constructor without arguments and is found through
 * {@link java.util.ServiceLoader}; within this module {@code @AutoService(LineFormat.class)} says so.
 */
public interface LineFormat {

    /** The name: as datasets and {@code drey parse --format} have it; what it takes besides stands behind a colon. */
    String name();

    /** What lines have this format, for help texts and documentation: a phrase without full stop. */
    String description();

    /** A line of the format. */
    String example();

    /**
     * Makes a parser; one for each thread.
     *
     * @throws IllegalArgumentException if an option cannot be followed, naming it and the remedy
     */
    LineParser parser(FormatOptions options);

    /** Whether lines may say by any name and in any form when they happened: {@code time-field}, {@code time-format}. */
    default boolean choosesTime() {
        return false;
    }

    /** Whether lines may leave out the year, so that something else has to say it: {@code time-latest}. */
    default boolean mayLackYear() {
        return false;
    }

    /** Whether something may stand behind a colon and the format's name: a pattern, a list of fields, a separator. */
    default boolean takesArgument() {
        return false;
    }

    /**
     * Whether lines name their fields themselves, or say many things in many words, so that events may have any field. Else they
     * have those that the {@linkplain SampleLines example lines} show, and {@code labels.<name>}.
     */
    default boolean mayHaveAnyField() {
        return true;
    }

    /** The envelope in which lines of the format always come, where a dataset names none. */
    default Envelope envelope() {
        return Envelope.NONE;
    }

    /** What gives the format's lines back from their events; the first that holds for a line is used. */
    default List<LineRenderer> renderers() {
        return List.of();
    }
}
