package io.drey.format.accesslog;

import io.drey.event.Field;
import io.drey.format.line.AccessTimeStamp;
import io.drey.format.line.FieldOrMinus;
import io.drey.format.line.LinePart;
import io.drey.format.line.Literal;
import io.drey.format.line.RequestLine;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The parts of access logs' lines. What is here is in tables that live for years: parts are never changed. */
final class AccessLogLine {

    static final List<LinePart> COMMON = List.of(
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

    static final List<LinePart> COMBINED = and(
            COMMON,
            new Literal(" \""),
            new FieldOrMinus(Field.HTTP_REQUEST_REFERRER),
            new Literal("\" \""),
            new FieldOrMinus(Field.USER_AGENT_ORIGINAL),
            new Literal("\""));

    private AccessLogLine() {}

    static List<LinePart> and(List<LinePart> parts, LinePart... more) {
        return Stream.concat(parts.stream(), Arrays.stream(more)).toList();
    }
}
