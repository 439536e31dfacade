package io.drey.lake.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Texts by number: equal ones get the same number, unless nearly all differ, in which case they are only kept one behind the
 * other. The hash is seeded, so that no sender can choose texts that collide.
 */
final class ByteValues {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int FIRST_CAPACITY = 256;
    /** After so many values it is known whether they repeat. */
    private static final int TRIAL = 8192;

    private static final double WORTH_NO_HASHING = 0.75;

    private final long seed = ThreadLocalRandom.current().nextLong();

    private byte[] bytes = new byte[FIRST_CAPACITY * 16];
    private int[] ends = new int[FIRST_CAPACITY];
    private int[] hashes = new int[FIRST_CAPACITY];
    /** Numbers of values plus one, by hash; twice as long as there are values at least. */
    private int[] table = new int[FIRST_CAPACITY * 2];

    private int size;
    private int added;
    private boolean distinct = true;
    /** Whether values come from where equal ones have been found to be many. */
    private boolean repeating;

    private int last = -1;

    /** The number of a text. */
    int add(byte[] source, int from, int length) {
        if (last >= 0 && isAt(last, source, from, length)) {
            added++;
            return last;
        }
        if (!distinct) {
            last = append(source, from, length, 0);
            return last;
        }
        int hash = hash(source, from, length);
        int slot = hash & (table.length - 1);
        while (table[slot] != 0) {
            int number = table[slot] - 1;
            if (hashes[number] == hash && isAt(number, source, from, length)) {
                added++;
                last = number;
                return last;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = size + 1;
        last = append(source, from, length, hash);
        if (size * 2 > table.length) {
            grow();
        }
        return last;
    }

    /** The number of an entry of a dictionary: it was found worth one, and comes only once however often it is used. */
    int addEntry(byte[] entry) {
        repeating = true;
        return add(entry, 0, entry.length);
    }

    /** The number of a text that is among others. */
    int add(ByteValues others, int number) {
        repeating |= others.distinct;
        int start = others.start(number);
        return add(others.bytes, start, others.ends[number] - start);
    }

    private boolean isAt(int number, byte[] source, int from, int length) {
        int start = start(number);
        return ends[number] - start == length
                && Arrays.equals(bytes, start, start + length, source, from, from + length);
    }

    private int append(byte[] source, int from, int length, int hash) {
        int start = size == 0 ? 0 : ends[size - 1];
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, start + length));
        }
        System.arraycopy(source, from, bytes, start, length);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        ends[size] = start + length;
        hashes[size] = hash;
        added++;
        return size++;
    }

    private void grow() {
        if (!repeating && added >= TRIAL && size > added * WORTH_NO_HASHING) {
            distinct = false;
            return;
        }
        table = new int[table.length * 2];
        for (int number = 0; number < size; number++) {
            int slot = hashes[number] & (table.length - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = number + 1;
        }
    }

    private int hash(byte[] source, int from, int length) {
        long one = seed ^ length;
        long other = seed;
        int at = from;
        int end = from + length;
        for (; at + 16 <= end; at += 16) {
            one = (one ^ (long) LONGS.get(source, at)) * MIX;
            other = (other ^ (long) LONGS.get(source, at + 8)) * MIX;
            one ^= one >>> 32;
            other ^= other >>> 32;
        }
        long rest = 0;
        if (at + 8 <= end) {
            other = (other ^ (long) LONGS.get(source, at)) * MIX;
            other ^= other >>> 32;
            at += 8;
        }
        for (; at < end; at++) {
            rest = (rest << 8) | (source[at] & 0xFF);
        }
        long hash = ((one ^ rest) * MIX) ^ (Long.rotateLeft(other, 32) * MIX);
        return (int) (hash ^ (hash >>> 32));
    }

    /** How many numbers were given. */
    int size() {
        return size;
    }

    /** How many bytes the values have. */
    int byteCount() {
        return size == 0 ? 0 : ends[size - 1];
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    byte[] value(int number) {
        return Arrays.copyOfRange(bytes, start(number), ends[number]);
    }

    /** Appends a value as Parquet's PLAIN has it: its length in four bytes, then its bytes. */
    void writePlain(int number, PageBytes out) {
        int start = start(number);
        int length = ends[number] - start;
        out.writeLittleEndian(length, Integer.BYTES);
        out.write(bytes, start, length);
    }

    /** How many bytes a value has. */
    int length(int number) {
        return ends[number] - start(number);
    }

    /** Appends the bytes of a value. */
    void write(int number, PageBytes out) {
        out.write(bytes, start(number), length(number));
    }

    /** The number of the least value, by unsigned bytes. */
    int least() {
        int least = 0;
        for (int number = 1; number < size; number++) {
            least = compare(number, least) < 0 ? number : least;
        }
        return least;
    }

    /** The number of the greatest value, by unsigned bytes. */
    int greatest() {
        int greatest = 0;
        for (int number = 1; number < size; number++) {
            greatest = compare(number, greatest) > 0 ? number : greatest;
        }
        return greatest;
    }

    /** The place of each value among the different ones, by unsigned bytes. */
    int[] ranks() {
        int[] sorted = sorted();
        int[] ranks = new int[size];
        int rank = 0;
        for (int place = 0; place < size; place++) {
            rank += place > 0 && compare(sorted[place - 1], sorted[place]) != 0 ? 1 : 0;
            ranks[sorted[place]] = rank;
        }
        return ranks;
    }

    /** The same values in another order; each number becomes its place there. */
    ByteValues inOrder(int[] order) {
        ByteValues ordered = new ByteValues();
        for (int number : order) {
            ordered.add(this, number);
        }
        return ordered;
    }

    /** The numbers in the order of their values' bytes. */
    int[] sorted() {
        Integer[] numbers = new Integer[size];
        Arrays.setAll(numbers, number -> number);
        Arrays.sort(numbers, this::compare);
        return Arrays.stream(numbers).mapToInt(number -> number).toArray();
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(bytes, start(one), ends[one], bytes, start(other), ends[other]);
    }

    /** Forgets the values; whether they repeated is tried anew. */
    void clear() {
        size = 0;
        added = 0;
        last = -1;
        distinct = true;
        repeating = false;
        Arrays.fill(table, 0);
    }
}
