package io.drey.lake.parquet;

import java.util.Arrays;

/** The values of a column of whole numbers, in order, and the different ones among them as far as they are few. */
final class LongValues {

    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    /** More different values are not worth a dictionary. */
    private static final int MOST = 4096;

    /** Slots for each of them. */
    private static final int ROOM = 4;

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

    /** The different values, the least first, and the number of each place's among them; null if there are too many. */
    Numbered numbered() {
        int most = Math.min(size, MOST);
        int slots = Integer.highestOneBit(Math.max(most, 1)) * ROOM;
        int shift = Long.SIZE - Integer.numberOfTrailingZeros(slots);
        long[] different = new long[most];
        int[] table = new int[slots];
        int[] numbers = new int[size];
        int count = 0;
        for (int place = 0; place < size; place++) {
            long value = values[place];
            if (place > 0 && value == values[place - 1]) {
                numbers[place] = numbers[place - 1];
                continue;
            }
            int slot = (int) ((value * MIX) >>> shift);
            while (table[slot] != 0 && different[table[slot] - 1] != value) {
                slot = (slot + 1) & (slots - 1);
            }
            if (table[slot] == 0) {
                if (count == most) {
                    return null;
                }
                different[count] = value;
                table[slot] = ++count;
            }
            numbers[place] = table[slot] - 1;
        }
        return inOrder(Arrays.copyOf(different, count), numbers);
    }

    private static Numbered inOrder(long[] different, int[] numbers) {
        long[] sorted = different.clone();
        Arrays.sort(sorted);
        int[] ranks = new int[different.length];
        for (int number = 0; number < ranks.length; number++) {
            ranks[number] = Arrays.binarySearch(sorted, different[number]);
        }
        for (int place = 0; place < numbers.length; place++) {
            numbers[place] = ranks[numbers[place]];
        }
        return new Numbered(sorted, numbers);
    }

    /** Different values, and which of them each place has. */
    @SuppressWarnings("ArrayRecordComponent") // seen by one encoder only
    record Numbered(long[] different, int[] numbers) {}

    void clear() {
        size = 0;
    }
}
