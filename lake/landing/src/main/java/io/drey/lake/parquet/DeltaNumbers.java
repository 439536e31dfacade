package io.drey.lake.parquet;

import java.util.function.IntToLongFunction;

/**
 * Numbers as the differences between neighbours: Parquet's DELTA_BINARY_PACKED, each difference in whole bytes. The format
 * lets it take more bits than it needs, and with whole bytes zstd finds differences that repeat.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">Parquet: encodings</a>
 */
final class DeltaNumbers {

    private static final int BLOCK = 128;
    private static final int MINI_BLOCKS = 4;
    private static final int MINI_BLOCK = BLOCK / MINI_BLOCKS;

    private DeltaNumbers() {}

    /** Appends the numbers of a range of places. */
    static void write(int from, int to, IntToLongFunction numbers, PageBytes page) {
        page.writeVarint(BLOCK);
        page.writeVarint(MINI_BLOCKS);
        page.writeVarint(to - from);
        page.writeZigZag(from == to ? 0 : numbers.applyAsLong(from));
        long[] deltas = new long[BLOCK];
        long before = from == to ? 0 : numbers.applyAsLong(from);
        for (int place = from + 1; place < to; place += BLOCK) {
            int count = Math.min(BLOCK, to - place);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                long number = numbers.applyAsLong(place + i);
                deltas[i] = number - before;
                least = Math.min(least, deltas[i]);
                before = number;
            }
            writeBlock(deltas, count, least, page);
        }
    }

    private static void writeBlock(long[] deltas, int count, long least, PageBytes page) {
        page.writeZigZag(least);
        int[] bytes = new int[MINI_BLOCKS];
        for (int mini = 0; mini < MINI_BLOCKS; mini++) {
            long bits = 0;
            for (int i = mini * MINI_BLOCK; i < Math.min(count, (mini + 1) * MINI_BLOCK); i++) {
                bits |= deltas[i] - least;
            }
            bytes[mini] = (Long.SIZE - Long.numberOfLeadingZeros(bits) + Byte.SIZE - 1) / Byte.SIZE;
            page.write(bytes[mini] * Byte.SIZE);
        }
        // The last one that has a difference is filled up.
        for (int mini = 0; mini * MINI_BLOCK < count; mini++) {
            for (int i = mini * MINI_BLOCK; i < (mini + 1) * MINI_BLOCK; i++) {
                page.writeLittleEndian(i < count ? deltas[i] - least : 0, bytes[mini]);
            }
        }
    }
}
