package io.drey.format.line;

import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;

/** A piece of a format's line, as it follows from an event's fields. Three forms of one statement: to be kept equal. */
public interface LinePart {

    /** What {@link #match} returns where the line is another. */
    int DIFFERENT = -1;

    /**
     * Compares the piece with what stands at a place of the event's {@linkplain LogEvent#bytes() bytes}.
     *
     * @return the place behind it, or {@link #DIFFERENT}
     */
    int match(LogEvent event, int at, int to);

    /** Appends the piece to a line. */
    void render(LogEvent event, ByteArrayOutputStream line);

    /** The piece as an SQL expression of type VARCHAR. */
    String sql(LineSql sql);
}
