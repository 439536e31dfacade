package io.drey.event.slice;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Remembers what was computed from slices of bytes, for a bounded number of them: each belongs to a set of a few places,
 * of which the least recently used is given up. A hit allocates nothing. Not thread-safe.
 */
public final class SliceCache<V> {

    private static final int WAYS = 4;

    private final Function<byte[], V> compute;
    private final int longestKey;
    private final byte[][] keys;
    private final Object[] values;
    private final int mask;

    /**
     * A cache.
     *
     * @param entries how many slices are remembered, rounded up to a power of two of at least 4
     * @param longestKey longer slices are cut to so many bytes, before they are computed from
     */
    public SliceCache(int entries, int longestKey, Function<byte[], V> compute) {
        this.compute = requireNonNull(compute, "compute is null");
        this.longestKey = longestKey;
        int places = Math.max(WAYS, Integer.highestOneBit(Math.max(1, entries - 1)) << 1);
        keys = new byte[places][];
        values = new Object[places];
        mask = places / WAYS - 1;
    }

    public V of(byte[] bytes, int from, int length) {
        int keyLength = SliceKeys.cut(bytes, from, length, longestKey);
        int first = (SliceKeys.hash(bytes, from, keyLength) & mask) * WAYS;
        for (int i = first; i < first + WAYS; i++) {
            byte[] key = keys[i];
            if (key == null) {
                break;
            }
            if (SliceKeys.same(key, bytes, from, keyLength)) {
                return toFront(first, i);
            }
        }
        byte[] key = Arrays.copyOfRange(bytes, from, from + keyLength);
        V value = compute.apply(key);
        shift(first, first + WAYS - 1);
        keys[first] = key;
        values[first] = value;
        return value;
    }

    private V toFront(int first, int at) {
        @SuppressWarnings("unchecked") // only such are put there
        V value = (V) values[at];
        if (at > first) {
            byte[] key = keys[at];
            shift(first, at);
            keys[first] = key;
            values[first] = value;
        }
        return value;
    }

    /** Moves the places from {@code first} one further, overwriting {@code last}. */
    private void shift(int first, int last) {
        for (int i = last; i > first; i--) {
            keys[i] = keys[i - 1];
            values[i] = values[i - 1];
        }
    }
}
