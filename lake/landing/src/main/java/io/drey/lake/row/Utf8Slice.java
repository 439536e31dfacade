package io.drey.lake.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.flink.table.data.StringData;

/** Text as a slice of an event's bytes. The writer asks for the bytes, so no string is ever made of it. */
final class Utf8Slice implements StringData {

    private final byte[] bytes;
    private final int from;
    private final int length;

    Utf8Slice(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
    }

    @Override
    public byte[] toBytes() {
        return from == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length);
    }

    @Override
    public int compareTo(StringData other) {
        byte[] that = other.toBytes();
        return Arrays.compareUnsigned(bytes, from, from + length, that, 0, that.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StringData that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, from, length, UTF_8);
    }
}
