package io.drey.format.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * {@code GET /path?query HTTP/1.1} from its fields; without version as HTTP/0.9 has it; the {@code message} where the request
 * was none.
 *
 * @param nothing what is written where there was nothing
 */
public record RequestLine(Literal nothing) implements LinePart {

    private static final byte[] VERSION = " HTTP/".getBytes(US_ASCII);

    public RequestLine {
        requireNonNull(nothing, "nothing is null");
    }

    @Override
    public int match(LogEvent event, int at, int to) {
        byte[] bytes = event.bytes();
        if (!event.has(Field.HTTP_REQUEST_METHOD)) {
            return event.has(Field.MESSAGE)
                    ? FieldOrMinus.matchSlice(event, Field.MESSAGE, at, to)
                    : nothing.match(event, at, to);
        }
        int place = FieldOrMinus.matchSlice(event, Field.HTTP_REQUEST_METHOD, at, to);
        if (place < 0 || place >= to || bytes[place] != ' ') {
            return DIFFERENT;
        }
        place++;
        if (event.has(Field.URL_ORIGINAL)) {
            place = FieldOrMinus.matchSlice(event, Field.URL_ORIGINAL, place, to);
        }
        if (place < 0 || !event.has(Field.HTTP_VERSION)) {
            return place;
        }
        int digits = place + VERSION.length;
        return digits <= to && Arrays.equals(bytes, place, digits, VERSION, 0, VERSION.length)
                ? FieldOrMinus.matchSlice(event, Field.HTTP_VERSION, digits, to)
                : DIFFERENT;
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        if (!event.has(Field.HTTP_REQUEST_METHOD)) {
            if (event.has(Field.MESSAGE)) {
                write(event, Field.MESSAGE, line);
            } else {
                nothing.render(event, line);
            }
            return;
        }
        write(event, Field.HTTP_REQUEST_METHOD, line);
        line.write(' ');
        write(event, Field.URL_ORIGINAL, line);
        if (event.has(Field.HTTP_VERSION)) {
            line.writeBytes(VERSION);
            write(event, Field.HTTP_VERSION, line);
        }
    }

    private static void write(LogEvent event, Field field, ByteArrayOutputStream line) {
        if (event.has(field)) {
            line.write(event.bytes(), event.offsetOf(field), event.lengthOf(field));
        }
    }

    @Override
    public String sql(LineSql sql) {
        return "COALESCE(%s || ' ' || COALESCE(%s, '') || COALESCE(' HTTP/' || %s, ''), %s, %s)"
                .formatted(
                        sql.column(Field.HTTP_REQUEST_METHOD),
                        sql.column(Field.URL_ORIGINAL),
                        sql.column(Field.HTTP_VERSION),
                        sql.column(Field.MESSAGE),
                        nothing.sql(sql));
    }
}
