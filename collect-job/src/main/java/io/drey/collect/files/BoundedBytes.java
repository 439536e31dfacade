package io.drey.collect.files;

import java.io.IOException;
import java.io.InputStream;

/** What a compressed file becomes, as long as that bears some relation to its size: a bomb would fill topics and the lake. */
final class BoundedBytes extends InputStream {

    /** Small files may become that large, however small they are. */
    static final long FREE = 64L << 20;

    private final InputStream bytes;
    private final long stored;
    private final int mostTimes;
    private long left;

    /**
     * Bounds what is decompressed.
     *
     * @param bytes from its beginning
     * @param stored how many bytes are stored
     * @param mostTimes how many times as large it may become
     */
    BoundedBytes(InputStream bytes, long stored, int mostTimes) {
        this.bytes = bytes;
        this.stored = stored;
        this.mostTimes = mostTimes;
        this.left = Math.max(FREE, stored > Long.MAX_VALUE / mostTimes ? Long.MAX_VALUE : stored * mostTimes);
    }

    @Override
    public int read() throws IOException {
        int next = bytes.read();
        if (next >= 0) {
            take(1);
        }
        return next;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0 && length > 0) {
            return read();
        }
        int count = bytes.read(into, from, (int) Math.min(length, left));
        if (count > 0) {
            take(count);
        }
        return count;
    }

    private void take(int count) throws IOException {
        if (count > left) {
            throw new IOException(
                    "its %d bytes become more than %d times as many: if that is right, raise '%s' before it is fetched again"
                            .formatted(stored, mostTimes, CollectSettings.MAX_RATIO.key()));
        }
        left -= count;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
