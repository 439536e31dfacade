package io.drey.collect.domain;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Takes lines out of bytes. A line ends with a line feed, or a carriage return and a line feed; the end is no part of it. Of a line
 * with more than a mebibyte pieces of that size and one byte come, which are too long to be parsed and so become dead letters,
 * {@value #MOST_PIECES} at most; what is left of it is skipped and counted.
 *
 * <p>Where reading fails, what was read before it is still to be had with {@link #rest}.
 *
 * <p>Not thread-safe.
 */
public final class LineReader {

    /** The longest piece of a line, in bytes: one more than a line may have. */
    public static final int LONGEST = (1 << 20) + 1;

    static final int MOST_PIECES = 64;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private int at;
    private int end;
    private long position;
    private long linePosition;
    private int pieces;
    private long skipped;

    /**
     * Lines from a place on.
     *
     * @param in stands there
     * @param position how many bytes stand before it
     */
    public LineReader(InputStream in, long position) {
        this.in = requireNonNull(in, "in is null");
        this.position = position;
        this.linePosition = position;
    }

    /**
     * The next line that has an end, or piece of one; null where the bytes end.
     *
     * @throws IOException if they cannot be read; what was read of the line stays to be had with {@link #rest}
     */
    public byte[] next() throws IOException {
        if (begun.size() == 0) {
            linePosition = position;
        }
        while (true) {
            if (at == end) {
                int read = in.read(buffer);
                if (read < 0) {
                    return null;
                }
                at = 0;
                end = read;
            }
            byte[] line = take();
            if (line != null) {
                return line;
            }
        }
    }

    /** Takes bytes of the buffer up to a line's or a piece's end; null where there is none. */
    private byte[] take() {
        int room = pieces < MOST_PIECES ? LONGEST - begun.size() : Integer.MAX_VALUE;
        int limit = end - at > room ? at + room : end;
        int feed = at;
        while (feed < limit && buffer[feed] != '\n') {
            feed++;
        }
        int taken = feed - at;
        if (pieces < MOST_PIECES) {
            begun.write(buffer, at, taken);
        } else {
            skipped += taken;
        }
        position += taken;
        at = feed;
        if (feed < end && buffer[feed] == '\n') {
            at++;
            position++;
            boolean isTaken = pieces >= MOST_PIECES || (pieces > 0 && begun.size() == 0);
            pieces = 0;
            if (isTaken) {
                linePosition = position;
                return null;
            }
            return line();
        }
        if (pieces < MOST_PIECES && begun.size() == LONGEST) {
            pieces++;
            return line();
        }
        return null;
    }

    private byte[] line() {
        byte[] line = begun.toByteArray();
        begun.reset();
        boolean hasReturn = line.length > 0 && line.length < LONGEST && line[line.length - 1] == '\r';
        return hasReturn ? Arrays.copyOf(line, line.length - 1) : line;
    }

    /** What stands behind the last line and has no end; null where nothing does. */
    public byte[] rest() {
        return begun.size() == 0 ? null : line();
    }

    /** Where the line began that was taken last. */
    public long linePosition() {
        return linePosition;
    }

    /** How many bytes were taken, those before the first included. */
    public long position() {
        return position;
    }

    /** How many bytes of lines were skipped, as there were too many. */
    public long skipped() {
        return skipped;
    }
}
