package io.drey.metrics.domain;

import java.util.Arrays;

/** Writes numbers of 1 to 10 bytes and byte arrays into a growing array. */
final class Output {

    private byte[] buffer = new byte[256];
    private int length;

    void writeLong(long value) {
        ensure(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            buffer[length++] = (byte) ((left & 0x7F) | 0x80);
            left >>>= 7;
        }
        buffer[length++] = (byte) left;
    }

    void writeBytes(byte[] bytes) {
        writeLong(bytes.length);
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void ensure(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
