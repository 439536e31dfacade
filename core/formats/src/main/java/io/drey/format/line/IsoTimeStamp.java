package io.drey.format.line;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.Optional;

/**
 * {@code 2026-03-04T05:06:07.123456Z}: the event's time stamp, or a field that holds microseconds since the epoch, and
 * {@code -} where that is absent. Six digits of fraction, the years 1970 to 9999 (of a field to 2261), no leap second.
 *
 * @param micros the field; empty for the time stamp
 */
public record IsoTimeStamp(Optional<Field> micros) implements LinePart {

    private static final String SHAPE = "yyyy-MM-ddThh:mm:ss.ffffffZ";
    private static final int LENGTH = SHAPE.length();
    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400L * SECOND;
    private static final long END_OF_TIME_STAMPS = LocalDate.of(10_000, 1, 1).toEpochDay() * DAY;
    /** Trino counts nanoseconds where it makes a moment of a number. */
    private static final long END_OF_FIELDS = LocalDate.of(2262, 1, 1).toEpochDay() * DAY;

    public IsoTimeStamp {
        requireNonNull(micros, "micros is null");
    }

    /** The event's time stamp. */
    public static IsoTimeStamp ofEvent() {
        return new IsoTimeStamp(Optional.empty());
    }

    /** A field that holds microseconds since the epoch. */
    public static IsoTimeStamp of(Field micros) {
        return new IsoTimeStamp(Optional.of(micros));
    }

    private boolean isAbsent(LogEvent event) {
        return micros.isPresent() && !event.has(micros.get());
    }

    private long valueOf(LogEvent event) {
        return micros.isPresent() ? event.number(micros.get()) : event.timestampMicros();
    }

    @Override
    public int match(LogEvent event, int at, int to) {
        byte[] bytes = event.bytes();
        if (isAbsent(event)) {
            return at < to && bytes[at] == '-' ? at + 1 : DIFFERENT;
        }
        long value = valueOf(event);
        int end = at + LENGTH;
        if (end > to
                || value < 0
                || value >= (micros.isPresent() ? END_OF_FIELDS : END_OF_TIME_STAMPS)
                || bytes[at + 4] != '-'
                || bytes[at + 7] != '-'
                || bytes[at + 10] != 'T'
                || bytes[at + 13] != ':'
                || bytes[at + 16] != ':'
                || bytes[at + 19] != '.'
                || bytes[end - 1] != 'Z') {
            return DIFFERENT;
        }
        int second = (int) (value % DAY / SECOND);
        int fraction = (int) (value % SECOND);
        if (!isNumber(bytes, at + 20, 6, fraction)
                || !isNumber(bytes, at + 17, 2, second % 60)
                || !isNumber(bytes, at + 14, 2, second / 60 % 60)
                || !isNumber(bytes, at + 11, 2, second / 3600)) {
            return DIFFERENT;
        }
        LocalDate date = LocalDate.ofEpochDay(value / DAY);
        return isNumber(bytes, at + 8, 2, date.getDayOfMonth())
                        && isNumber(bytes, at + 5, 2, date.getMonthValue())
                        && isNumber(bytes, at, 4, date.getYear())
                ? end
                : DIFFERENT;
    }

    private static boolean isNumber(byte[] bytes, int at, int digits, int number) {
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            if (bytes[i] != '0' + rest % 10) {
                return false;
            }
            rest /= 10;
        }
        return true;
    }

    @Override
    public void render(LogEvent event, ByteArrayOutputStream line) {
        if (isAbsent(event)) {
            line.write('-');
            return;
        }
        long value = valueOf(event);
        int second = (int) (value % DAY / SECOND);
        LocalDate date = LocalDate.ofEpochDay(value / DAY);
        write(line, 1000, date.getYear(), '-');
        write(line, 10, date.getMonthValue(), '-');
        write(line, 10, date.getDayOfMonth(), 'T');
        write(line, 10, second / 3600, ':');
        write(line, 10, second / 60 % 60, ':');
        write(line, 10, second % 60, '.');
        write(line, 100_000, (int) (value % SECOND), 'Z');
    }

    private static void write(ByteArrayOutputStream line, int highest, int number, char behind) {
        for (int unit = highest; unit > 0; unit /= 10) {
            line.write('0' + number / unit % 10);
        }
        line.write(behind);
    }

    @Override
    public String sql(LineSql sql) {
        return micros.map(field -> "COALESCE(%s, '-')".formatted(sql.isoTime(sql.column(field))))
                .orElseGet(sql::isoTime);
    }
}
