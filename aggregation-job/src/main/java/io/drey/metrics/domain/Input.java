package io.drey.metrics.domain;

import java.util.Arrays;

/** Reads what {@link Output} wrote. */
final class Input {

    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
        this.bytes = bytes;
    }

    long readLong() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    byte[] readBytes() {
        int length = Math.toIntExact(readLong());
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }
}
