package io.drey.format.loadbalancer;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.line.FieldOrMinus;
import io.drey.format.line.LinePart;
import io.drey.format.line.LineSql;
import java.io.ByteArrayOutputStream;

/**
 * A column of bytes, which one of two fields holds: with headers or without. An event has one of them, so that both kinds of
 * lines are one expression in SQL; engines compile all renderers into one method, which must not be too large.
 *
 * @param field the one that holds it
 * @param body the one for bytes of bodies
 * @param whole the one for bytes with headers
 */
record CountedBytes(FieldOrMinus field, Field body, Field whole) implements LinePart {

    CountedBytes {
        requireNonNull(field, "field is null");
        requireNonNull(body, "body is null");
        requireNonNull(whole, "whole is null");
    }

    static CountedBytes received(Field field) {
        return new CountedBytes(new FieldOrMinus(field), Field.HTTP_REQUEST_BODY_BYTES, Field.HTTP_REQUEST_BYTES);
    }

    static CountedBytes sent(Field field) {
        return new CountedBytes(new FieldOrMinus(field), Field.HTTP_RESPONSE_BODY_BYTES, Field.HTTP_RESPONSE_BYTES);
    }

    @Override
    public int match(LogEvent event, int at, int to) {
        return field.match(event, at, to);
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        field.render(event, line);
    }

    @Override
    public String sql(LineSql sql) {
        return "COALESCE(CAST(COALESCE(%s, %s) AS VARCHAR), '-')".formatted(sql.column(body), sql.column(whole));
    }
}
