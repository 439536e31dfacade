package io.drey.cli.status;

import java.io.PrintStream;
import java.util.List;

/** One block of lines after another, for files, pipes and terminals that can do no more. */
final class Blocks implements Display {

    /** More than there are lines: nothing needs to fit. */
    private static final int ROWS = 10_000;

    private final PrintStream out;
    private boolean isFirst = true;

    Blocks(PrintStream out) {
        this.out = out;
    }

    @Override
    public int columns() {
        return StatusScreen.NARROW;
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public void show(List<Line> lines) {
        if (!isFirst) {
            out.println();
        }
        isFirst = false;
        lines.forEach(line -> out.println(line.text()));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
