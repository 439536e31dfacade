package io.drey.lake.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.flink.table.data.StringData;

/** Text that many rows share: both its string, for partition keys, and its bytes, for the writer, are made once. */
final class ConstantText implements StringData {

    private final String text;
    private final byte[] utf8;

    ConstantText(String text) {
        this.text = text;
        this.utf8 = text.getBytes(UTF_8);
    }

    /** The shared array: callers do not change it. */
    @Override
    public byte[] toBytes() {
        return utf8;
    }

    @Override
    public int compareTo(StringData other) {
        return Arrays.compareUnsigned(utf8, other.toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StringData that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
