package io.drey.format;

import io.drey.event.Rejection;

/**
 * How long a line may be to become an event. Whoever splits lines asks before it parses; what is too long becomes a dead
 * letter.
 *
 * @param maxBytes the longest line in bytes, without its terminator; at least 1
 */
public record LineLimit(int maxBytes) {

    /** One mebibyte. */
    public static final LineLimit DEFAULT = new LineLimit(1 << 20);

    public LineLimit {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("max-line-bytes is %d: it must be at least 1".formatted(maxBytes));
        }
    }

    /** Whether a line of that many bytes is taken. */
    public boolean admits(long bytes) {
        return bytes <= maxBytes;
    }

    /** Why a longer line is not taken; the column is the first byte beyond the limit. */
    public Rejection rejection() {
        return new Rejection(
                "the line is longer than %d bytes: raise max-line-bytes to take it".formatted(maxBytes), maxBytes + 1);
    }
}
