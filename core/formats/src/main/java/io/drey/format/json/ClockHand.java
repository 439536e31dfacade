package io.drey.format.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.LocalDate;

/**
 * A part of a time as lines write it. The argument of what clocks show is how many minutes they are from UTC. The letters are in
 * tables for ever.
 */
enum ClockHand {
    /** {@code 2026-03-04}. */
    DATE('d') {
        @Override
        int match(long micros, int argument, byte[] bytes, int at, int to) {
            LocalDate date = date(micros);
            return at + 10 <= to
                            && bytes[at + 4] == '-'
                            && bytes[at + 7] == '-'
                            && Digits.match(date.getDayOfMonth(), 2, bytes, at + 8, to) >= 0
                            && Digits.match(date.getMonthValue(), 2, bytes, at + 5, to) >= 0
                            && Digits.match(date.getYear(), 4, bytes, at, to) >= 0
                    ? at + 10
                    : SkeletonPart.DIFFERENT;
        }

        @Override
        void write(long micros, int argument, ByteArrayOutputStream line) {
            LocalDate date = date(micros);
            Digits.write(date.getYear(), 4, line);
            line.write('-');
            Digits.write(date.getMonthValue(), 2, line);
            line.write('-');
            Digits.write(date.getDayOfMonth(), 2, line);
        }
    },
    /** {@code 04/Mar/2026}. */
    ACCESS_DATE('a') {
        @Override
        int match(long micros, int argument, byte[] bytes, int at, int to) {
            LocalDate date = date(micros);
            int month = 3 * date.getMonthValue() - 3;
            return at + 11 <= to
                            && bytes[at + 2] == '/'
                            && bytes[at + 3] == MONTHS[month]
                            && bytes[at + 4] == MONTHS[month + 1]
                            && bytes[at + 5] == MONTHS[month + 2]
                            && bytes[at + 6] == '/'
                            && Digits.match(date.getDayOfMonth(), 2, bytes, at, to) >= 0
                            && Digits.match(date.getYear(), 4, bytes, at + 7, to) >= 0
                    ? at + 11
                    : SkeletonPart.DIFFERENT;
        }

        @Override
        void write(long micros, int argument, ByteArrayOutputStream line) {
            LocalDate date = date(micros);
            Digits.write(date.getDayOfMonth(), 2, line);
            line.write('/');
            line.write(MONTHS, 3 * date.getMonthValue() - 3, 3);
            line.write('/');
            Digits.write(date.getYear(), 4, line);
        }
    },
    /** {@code 05:06:07}. */
    TIME('c') {
        @Override
        int match(long micros, int argument, byte[] bytes, int at, int to) {
            int second = (int) (micros % DAY / SECOND);
            return at + 8 <= to
                            && bytes[at + 2] == ':'
                            && bytes[at + 5] == ':'
                            && Digits.match(second % 60, 2, bytes, at + 6, to) >= 0
                            && Digits.match(second / 60 % 60, 2, bytes, at + 3, to) >= 0
                            && Digits.match(second / 3600, 2, bytes, at, to) >= 0
                    ? at + 8
                    : SkeletonPart.DIFFERENT;
        }

        @Override
        void write(long micros, int argument, ByteArrayOutputStream line) {
            int second = (int) (micros % DAY / SECOND);
            Digits.write(second / 3600, 2, line);
            line.write(':');
            Digits.write(second / 60 % 60, 2, line);
            line.write(':');
            Digits.write(second % 60, 2, line);
        }
    },
    /** Digits of the second's fraction; the argument says how many, one to six. */
    FRACTION('f') {
        @Override
        boolean isLocal() {
            return false;
        }

        @Override
        int match(long micros, int argument, byte[] bytes, int at, int to) {
            return Digits.match(fraction(micros, argument), argument, bytes, at, to);
        }

        @Override
        void write(long micros, int argument, ByteArrayOutputStream line) {
            Digits.write(fraction(micros, argument), argument, line);
        }
    },
    /** Seconds since the epoch, ten digits. */
    SECONDS('s') {
        @Override
        boolean isLocal() {
            return false;
        }

        @Override
        int match(long micros, int argument, byte[] bytes, int at, int to) {
            long seconds = micros / SECOND;
            if (seconds < TEN_DIGITS || seconds >= 10 * TEN_DIGITS) {
                return SkeletonPart.DIFFERENT;
            }
            return Digits.match((int) (seconds / 100_000), 5, bytes, at, to) >= 0
                    ? Digits.match((int) (seconds % 100_000), 5, bytes, at + 5, to)
                    : SkeletonPart.DIFFERENT;
        }

        @Override
        void write(long micros, int argument, ByteArrayOutputStream line) {
            line.writeBytes(Long.toString(micros / SECOND).getBytes(US_ASCII));
        }
    };

    private static final byte[] MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(US_ASCII);
    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400L * SECOND;
    private static final long TEN_DIGITS = 1_000_000_000L;
    private static final int MOST_DIGITS = 6;

    private final char letter;

    ClockHand(char letter) {
        this.letter = letter;
    }

    /** What stands for it in a skeleton. */
    char letter() {
        return letter;
    }

    /** Whether it differs between time zones. */
    boolean isLocal() {
        return true;
    }

    /** Compares it with what stands at a place; returns the place behind it, or {@link SkeletonPart#DIFFERENT}. */
    abstract int match(long micros, int argument, byte[] bytes, int at, int to);

    abstract void write(long micros, int argument, ByteArrayOutputStream line);

    private static LocalDate date(long micros) {
        return LocalDate.ofEpochDay(micros / DAY);
    }

    private static int fraction(long micros, int digits) {
        int fraction = (int) (micros % SECOND);
        for (int i = digits; i < MOST_DIGITS; i++) {
            fraction /= 10;
        }
        return fraction;
    }
}
