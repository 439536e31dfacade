package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads Avro's binary encoding from an array, without copying. Throws where the array ends too early. */
final class AvroInput {

    /** The bytes of a single-object header: marker and fingerprint. */
    static final int HEADER = 10;

    private final byte[] bytes;
    private int at;

    AvroInput(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /** The fingerprint of a single-object encoding. */
    static long fingerprint(byte[] encoded) {
        if (encoded.length < HEADER || encoded[0] != (byte) 0xC3 || encoded[1] != 0x01) {
            throw new IllegalArgumentException(
                    "not an Avro single-object encoding: %d bytes without the marker C3 01".formatted(encoded.length));
        }
        long fingerprint = 0;
        for (int i = 7; i >= 0; i--) {
            fingerprint = (fingerprint << 8) | (encoded[2 + i] & 0xFF);
        }
        return fingerprint;
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

    boolean readBoolean() {
        return bytes[at++] != 0;
    }

    int readInt() {
        return Math.toIntExact(readLong());
    }

    /** Reads a length, moves beyond as many bytes and returns where they begin; {@link #at()} then is their end. */
    int skipBytes() {
        int length = readInt();
        int from = at;
        if (length < 0 || length > bytes.length - from) {
            throw new IllegalArgumentException(
                    "a value of %d bytes at byte %d of %d".formatted(length, from, bytes.length));
        }
        at = from + length;
        return from;
    }

    int at() {
        return at;
    }

    String readString() {
        int from = skipBytes();
        return new String(bytes, from, at - from, UTF_8);
    }

    /** Reads a string, returning the one given where it is the same: repeated values cost no allocation. */
    String readString(String likely) {
        int from = skipBytes();
        int length = at - from;
        if (likely != null && likely.length() == length) {
            int i = 0;
            while (i < length && likely.charAt(i) == bytes[from + i]) {
                i++;
            }
            if (i == length) {
                return likely;
            }
        }
        return new String(bytes, from, length, UTF_8);
    }
}
