package io.drey.format.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;

/**
 * {@code address:port}; the address alone where the port is absent; {@code -} where both are.
 *
 * @param address a text field
 * @param port a number
 */
public record Endpoint(FieldOrMinus address, Field port) implements LinePart {

    public Endpoint(Field address, Field port) {
        this(new FieldOrMinus(address), port);
    }

    @Override
    public int match(LogEvent event, int at, int to) {
        int end = address.match(event, at, to);
        if (end < 0 || !event.has(port)) {
            return end;
        }
        return end < to && event.bytes()[end] == ':'
                ? FieldOrMinus.matchNumber(event.number(port), event.bytes(), end + 1, to)
                : DIFFERENT;
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        address.render(event, line);
        if (event.has(port)) {
            line.write(':');
            line.writeBytes(Long.toString(event.number(port)).getBytes(US_ASCII));
        }
    }

    @Override
    public String sql(LineSql sql) {
        return "%s || COALESCE(':' || CAST(%s AS VARCHAR), '')".formatted(address.sql(sql), sql.column(port));
    }
}
