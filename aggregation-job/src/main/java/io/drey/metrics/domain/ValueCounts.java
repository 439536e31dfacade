package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.slice.SliceKeys;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How often each value occurred: exactly, up to a number of different values; beyond it for the most frequent ones, with an
 * error bound for each.
 *
 * <p>When there are more values than the bound, the half with the highest possible counts is kept, and the highest possible
 * count among those given up, the floor, is noted: a value that shows up later may have occurred as often before. So each
 * true count is from the count to the count plus the error; no error exceeds all events divided by half the bound; and a
 * list never gets shorter. This is Space-Saving (Metwally, Agrawal, El Abbadi 2005) with values given up in batches, and
 * keeps its bounds when counts are merged (Agarwal and others, Mergeable Summaries, 2012). The same events in another
 * order give the same counts as long as the bound is not passed.
 *
 * <p>Adding a slice that is known allocates nothing. Not thread-safe.
 */
public final class ValueCounts {

    private static final int SMALLEST_TABLE = 16;

    private final int bound;
    private byte[][] values = new byte[SMALLEST_TABLE][];
    private int[] hashes = new int[SMALLEST_TABLE];
    private long[] counts = new long[SMALLEST_TABLE];
    private long[] errors = new long[SMALLEST_TABLE];
    private int size;
    private long floor;

    /** All values that were ever counted; null while they are all held. */
    private DistinctSketch seen;

    /**
     * Empty counts.
     *
     * @param bound how many different values are counted exactly; at least 64
     */
    public ValueCounts(int bound) {
        if (bound < 64) {
            throw new IllegalArgumentException("a bound of %d values: use 64 or more".formatted(bound));
        }
        this.bound = bound;
    }

    /** Adds to the count of a value; one of more than {@link Value#LONGEST} bytes is cut. */
    public void add(byte[] bytes, int from, int length, long times) {
        int kept = SliceKeys.cut(bytes, from, length, Value.LONGEST);
        int hash = SliceKeys.hash(bytes, from, kept);
        int slot = find(bytes, from, kept, hash);
        if (values[slot] == null) {
            byte[] value = Arrays.copyOfRange(bytes, from, from + kept);
            slot = insert(slot, value, hash, floor);
            see(value);
        }
        counts[slot] += times;
        if (size > bound) {
            keepTop(bound / 2);
        }
    }

    /** Adds to the count of a value. */
    public void add(Value value, long times) {
        int slot = find(value);
        if (values[slot] == null) {
            slot = insert(slot, value.utf8(), value.hash(), floor);
            see(value.utf8());
        }
        counts[slot] += times;
        if (size > bound) {
            keepTop(bound / 2);
        }
    }

    /** Adds all counts of another; both errors add up. */
    public void merge(ValueCounts other) {
        long ownFloor = floor;
        if (other.seen != null) {
            seeAll();
            seen.merge(other.seen);
        }
        if (other.floor > 0) {
            for (int i = 0; i < values.length; i++) {
                errors[i] += values[i] == null ? 0 : other.floor;
            }
        }
        for (int i = 0; i < other.values.length; i++) {
            byte[] value = other.values[i];
            if (value == null) {
                continue;
            }
            int slot = find(value, 0, value.length, other.hashes[i]);
            if (values[slot] == null) {
                slot = insert(slot, value, other.hashes[i], ownFloor + other.floor);
                see(value);
            }
            counts[slot] += other.counts[i];
            errors[slot] += other.errors[i] - other.floor;
        }
        floor = ownFloor + other.floor;
        if (size > bound) {
            keepTop(bound / 2);
        }
    }

    /** Whether a value is held. */
    boolean holds(Value value) {
        return values[find(value)] != null;
    }

    /** How many values are held. */
    public int size() {
        return size;
    }

    /** How many different values were counted: all of them where {@link #distinctError} is 0, else about so many. */
    public long distinct() {
        return seen == null ? size : Math.max(size, seen.estimate());
    }

    /** How far {@link #distinct} may be from the truth, in 997 of 1,000 cases; 0 if it is exact. */
    public long distinctError() {
        return seen == null ? 0 : DistinctSketch.errorOf(seen.estimate());
    }

    /** The values counted most often, most often first, those of the same count in the order of their bytes. */
    public List<Counted> top(int length) {
        return list(length).values();
    }

    /** The values counted most often, and what can be said of all others. Takes time by the number of values held. */
    public TopList list(int length) {
        Comparator<Integer> best = Comparator.comparingLong((Integer slot) -> -counts[slot])
                .thenComparing((one, two) -> Arrays.compareUnsigned(values[one], values[two]));
        PriorityQueue<Integer> kept = new PriorityQueue<>(length + 1, best.reversed());
        long highestOther = floor;
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] == null) {
                continue;
            }
            int other = slot;
            // Most are below the last of the list, which is soon said.
            if (kept.isEmpty() || kept.size() < length || counts[slot] >= counts[kept.element()]) {
                kept.add(slot);
                if (kept.size() <= length) {
                    continue;
                }
                other = kept.remove();
            }
            highestOther = Math.max(highestOther, counts[other] + errors[other]);
        }
        List<Counted> listed = kept.stream()
                .sorted(best)
                .map(slot -> new Counted(new String(values[slot], UTF_8), counts[slot], errors[slot]))
                .toList();
        return new TopList(listed, highestOther);
    }

    /**
     * Gives up all but the values of the highest possible counts, where there are more than so many; of those with the same the
     * first by their bytes are kept.
     */
    public void keepTop(int kept) {
        if (size <= kept) {
            return;
        }
        seeAll();
        long highestGivenUp = highestButFor(kept);
        byte[][] oldValues = values;
        int[] oldHashes = hashes;
        long[] oldCounts = counts;
        long[] oldErrors = errors;
        allocate(tableFor(kept));
        size = 0;
        // Of those with the same, the last by its bytes on top.
        PriorityQueue<Integer> same =
                new PriorityQueue<>((one, two) -> Arrays.compareUnsigned(oldValues[two], oldValues[one]));
        for (int old = 0; old < oldValues.length; old++) {
            if (oldValues[old] == null) {
                continue;
            }
            long possible = oldCounts[old] + oldErrors[old];
            if (possible > highestGivenUp) {
                keep(oldValues[old], oldHashes[old], oldCounts[old], oldErrors[old]);
            } else if (possible == highestGivenUp
                    && (same.isEmpty()
                            || same.size() < kept - size
                            || Arrays.compareUnsigned(oldValues[old], oldValues[same.element()]) < 0)) {
                same.add(old);
            }
            if (same.size() > kept - size) {
                same.remove();
            }
        }
        for (int old : same) {
            keep(oldValues[old], oldHashes[old], oldCounts[old], oldErrors[old]);
        }
        floor = Math.max(floor, highestGivenUp);
    }

    private void keep(byte[] value, int hash, long count, long error) {
        int slot = insert(find(value, 0, value.length, hash), value, hash, error);
        counts[slot] = count;
    }

    /** The highest possible count but for so many. */
    private long highestButFor(int kept) {
        long[] possible = new long[size];
        int next = 0;
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != null) {
                possible[next++] = counts[slot] + errors[slot];
            }
        }
        Arrays.sort(possible);
        return possible[size - 1 - kept];
    }

    /** A copy that shares nothing that changes. */
    public ValueCounts copy() {
        ValueCounts copy = new ValueCounts(bound);
        copy.values = values.clone();
        copy.hashes = hashes.clone();
        copy.counts = counts.clone();
        copy.errors = errors.clone();
        copy.size = size;
        copy.floor = floor;
        copy.seen = seen == null ? null : seen.copy();
        return copy;
    }

    void write(Output output) {
        output.writeLong(bound);
        output.writeLong(floor);
        output.writeLong(size);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                output.writeBytes(values[i]);
                output.writeLong(counts[i]);
                if (floor > 0) {
                    output.writeLong(errors[i]);
                }
            }
        }
    }

    static ValueCounts read(Input input) {
        ValueCounts counts = new ValueCounts(Math.toIntExact(input.readLong()));
        counts.floor = input.readLong();
        int size = Math.toIntExact(input.readLong());
        counts.allocate(tableFor(size));
        for (int i = 0; i < size; i++) {
            byte[] value = input.readBytes();
            int hash = SliceKeys.hash(value, 0, value.length);
            int slot = counts.insert(counts.find(value, 0, value.length, hash), value, hash, 0);
            counts.counts[slot] = input.readLong();
            counts.errors[slot] = counts.floor > 0 ? input.readLong() : 0;
        }
        return counts;
    }

    /** All values that were ever counted; null while they are all held. */
    DistinctSketch seen() {
        return seen;
    }

    /** What was ever counted, as {@link #seen} gave it. */
    void seen(DistinctSketch sketch) {
        seen = sketch;
    }

    private void see(byte[] value) {
        if (seen != null) {
            seen.add(value);
        }
    }

    private void seeAll() {
        if (seen == null) {
            seen = new DistinctSketch();
            for (byte[] value : values) {
                if (value != null) {
                    seen.add(value);
                }
            }
        }
    }

    private int find(byte[] bytes, int from, int length, int hash) {
        int mask = values.length - 1;
        int slot = hash & mask;
        while (values[slot] != null && (hashes[slot] != hash || !SliceKeys.same(values[slot], bytes, from, length))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int find(Value value) {
        int mask = values.length - 1;
        int slot = value.hash() & mask;
        while (values[slot] != null
                && values[slot] != value.utf8()
                && (hashes[slot] != value.hash() || !Arrays.equals(values[slot], value.utf8()))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Puts a value that is not there yet at the slot where it was looked for; returns the slot it ends up in. */
    private int insert(int slot, byte[] value, int hash, long error) {
        int free = slot;
        if (2 * (size + 1) > values.length) {
            grow();
            free = find(value, 0, value.length, hash);
        }
        values[free] = value;
        hashes[free] = hash;
        counts[free] = 0;
        errors[free] = error;
        size++;
        return free;
    }

    private void grow() {
        byte[][] oldValues = values;
        int[] oldHashes = hashes;
        long[] oldCounts = counts;
        long[] oldErrors = errors;
        allocate(2 * values.length);
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int slot = find(oldValues[i], 0, oldValues[i].length, oldHashes[i]);
                values[slot] = oldValues[i];
                hashes[slot] = oldHashes[i];
                counts[slot] = oldCounts[i];
                errors[slot] = oldErrors[i];
            }
        }
    }

    private void allocate(int table) {
        values = new byte[table][];
        hashes = new int[table];
        counts = new long[table];
        errors = new long[table];
    }

    private static int tableFor(int entries) {
        return Math.max(SMALLEST_TABLE, Integer.highestOneBit(Math.max(1, 2 * entries)) << 1);
    }
}
