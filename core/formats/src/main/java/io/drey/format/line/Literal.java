package io.drey.format.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Text that every line of the format has. */
public final class Literal implements LinePart {

    private final String text;
    private final byte[] bytes;

    public Literal(String text) {
        this.text = text;
        this.bytes = text.getBytes(US_ASCII);
    }

    @Override
    public int match(LogEvent event, int at, int to) {
        int end = at + bytes.length;
        return end <= to && Arrays.equals(event.bytes(), at, end, bytes, 0, bytes.length) ? end : DIFFERENT;
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        line.writeBytes(bytes);
    }

    @Override
    public String sql(LineSql sql) {
        return sql.text(text);
    }
}
