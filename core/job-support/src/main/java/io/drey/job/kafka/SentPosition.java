package io.drey.job.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.apache.kafka.common.header.Header;

/**
 * Where a line stood in what its sender read it from: the header {@value #HEADER} of a raw record, {@code SOURCE:POSITION}. A sender
 * that goes on from an earlier place sends lines again; the positions of a source only grow, and so whoever reads the topic
 * knows them. All records of a source go to one partition.
 *
 * @param source a file and its generation, or whatever the sender reads; at most {@value #LONGEST_SOURCE} bytes
 * @param position where the line stood, at least 0
 */
public record SentPosition(String source, long position) {

    /** The header's name. */
    public static final String HEADER = "drey.position";

    /** A longer one would cost memory for each source. */
    static final int LONGEST_SOURCE = 128;

    private static final int LONGEST_POSITION = 19;

    public SentPosition {
        requireNonNull(source, "source is null");
        if (source.isEmpty() || source.getBytes(UTF_8).length > LONGEST_SOURCE) {
            throw new IllegalArgumentException(
                    "a source has 1 to %d bytes, this one %d".formatted(LONGEST_SOURCE, source.getBytes(UTF_8).length));
        }
        if (position < 0) {
            throw new IllegalArgumentException("position %d of source %s is below 0".formatted(position, source));
        }
    }

    /** The header's value. */
    public byte[] encode() {
        return (source + ":" + position).getBytes(UTF_8);
    }

    /** What a header says; empty where there is none, or it is something else: the line counts all the same. */
    static Optional<SentPosition> of(Header header) {
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        byte[] value = header.value();
        int colon = value.length - 1;
        while (colon >= 0 && value[colon] >= '0' && value[colon] <= '9') {
            colon--;
        }
        int digits = value.length - colon - 1;
        if (colon < 1 || colon > LONGEST_SOURCE || value[colon] != ':' || digits < 1 || digits > LONGEST_POSITION) {
            return Optional.empty();
        }
        String source = new String(value, 0, colon, UTF_8);
        if (source.getBytes(UTF_8).length > LONGEST_SOURCE) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new SentPosition(source, Long.parseLong(new String(value, colon + 1, digits, US_ASCII))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
