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
            new RequestLine(new Literal("-")),
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
    private static final List<LinePart> CONN_TRACE_ID =
            List.of(new Literal(" "), new FieldOrMinus(Field.AWS_ELB_CONN_TRACE_ID));
    private static final List<LinePart> TRANSFORMED = quoted(
            Field.AWS_ELB_TRANSFORMED_HOST, Field.AWS_ELB_TRANSFORMED_URI, Field.AWS_ELB_REQUEST_TRANSFORM_STATUS);
    private static final List<LineRenderer> ALL = List.of(
            new LineRenderer("combined", COMBINED),
            new LineRenderer(
                    "combined-forwarded",
                    and(
                            COMBINED,
                            new Literal(" \""),
                            new FieldOrMinus(Field.HTTP_REQUEST_FORWARDED_FOR),
                            new Literal("\""))),
            new LineRenderer("common", COMMON),
            new LineRenderer("alb", joined(List.of(applicationLoadBalancer(), CONN_TRACE_ID, TRANSFORMED))),
            // As they were before columns were added.
            new LineRenderer("alb-30", joined(List.of(applicationLoadBalancer(), CONN_TRACE_ID))),
            new LineRenderer("alb-29", applicationLoadBalancer()),
            new LineRenderer("elb", loadBalancer(Seconds.Fraction.SHORTEST)),
            new LineRenderer("elb-micros", loadBalancer(Seconds.Fraction.MICROSECONDS)));

    private final String id;
    private final List<LinePart> parts;

    private LineRenderer(String id, List<LinePart> parts) {
        this.id = id;
        this.parts = parts;
    }

    private static List<LinePart> and(List<LinePart> parts, LinePart... more) {
        return Stream.concat(parts.stream(), Arrays.stream(more)).toList();
    }

    private static List<LinePart> joined(List<List<LinePart>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    /** What the access logs of all load balancers of AWS have in common. */
    private static List<LinePart> loadBalancer(Seconds.Fraction fraction) {
        return List.of(
                IsoTimeStamp.ofEvent(),
                new Literal(" "),
                new FieldOrMinus(Field.AWS_ELB_NAME),
                new Literal(" "),
                new Endpoint(Field.SOURCE_ADDRESS, Field.SOURCE_PORT),
                new Literal(" "),
                new Endpoint(Field.AWS_ELB_BACKEND_IP, Field.AWS_ELB_BACKEND_PORT),
                new Literal(" "),
                new Seconds(Field.AWS_ELB_REQUEST_PROCESSING_TIME, fraction),
                new Literal(" "),
                new Seconds(Field.AWS_ELB_BACKEND_PROCESSING_TIME, fraction),
                new Literal(" "),
                new Seconds(Field.AWS_ELB_RESPONSE_PROCESSING_TIME, fraction),
                new Literal(" "),
                new FieldOrMinus(Field.HTTP_RESPONSE_STATUS_CODE),
                new Literal(" "),
                new FieldOrMinus(Field.AWS_ELB_BACKEND_STATUS_CODE),
                new Literal(" "),
                new FieldOrMinus(Field.HTTP_REQUEST_BODY_BYTES),
                new Literal(" "),
                new FieldOrMinus(Field.HTTP_RESPONSE_BODY_BYTES),
                new Literal(" \""),
                new RequestLine(new Literal("- - - ")),
                new Literal("\" \""),
                new FieldOrMinus(Field.USER_AGENT_ORIGINAL),
                new Literal("\" "),
                new FieldOrMinus(Field.TLS_CIPHER),
                new Literal(" "),
                new FieldOrMinus(Field.AWS_ELB_SSL_PROTOCOL));
    }

    private static List<LinePart> applicationLoadBalancer() {
        return joined(List.of(
                List.of(new FieldOrMinus(Field.AWS_ELB_TYPE), new Literal(" ")),
                loadBalancer(Seconds.Fraction.MILLISECONDS),
                List.of(new Literal(" "), new FieldOrMinus(Field.AWS_ELB_TARGET_GROUP_ARN)),
                quoted(Field.AWS_ELB_TRACE_ID, Field.DESTINATION_DOMAIN, Field.AWS_ELB_CHOSEN_CERT_ARN),
                List.of(
                        new Literal(" "),
                        new FieldOrMinus(Field.AWS_ELB_MATCHED_RULE_PRIORITY),
                        new Literal(" "),
                        IsoTimeStamp.of(Field.AWS_ELB_REQUEST_CREATION_TIME)),
                quoted(
                        Field.AWS_ELB_ACTION_EXECUTED,
                        Field.AWS_ELB_REDIRECT_URL,
                        Field.AWS_ELB_ERROR_REASON,
                        Field.AWS_ELB_TARGET_PORT,
                        Field.AWS_ELB_TARGET_STATUS_CODE,
                        Field.AWS_ELB_CLASSIFICATION,
                        Field.AWS_ELB_CLASSIFICATION_REASON)));
    }

    private static List<LinePart> quoted(Field... fields) {
        return Arrays.stream(fields)
                .<LinePart>mapMulti((field, parts) -> {
                    parts.accept(new Literal(" \""));
                    parts.accept(new FieldOrMinus(field));
                    parts.accept(new Literal("\""));
                })
                .toList();
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
