package io.drey.format.line;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives a line back byte for byte from its event's fields, so that it need not be kept beside them.
 *
 * <p>A renderer is a list of parts, which is the same statement in Java and in SQL. Whether it holds for a line is
 * compared when the line is stored; where it does not, the line itself is kept. Once used, a renderer's id is in tables that
 * live for years: a renderer is never changed, another one is added.
 */
public final class LineRenderer {

    private final String id;
    private final List<LinePart> parts;

    /**
     * A renderer.
     *
     * @param id what names it in stored rows, for ever
     * @param parts the line, piece by piece
     */
    public LineRenderer(String id, List<LinePart> parts) {
        this.id = requireNonNull(id, "id is null");
        this.parts = List.copyOf(parts);
    }

    /** What names the renderer in stored rows. */
    public String id() {
        return id;
    }

    /** Whether {@link #render} gives the event's {@link Field#EVENT_ORIGINAL}. */
    public boolean givesBackLineOf(LogEvent event) {
        if (!event.has(Field.EVENT_ORIGINAL)) {
            return false;
        }
        int at = event.offsetOf(Field.EVENT_ORIGINAL);
        int to = at + event.lengthOf(Field.EVENT_ORIGINAL);
        for (int i = 0; i < parts.size(); i++) { // no iterator: this runs for each line
            at = parts.get(i).match(event, at, to);
            if (at < 0) {
                return false;
            }
        }
        return at == to;
    }

    /** The line. */
    public byte[] render(LogEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        parts.forEach(part -> part.render(event, line));
        return line.toByteArray();
    }

    /** The line as an SQL expression of type VARCHAR. */
    public String sql(LineSql sql) {
        return parts.stream().map(part -> part.sql(sql)).collect(Collectors.joining(" || "));
    }

    @Override
    public String toString() {
        return id;
    }
}
