package io.drey.lake.parquet;

import java.util.Arrays;

/** Which rows of a column have a value: a bit each, written as Parquet's definition levels. */
final class DefinedRows {

    private static final int WORD = 64;
    private static final int GROUP = 8;

    private long[] bits = new long[WORD];
    private int present;

    void set(int row) {
        int word = row >>> 6;
        if (word >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(word + 1, bits.length * 2));
        }
        bits[word] |= 1L << row;
        present++;
    }

    /** How many rows have a value. */
    int count() {
        return present;
    }

    /** How many rows of a range have a value. */
    int count(int from, int to) {
        int count = 0;
        for (int row = from; row < to; ) {
            int word = row >>> 6;
            int end = Math.min(to, (word + 1) << 6);
            long mask = (-1L << row) & (-1L >>> (WORD - 1 - ((end - 1) & (WORD - 1))));
            count += word < bits.length ? Long.bitCount(bits[word] & mask) : 0;
            row = end;
        }
        return count;
    }

    boolean contains(int row) {
        return bit(row) != 0;
    }

    private int bit(int row) {
        int word = row >>> 6;
        return word < bits.length ? (int) (bits[word] >>> row) & 1 : 0;
    }

    /** Appends the levels of a range: their length in four bytes, then run-length encoded, or packed eight to a byte. */
    void write(int from, int to, PageBytes page) {
        PageBytes levels = new PageBytes(64);
        int count = count(from, to);
        if (count == 0 || count == to - from) {
            levels.writeVarint((to - from) << 1);
            levels.write(count == 0 ? 0 : 1);
        } else {
            int groups = (to - from + GROUP - 1) / GROUP;
            levels.writeVarint((groups << 1) | 1);
            for (int group = 0; group < groups; group++) {
                int packed = 0;
                for (int i = 0; i < GROUP; i++) {
                    int row = from + group * GROUP + i;
                    packed |= row < to ? bit(row) << i : 0;
                }
                levels.write(packed);
            }
        }
        page.writeLittleEndian(levels.length(), Integer.BYTES);
        page.write(levels);
    }

    void clear() {
        Arrays.fill(bits, 0);
        present = 0;
    }
}
