package io.drey.format.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.line.FieldOrMinus;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.Arrays;

/** A piece of a skeleton: text, or a gap and what fills it. Two forms of one statement, and a third in SQL: to be kept equal. */
sealed interface SkeletonPart {

    /** What {@link #match} returns where the line is another. */
    int DIFFERENT = -1;

    /**
     * Compares the piece with what stands at a place of the event's {@linkplain LogEvent#bytes() bytes}.
     *
     * @return the place behind it, or {@link #DIFFERENT}
     */
    int match(LogEvent event, int at, int to);

    /** Appends the piece to a line. */
    void render(SkeletonValues values, ByteArrayOutputStream line);

    /** Text that the line has. */
    record Text(byte[] bytes) implements SkeletonPart {

        @Override
        public int match(LogEvent event, int at, int to) {
            int end = at + bytes.length;
            return end <= to && Arrays.equals(event.bytes(), at, end, bytes, 0, bytes.length) ? end : DIFFERENT;
        }

        @Override
        public void render(SkeletonValues values, ByteArrayOutputStream line) {
            line.writeBytes(bytes);
        }
    }

    /** A fixed field. */
    record FixedValue(Field field, Spelling spelling) implements SkeletonPart {

        @Override
        public int match(LogEvent event, int at, int to) {
            if (!event.has(field)) {
                return DIFFERENT;
            }
            byte[] bytes = event.bytes();
            return field.isSlice()
                    ? spelling.match(bytes, at, to, event.offsetOf(field), event.lengthOf(field))
                    : FieldOrMinus.matchNumber(event.number(field), bytes, at, to);
        }

        @Override
        public void render(SkeletonValues values, ByteArrayOutputStream line) {
            spelling.write(required(values.fixed(field), field.ecsName()), line);
        }
    }

    /** An open field. */
    final class OpenValue implements SkeletonPart {

        private final String name;
        private final Spelling spelling;
        /** Its place among the open fields of the event before: mostly it is the same. */
        private int place;

        OpenValue(String name, Spelling spelling) {
            this.name = name;
            this.spelling = spelling;
        }

        @Override
        public int match(LogEvent event, int at, int to) {
            int index = place;
            if (index >= event.openCount() || !event.openName(index).equals(name)) {
                index = event.openIndex(name);
                if (index < 0) {
                    return DIFFERENT;
                }
                place = index;
            }
            byte[] bytes = event.bytes();
            return spelling.match(bytes, at, to, event.openOffset(index), event.openLength(index));
        }

        @Override
        public void render(SkeletonValues values, ByteArrayOutputStream line) {
            spelling.write(required(values.open(name), name), line);
        }
    }

    /** A part of the event's time stamp, in the years 1970 to 9999. */
    record Clock(ClockHand hand, int argument) implements SkeletonPart {

        private static final long SECOND = 1_000_000L;
        private static final long MINUTE = 60 * SECOND;
        private static final long END = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400L * SECOND;

        @Override
        public int match(LogEvent event, int at, int to) {
            long micros = micros(event.timestampMicros());
            return micros < 0 || micros >= END ? DIFFERENT : hand.match(micros, argument, event.bytes(), at, to);
        }

        @Override
        public void render(SkeletonValues values, ByteArrayOutputStream line) {
            hand.write(micros(values.timestampMicros()), argument, line);
        }

        private long micros(long timestampMicros) {
            return hand.isLocal() ? timestampMicros + argument * MINUTE : timestampMicros;
        }
    }

    /** Seconds of a field that holds nanoseconds: the whole ones, or three digits behind the point. */
    record Nanoseconds(Field field, boolean isFraction) implements SkeletonPart {

        private static final long SECOND = 1_000_000_000L;
        private static final long MILLISECOND = 1_000_000L;

        @Override
        public int match(LogEvent event, int at, int to) {
            if (!event.has(field)) {
                return DIFFERENT;
            }
            long nanos = event.number(field);
            return isFraction
                    ? Digits.match((int) (nanos % SECOND / MILLISECOND), 3, event.bytes(), at, to)
                    : FieldOrMinus.matchNumber(nanos / SECOND, event.bytes(), at, to);
        }

        @Override
        public void render(SkeletonValues values, ByteArrayOutputStream line) {
            long nanos = Long.parseLong(new String(required(values.fixed(field), field.ecsName()), US_ASCII));
            if (isFraction) {
                Digits.write((int) (nanos % SECOND / MILLISECOND), 3, line);
            } else {
                line.writeBytes(Long.toString(nanos / SECOND).getBytes(US_ASCII));
            }
        }
    }

    private static byte[] required(byte[] value, String name) {
        if (value == null) {
            throw new IllegalStateException("%s is not there, which the row's line needs".formatted(name));
        }
        return value;
    }
}
