package io.drey.lake.parquet;

import java.util.Arrays;

/** Orders of rows, as the rows' numbers one behind the other. Sorted by digits: neither rows nor values are moved. */
final class RowOrdering {

    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private RowOrdering() {}

    /** The rows as they are. */
    static int[] asTheyAre(int rows) {
        int[] order = new int[rows];
        Arrays.setAll(order, row -> row);
        return order;
    }

    /** The same rows by a key each, compared as unsigned numbers; rows of equal keys stay in their order. */
    static int[] sorted(int[] order, long[] keys) {
        long bits = 0;
        boolean isSorted = true;
        for (int i = 0; i < order.length; i++) {
            bits |= keys[order[i]];
            isSorted &= i == 0 || Long.compareUnsigned(keys[order[i - 1]], keys[order[i]]) <= 0;
        }
        if (isSorted) {
            return order;
        }
        int[] from = order;
        int[] to = new int[order.length];
        int[] spare = new int[order.length];
        for (int shift = 0; shift < Long.SIZE && bits >>> shift != 0; shift += DIGIT_BITS) {
            int[] starts = new int[DIGITS + 1];
            for (int row : from) {
                starts[digit(keys[row], shift) + 1]++;
            }
            for (int digit = 0; digit < DIGITS; digit++) {
                starts[digit + 1] += starts[digit];
            }
            for (int row : from) {
                to[starts[digit(keys[row], shift)]++] = row;
            }
            from = to;
            to = spare;
            spare = from;
        }
        return from;
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & (DIGITS - 1);
    }
}
