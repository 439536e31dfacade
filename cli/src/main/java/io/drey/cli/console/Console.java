package io.drey.cli.console;

import io.drey.event.Printable;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes: results go to {@code out}, progress and errors to {@code err}.
 *
 * @param isTerminal whether a person is watching {@code err}, so that lines may be overwritten
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean isTerminal) {

    /** A line of progress, in which no value does anything to the terminal. */
    public void tell(String line) {
        err.println(Printable.ofLines(line));
    }
}
