package io.drey.rules.shape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * Reads what {@link StateOutput} has written.
 *
 * <p>Where the bytes end too early or are damaged, methods throw {@link IndexOutOfBoundsException},
 * {@link ArithmeticException} or {@link IllegalArgumentException}.
 */
public final class StateInput {

    static final EventReference NOTHING_BEFORE = new EventReference(0, "", 0, 0, 0);

    private final byte[] bytes;
    private int at;
    private EventReference last = NOTHING_BEFORE;

    public StateInput(byte[] bytes) {
        this.bytes = requireNonNull(bytes, "bytes is null");
    }

    int readByte() {
        return bytes[at++];
    }

    long readLong() {
        long zigZag = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = bytes[at++];
            zigZag |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return (zigZag >>> 1) ^ -(zigZag & 1);
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits ends at byte " + at);
    }

    /** Reads how many things follow; each of them takes at least one byte. */
    int readCount() {
        long count = readLong();
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalArgumentException(
                    "%d things are said to follow byte %d of %d".formatted(count, at, bytes.length));
        }
        return (int) count;
    }

    double readDouble() {
        long bits = 0;
        for (int i = 0; i < Double.BYTES; i++) {
            bits = (bits << 8) | (bytes[at++] & 0xFF);
        }
        return Double.longBitsToDouble(bits);
    }

    String readText() {
        long count = readLong();
        if (count == -1) {
            return null;
        }
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalArgumentException(
                    "a text of %d bytes at byte %d of %d".formatted(count, at, bytes.length));
        }
        String text = new String(bytes, at, (int) count, UTF_8);
        at += (int) count;
        return text;
    }

    EventReference readReference() {
        long timestampMillis = last.timestampMillis() + readLong();
        String topicId = readByte() == 0 ? last.topicId() : readText();
        int partition = Math.toIntExact(readLong());
        long offset = last.offset() + readLong();
        int index = Math.toIntExact(readLong());
        last = new EventReference(timestampMillis, topicId, partition, offset, index);
        return last;
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }
}
