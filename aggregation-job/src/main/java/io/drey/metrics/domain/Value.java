package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.slice.SliceKeys;
import java.util.Arrays;

/**
 * A value that is counted, with its hash, so that counting it does not compute the hash again.
 *
 * @param utf8 at most {@link #LONGEST} bytes; not to be changed
 * @param hash {@link SliceKeys#hash} of them
 */
public record Value(byte[] utf8, int hash) {

    /** Longer values are cut, so that memory has a bound. */
    public static final int LONGEST = 512;

    /** What all events have in common. */
    static final Value NONE = of("");

    /** A value; cut, at the border of a character, where it is too long. */
    public static Value of(String text) {
        return ofUtf8(text.getBytes(UTF_8));
    }

    /** A value; cut, at the border of a character, where it is too long. */
    static Value ofUtf8(byte[] utf8) {
        byte[] cut = Arrays.copyOf(utf8, SliceKeys.cut(utf8, 0, utf8.length, LONGEST));
        return new Value(cut, SliceKeys.hash(cut, 0, cut.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(utf8, UTF_8);
    }
}
