package io.drey.format.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A field as text or as a decimal number, or {@code -} where it is absent. */
public record FieldOrMinus(Field field) implements LinePart {

    @Override
    public int match(LogEvent event, int at, int to) {
        byte[] bytes = event.bytes();
        if (!event.has(field)) {
            return at < to && bytes[at] == '-' ? at + 1 : DIFFERENT;
        }
        return field.isSlice() ? matchSlice(event, field, at, to) : matchNumber(event.number(field), bytes, at, to);
    }

    /** Compares a field that is there. Most slices are the very place of the line, which needs no look at the bytes. */
    public static int matchSlice(LogEvent event, Field field, int at, int to) {
        int from = event.offsetOf(field);
        int end = at + event.lengthOf(field);
        if (end > to) {
            return DIFFERENT;
        }
        byte[] bytes = event.bytes();
        return from == at || Arrays.equals(bytes, at, end, bytes, from, from + end - at) ? end : DIFFERENT;
    }

    /** Compares a number with digits that have no leading zeros. */
    public static int matchNumber(long number, byte[] bytes, int at, int to) {
        long value = 0;
        int end = at;
        while (end < to && bytes[end] >= '0' && bytes[end] <= '9') {
            value = value * 10 + bytes[end] - '0';
            end++;
        }
        boolean isPlain = end - at == 1 || (end > at && end - at <= 18 && bytes[at] != '0');
        return isPlain && value == number ? end : DIFFERENT;
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        if (!event.has(field)) {
            line.write('-');
        } else if (field.isSlice()) {
            line.write(event.bytes(), event.offsetOf(field), event.lengthOf(field));
        } else {
            line.writeBytes(Long.toString(event.number(field)).getBytes(US_ASCII));
        }
    }

    @Override
    public String sql(LineSql sql) {
        String column = sql.column(field);
        return "COALESCE(%s, '-')".formatted(field.isSlice() ? column : "CAST(" + column + " AS VARCHAR)");
    }
}
