package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Gives combined lines other times, so many a second. */
final class LineTimes {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final long firstSecond;
    private final int linesPerSecond;
    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    /** Times that begin with the next full second. */
    LineTimes(Instant from, int linesPerSecond) {
        this.firstSecond = from.getEpochSecond() + 1;
        this.linesPerSecond = linesPerSecond;
    }

    /** Writes the time of the nth line, from 0, over the one that stands in its first brackets. */
    void stamp(byte[] line, int n) {
        long wanted = firstSecond + n / linesPerSecond;
        if (wanted != second) {
            second = wanted;
            text = TIME.format(Instant.ofEpochSecond(wanted)).getBytes(US_ASCII);
        }
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '[') {
                System.arraycopy(text, 0, line, i + 1, text.length);
                return;
            }
        }
        throw new IllegalArgumentException("a line without a time: " + new String(line, US_ASCII));
    }
}
