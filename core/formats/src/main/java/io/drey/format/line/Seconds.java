package io.drey.format.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;

/**
 * A field of microseconds as seconds, {@code 0.001048}; {@code -1} where it is absent.
 *
 * @param field holds microseconds
 * @param fraction how the digits behind the point are written
 */
public record Seconds(Field field, Fraction fraction) implements LinePart {

    /** How the digits behind the point are written. */
    public enum Fraction {
        /** Always three. */
        MILLISECONDS,
        /** Always six. */
        MICROSECONDS,
        /** Up to six, none of them a zero at the end; whole seconds without a point. */
        SHORTEST
    }

    private static final long SECOND = 1_000_000L;
    private static final int LONGEST_SECONDS = 12;

    public Seconds {
        requireNonNull(field, "field is null");
        requireNonNull(fraction, "fraction is null");
    }

    @Override
    public int match(LogEvent event, int at, int to) {
        byte[] bytes = event.bytes();
        if (!event.has(field)) {
            return at + 1 < to && bytes[at] == '-' && bytes[at + 1] == '1' ? at + 2 : DIFFERENT;
        }
        long seconds = 0;
        int point = at;
        while (point < to && isDigit(bytes[point])) {
            seconds = seconds * 10 + bytes[point] - '0';
            point++;
        }
        if (point == at || point - at > LONGEST_SECONDS || (bytes[at] == '0' && point - at > 1)) {
            return DIFFERENT;
        }
        long micros = 0;
        int end = point;
        if (point < to && bytes[point] == '.') {
            end++;
            while (end < to && isDigit(bytes[end]) && end - point <= 6) {
                micros = micros * 10 + bytes[end] - '0';
                end++;
            }
        }
        int digits = Math.max(0, end - point - 1);
        for (int i = digits; i < 6; i++) {
            micros *= 10;
        }
        boolean isWrittenSo =
                switch (fraction) {
                    case MILLISECONDS -> digits == 3;
                    case MICROSECONDS -> digits == 6;
                    case SHORTEST -> end == point || (digits > 0 && bytes[end - 1] != '0');
                };
        return isWrittenSo && seconds * SECOND + micros == event.number(field) ? end : DIFFERENT;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        if (!event.has(field)) {
            line.write('-');
            line.write('1');
            return;
        }
        long value = event.number(field);
        line.writeBytes(Long.toString(value / SECOND).getBytes(US_ASCII));
        long micros = value % SECOND;
        int digits = fraction == Fraction.MILLISECONDS ? 3 : 6;
        if (fraction == Fraction.SHORTEST) {
            long rest = micros;
            while (digits > 0 && rest % 10 == 0) {
                rest /= 10;
                digits--;
            }
        }
        long unit = SECOND / 10;
        for (int i = 0; i < digits; i++) {
            if (i == 0) {
                line.write('.');
            }
            line.write('0' + (int) (micros / unit % 10));
            unit /= 10;
        }
    }

    @Override
    public String sql(LineSql sql) {
        String column = sql.column(field);
        // Divided without a rest, which is the same number whether an engine divides whole numbers wholly or not.
        String six = ("CAST(CAST((%1$s - MOD(%1$s, 1000000)) / 1000000 AS BIGINT) AS VARCHAR)"
                        + " || '.' || LPAD(CAST(MOD(%1$s, 1000000) AS VARCHAR), 6, '0')")
                .formatted(column);
        String written =
                switch (fraction) {
                    case MICROSECONDS -> six;
                    case MILLISECONDS ->
                        ("CAST(CAST((%1$s - MOD(%1$s, 1000000)) / 1000000 AS BIGINT) AS VARCHAR) || '.' || "
                                        + "SUBSTRING(LPAD(CAST(MOD(%1$s, 1000000) AS VARCHAR), 6, '0') FROM 1 FOR 3)")
                                .formatted(column);
                    case SHORTEST -> "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM %s))".formatted(six);
                };
        return "COALESCE(%s, '-1')".formatted(written);
    }
}
