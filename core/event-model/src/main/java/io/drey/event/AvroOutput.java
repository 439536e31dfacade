package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Writes Avro's binary encoding into a growing array that is kept for the next record. Not thread-safe. */
final class AvroOutput {

    private byte[] buffer = new byte[1024];
    private int length;

    void reset() {
        length = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    void singleObjectHeader(long fingerprint) {
        ensure(10);
        buffer[length++] = (byte) 0xC3;
        buffer[length++] = 0x01;
        for (int shift = 0; shift < 64; shift += 8) {
            buffer[length++] = (byte) (fingerprint >>> shift);
        }
    }

    void writeLong(long value) {
        ensure(10);
        long zigZag = (value << 1) ^ (value >> 63);
        while ((zigZag & ~0x7FL) != 0) {
            buffer[length++] = (byte) ((zigZag & 0x7F) | 0x80);
            zigZag >>>= 7;
        }
        buffer[length++] = (byte) zigZag;
    }

    void writeBoolean(boolean value) {
        ensure(1);
        buffer[length++] = (byte) (value ? 1 : 0);
    }

    void writeBytes(byte[] source, int offset, int count) {
        writeLong(count);
        ensure(count);
        System.arraycopy(source, offset, buffer, length, count);
        length += count;
    }

    /** Writes bytes that are encoded already. */
    void writeRaw(byte[] encoded) {
        ensure(encoded.length);
        System.arraycopy(encoded, 0, buffer, length, encoded.length);
        length += encoded.length;
    }

    void writeString(String value) {
        byte[] utf8 = value.getBytes(UTF_8);
        writeBytes(utf8, 0, utf8.length);
    }

    private void ensure(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
