package io.drey.event.render.line;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Printable;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives a line back byte for byte from its event's fields, so that it need not be kept beside them.
 *
 * <p>A renderer is a list of parts, which is the same statement in Java and in SQL. Whether it holds for a line is
 * compared when the line is stored; where it does not, the line itself is kept. Once used, a renderer's id is in tables that
 * live for years: a renderer is never changed, another one is added.
 */
public final class LineRenderer {

    private static final List<LinePart> COMMON = List.of(
            new FieldOrMinus(Field.SOURCE_ADDRESS),
            new Literal(" "),
            new FieldOrMinus(Field.CLIENT_IDENT),
            new Literal(" "),
            new FieldOrMinus(Field.USER_NAME),
            new Literal(" ["),
            new AccessTimeStamp(),
            new Literal("] \""),
            new RequestLine(),
            new Literal("\" "),
            new FieldOrMinus(Field.HTTP_RESPONSE_STATUS_CODE),
            new Literal(" "),
            new FieldOrMinus(Field.HTTP_RESPONSE_BODY_BYTES));
    private static final List<LinePart> COMBINED = and(
            COMMON,
            new Literal(" \""),
            new FieldOrMinus(Field.HTTP_REQUEST_REFERRER),
            new Literal("\" \""),
            new FieldOrMinus(Field.USER_AGENT_ORIGINAL),
            new Literal("\""));
    private static final List<LineRenderer> ALL = List.of(
            new LineRenderer("combined", COMBINED),
            new LineRenderer(
                    "combined-forwarded",
                    and(
                            COMBINED,
                            new Literal(" \""),
                            new FieldOrMinus(Field.HTTP_REQUEST_FORWARDED_FOR),
                            new Literal("\""))),
            new LineRenderer("common", COMMON));

    private final String id;
    private final List<LinePart> parts;

    private LineRenderer(String id, List<LinePart> parts) {
        this.id = id;
        this.parts = parts;
    }

    private static List<LinePart> and(List<LinePart> parts, LinePart... more) {
        return Stream.concat(parts.stream(), Arrays.stream(more)).toList();
    }

    /** All renderers. */
    public static List<LineRenderer> all() {
        return ALL;
    }

    /**
     * The renderer of an id.
     *
     * @throws IllegalArgumentException if there is none, as when a newer version wrote it
     */
    public static LineRenderer of(String id) {
        requireNonNull(id, "id is null");
        for (LineRenderer each : ALL) {
            if (each.id.equals(id)) {
                return each;
            }
        }
        throw new IllegalArgumentException("unknown renderer '%s': this version knows %s; a newer one wrote it"
                .formatted(Printable.of(id), ALL.stream().map(LineRenderer::id).collect(Collectors.joining(", "))));
    }

    /** The renderer that gives {@link Field#EVENT_ORIGINAL} back byte for byte, or null. */
    public static LineRenderer forLineOf(LogEvent event) {
        for (LineRenderer each : ALL) {
            if (each.givesBackLineOf(event)) {
                return each;
            }
        }
        return null;
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
