package io.drey.lake.parquet;

import java.util.Arrays;

/** The values of a column of whole numbers, in order, and the different ones among them as far as they are few. */
final class LongValues {

    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    /** More different values are not worth a dictionary. */
    private static final int MOST = 4096;

    private static final int TABLE = MOST * 4;
    private static final int RUN_BYTES = 3;
    private static final int BLOCK = 32;
    private static final int BLOCK_BYTES = 2;
    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(TABLE);

    private long[] values = new long[256];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    long value(int place) {
        return values[place];
    }

    /** The least value; 0 if there is none. */
    long least() {
        long least = size == 0 ? 0 : values[0];
        for (int place = 1; place < size; place++) {
            least = Math.min(least, values[place]);
        }
        return least;
    }

    /** Whether all values are the same. */
    boolean isOne() {
        for (int place = 1; place < size; place++) {
            if (values[place] != values[0]) {
                return false;
            }
        }
        return true;
    }

    /** The different values and the number of each place's among them, or null if there are too many. */
    Numbered numbered() {
        long[] different = new long[MOST];
        int[] table = new int[TABLE];
        int[] numbers = new int[size];
        int count = 0;
        for (int place = 0; place < size; place++) {
            long value = values[place];
            if (place > 0 && value == values[place - 1]) {
                numbers[place] = numbers[place - 1];
                continue;
            }
            int slot = (int) ((value * MIX) >>> SHIFT);
            while (table[slot] != 0 && different[table[slot] - 1] != value) {
                slot = (slot + 1) & (TABLE - 1);
            }
            if (table[slot] == 0) {
                if (count == MOST) {
                    return null;
                }
                different[count] = value;
                table[slot] = ++count;
            }
            numbers[place] = table[slot] - 1;
        }
        return new Numbered(Arrays.copyOf(different, count), numbers);
    }

    /** Different values, and which of them each place has. */
    @SuppressWarnings("ArrayRecordComponent") // seen by one encoder only
    record Numbered(long[] different, int[] numbers) {

        /** About how many bytes these take: packed, or as runs of one number where they are fewer. */
        long bytes(int bytesEach) {
            int width = Integer.SIZE - Integer.numberOfLeadingZeros(different.length - 1);
            long runs = 0;
            for (int place = 0; place < numbers.length; place++) {
                runs += place == 0 || numbers[place] != numbers[place - 1] ? 1 : 0;
            }
            long packed = (long) numbers.length * width / Byte.SIZE;
            return (long) different.length * bytesEach + Math.min(packed, runs * RUN_BYTES);
        }
    }

    /** About how many bytes the differences between neighbours take: the widest of a block decides for it. */
    long deltaBytes() {
        long bytes = 0;
        for (int from = 1; from < size; from += BLOCK) {
            long least = values[from] - values[from - 1];
            long greatest = least;
            int to = Math.min(size, from + BLOCK);
            for (int place = from + 1; place < to; place++) {
                long delta = values[place] - values[place - 1];
                least = Math.min(least, delta);
                greatest = Math.max(greatest, delta);
            }
            int width = Long.SIZE - Long.numberOfLeadingZeros(greatest - least);
            bytes += BLOCK_BYTES + (long) (to - from) * width / Byte.SIZE;
        }
        return bytes;
    }

    void clear() {
        size = 0;
    }
}
