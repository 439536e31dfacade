package io.drey.lake.parquet;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes of a page as they come. Unlike the JDK's stream it takes no lock for each byte. */
final class PageBytes extends OutputStream {

    private byte[] bytes;
    private int length;

    PageBytes(int capacity) {
        bytes = new byte[capacity];
    }

    @Override
    public void write(int b) {
        require(1);
        bytes[length++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int from, int count) {
        require(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Appends the lowest bytes of a number, the lowest first. */
    void writeLittleEndian(long number, int count) {
        require(count);
        long rest = number;
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) rest;
            rest >>>= Byte.SIZE;
        }
    }

    /** Appends a number in groups of seven bits, the lowest first (LEB128). */
    void writeVarint(int number) {
        int rest = number;
        while ((rest & ~0x7F) != 0) {
            write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        write(rest);
    }

    /** Appends a number of either sign in such groups: those near zero take the fewest (zig-zag). */
    void writeZigZag(long number) {
        long rest = (number << 1) ^ (number >> (Long.SIZE - 1));
        while ((rest & ~0x7FL) != 0) {
            write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        write((int) rest);
    }

    void write(PageBytes other) {
        write(other.bytes, 0, other.length);
    }

    int length() {
        return length;
    }

    /** The bytes, not copied, and room behind them. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void require(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
