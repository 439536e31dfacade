package io.drey.operations.input;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Takes lines out of a stream. Lines end as everywhere in Drey: at a line feed, with a carriage return in front of it; the
 * last may lack its end. Memory is bounded by the longest line.
 */
public final class LineReader {

    private static final int FIRST_BUFFER_BYTES = 1 << 18;

    private final InputStream in;
    private final int longest;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int start;
    private int end;
    private boolean ended;
    private long lines;

    /** A line is longer than can be taken. */
    public static final class LongLineException extends IOException {

        private static final long serialVersionUID = 1L;

        private final long line;

        private LongLineException(long line, int longest) {
            super("line %d has more than %d bytes".formatted(line, longest));
            this.line = line;
        }

        /** The line's number; the first is 1. */
        public long line() {
            return line;
        }
    }

    /**
     * A reader of a stream, which it does not close.
     *
     * @param longest the longest line, in bytes without its end
     */
    public LineReader(InputStream in, int longest) {
        this.in = requireNonNull(in, "in is null");
        this.longest = longest;
    }

    /**
     * The next line without its end, or null behind the last.
     *
     * @throws LongLineException if the line is too long
     */
    public byte[] next() throws IOException {
        int scanned = start;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    return line(i > start && buffer[i - 1] == '\r' ? i - 1 : i, i + 1);
                }
            }
            // One byte more than the limit may be the carriage return of the line's end.
            if (end - start - 1L > longest) {
                throw new LongLineException(lines + 1, longest);
            }
            if (ended) {
                return start < end ? line(end, end) : null;
            }
            if (end == buffer.length) {
                makeRoom();
            }
            scanned = end;
            int count = in.read(buffer, end, buffer.length - end);
            ended = count < 0;
            end += Math.max(0, count);
        }
    }

    private byte[] line(int to, int next) throws LongLineException {
        lines++;
        if (to - start > longest) {
            throw new LongLineException(lines, longest);
        }
        byte[] line = Arrays.copyOfRange(buffer, start, to);
        start = next;
        return line;
    }

    private void makeRoom() {
        int pending = end - start;
        // At least half of the buffer is to be free, or reading a long line would move it over and over.
        byte[] target =
                pending > buffer.length / 2 ? new byte[(int) Math.min(buffer.length * 2L, longest + 2L)] : buffer;
        System.arraycopy(buffer, start, target, 0, pending);
        buffer = target;
        start = 0;
        end = pending;
    }
}
