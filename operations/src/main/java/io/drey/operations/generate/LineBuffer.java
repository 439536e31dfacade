package io.drey.operations.generate;

import java.util.Arrays;

/** Bytes of a line being written. */
final class LineBuffer {

    private byte[] bytes = new byte[1024];
    private int length;

    LineBuffer clear() {
        length = 0;
        return this;
    }

    LineBuffer put(byte[] value) {
        return put(value, value.length);
    }

    LineBuffer put(byte[] value, int count) {
        ensure(count);
        System.arraycopy(value, 0, bytes, length, count);
        length += count;
        return this;
    }

    LineBuffer put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    LineBuffer putNumber(long number) {
        ensure(20);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int at = length + digits;
        length = at;
        long rest = number;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }

    int length() {
        return length;
    }

    void cutTo(int shorter) {
        length = Math.min(length, shorter);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
