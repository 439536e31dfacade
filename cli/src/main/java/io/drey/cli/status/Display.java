package io.drey.cli.status;

import java.util.List;

/** Where refreshes are shown. */
interface Display extends AutoCloseable {

    /** How wide it is now, in characters. */
    int columns();

    /** How many lines it has now. */
    int rows();

    /** Shows a refresh. */
    void show(List<Line> lines);

    /** Leaves the last refresh to be read. */
    @Override
    void close();
}
