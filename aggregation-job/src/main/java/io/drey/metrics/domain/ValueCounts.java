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

    /** Tells a slot that is taken from one that is free: a hash may be 0. */
    private static final long TAKEN = 1L << Integer.SIZE;

    private final int bound;
    private byte[][] values;

    /** Of each slot its hash, with {@link #TAKEN}, and beside it its count: both are asked for together. */
    private long[] cells;

    /** By how much a slot's count may be too low; null while {@link #floor} is 0: then none is. */
    private long[] errors;

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
        this(bound, 0);
    }

    /**
     * Empty counts with room for some.
     *
     * @param bound how many different values are counted exactly; at least 64
     * @param expected about how many different values there will be
     */
    public ValueCounts(int bound, int expected) {
        if (bound < 64) {
            throw new IllegalArgumentException("a bound of %d values: use 64 or more".formatted(bound));
        }
        this.bound = bound;
        allocate(tableFor(Math.min(expected, bound)));
    }

    /** Adds to the count of a value; one of more than {@link Value#LONGEST} bytes is cut. */
    public void add(byte[] bytes, int from, int length, long times) {
        int kept = SliceKeys.cut(bytes, from, length, Value.LONGEST);
        int hash = SliceKeys.hash(bytes, from, kept);
        int slot = find(bytes, from, kept, hash);
        if (isFree(slot)) {
            byte[] value = Arrays.copyOfRange(bytes, from, from + kept);
            slot = insert(slot, value, hash, floor);
            see(value);
        }
        cells[2 * slot + 1] += times;
        if (size > bound) {
            keepTop(bound / 2);
        }
    }

    /** Adds to the count of a value. */
    public void add(Value value, long times) {
        int slot = find(value);
        if (isFree(slot)) {
            slot = insert(slot, value.utf8(), value.hash(), floor);
            see(value.utf8());
        }
        cells[2 * slot + 1] += times;
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
            needErrors();
            for (int slot = 0; slot < values.length; slot++) {
                errors[slot] += isFree(slot) ? 0 : other.floor;
            }
        }
        floor = ownFloor + other.floor;
        reserve(other.size);
        for (int i = 0; i < other.values.length; i++) {
            byte[] value = other.values[i];
            if (value == null) {
                continue;
            }
            int hash = other.hash(i);
            int slot = find(value, 0, value.length, hash);
            if (isFree(slot)) {
                slot = insert(slot, value, hash, floor);
                see(value);
            }
            cells[2 * slot + 1] += other.count(i);
            if (errors != null) {
                errors[slot] += other.error(i) - other.floor;
            }
        }
        if (size > bound) {
            keepTop(bound / 2);
        }
    }

    /** Whether a value is held. */
    boolean holds(Value value) {
        return !isFree(find(value));
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
        Comparator<Integer> best = this::compareForList;
        PriorityQueue<Integer> kept = new PriorityQueue<>(length + 1, best.reversed());
        long highestOther = floor;
        for (int slot = 0; slot < values.length; slot++) {
            if (isFree(slot)) {
                continue;
            }
            int other = slot;
            // Most are below the last of the list, which is soon said.
            if (kept.size() < length) {
                kept.add(slot);
                continue;
            }
            if (length > 0 && compareForList(slot, kept.element()) < 0) {
                other = kept.remove();
                kept.add(slot);
            }
            highestOther = Math.max(highestOther, count(other) + error(other));
        }
        List<Counted> listed = kept.stream()
                .sorted(best)
                .map(slot -> new Counted(new String(values[slot], UTF_8), count(slot), error(slot)))
                .toList();
        return new TopList(listed, highestOther);
    }

    /** Less than 0 if the value of one slot comes before that of another in a list. */
    private int compareForList(int one, int two) {
        int byCount = Long.compare(count(two), count(one));
        return byCount == 0 ? Arrays.compareUnsigned(values[one], values[two]) : byCount;
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
        ValueCounts old = shallowCopy();
        allocate(tableFor(kept));
        size = 0;
        floor = Math.max(floor, highestGivenUp);
        if (floor > 0) {
            needErrors();
        }
        for (int slot = 0; slot < old.values.length; slot++) {
            if (!old.isFree(slot) && old.count(slot) + old.error(slot) > highestGivenUp) {
                keep(old, slot);
            }
        }
        // Of those with the same, the last by its bytes on top.
        int room = kept - size;
        PriorityQueue<Integer> same =
                new PriorityQueue<>(room + 1, (one, two) -> Arrays.compareUnsigned(old.values[two], old.values[one]));
        for (int slot = 0; slot < old.values.length; slot++) {
            if (old.isFree(slot) || old.count(slot) + old.error(slot) != highestGivenUp) {
                continue;
            }
            if (same.size() < room) {
                same.add(slot);
            } else if (room > 0 && Arrays.compareUnsigned(old.values[slot], old.values[same.element()]) < 0) {
                same.remove();
                same.add(slot);
            }
        }
        for (int slot : same) {
            keep(old, slot);
        }
    }

    /** Takes over a value of counts that hold all that there will be, and this not yet. */
    private void keep(ValueCounts old, int oldSlot) {
        int slot = freeFor(old.hash(oldSlot));
        put(slot, old.values[oldSlot], old.hash(oldSlot), old.error(oldSlot));
        cells[2 * slot + 1] = old.count(oldSlot);
    }

    /** The highest possible count but for so many. */
    private long highestButFor(int kept) {
        long[] possible = new long[size];
        int next = 0;
        for (int slot = 0; slot < values.length; slot++) {
            if (!isFree(slot)) {
                possible[next++] = count(slot) + error(slot);
            }
        }
        Arrays.sort(possible);
        return possible[size - 1 - kept];
    }

    /** A copy that shares nothing that changes. */
    public ValueCounts copy() {
        ValueCounts copy = shallowCopy();
        copy.values = values.clone();
        copy.cells = cells.clone();
        copy.errors = errors == null ? null : errors.clone();
        copy.seen = seen == null ? null : seen.copy();
        return copy;
    }

    /** Counts that go on with these tables: one of the two must change no more, or get tables of its own. */
    private ValueCounts shallowCopy() {
        ValueCounts copy = new ValueCounts(bound);
        copy.values = values;
        copy.cells = cells;
        copy.errors = errors;
        copy.size = size;
        copy.floor = floor;
        copy.seen = seen;
        return copy;
    }

    void write(Output output) {
        output.writeLong(bound);
        output.writeLong(floor);
        output.writeLong(size);
        for (int slot = 0; slot < values.length; slot++) {
            if (!isFree(slot)) {
                output.writeBytes(values[slot]);
                output.writeLong(count(slot));
                if (floor > 0) {
                    output.writeLong(error(slot));
                }
            }
        }
    }

    static ValueCounts read(Input input) {
        int bound = Math.toIntExact(input.readLong());
        long floor = input.readLong();
        int size = Math.toIntExact(input.readLong());
        ValueCounts counts = new ValueCounts(bound, size);
        counts.floor = floor;
        if (floor > 0) {
            counts.needErrors();
        }
        counts.reserve(size);
        for (int i = 0; i < size; i++) {
            byte[] value = input.readBytes();
            int hash = SliceKeys.hash(value, 0, value.length);
            int slot = counts.freeFor(hash);
            long count = input.readLong();
            counts.put(slot, value, hash, floor > 0 ? input.readLong() : 0);
            counts.cells[2 * slot + 1] = count;
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

    private boolean isFree(int slot) {
        return cells[2 * slot] == 0;
    }

    private int hash(int slot) {
        return (int) cells[2 * slot];
    }

    private long count(int slot) {
        return cells[2 * slot + 1];
    }

    private long error(int slot) {
        return errors == null ? 0 : errors[slot];
    }

    private void needErrors() {
        if (errors == null) {
            errors = new long[values.length];
        }
    }

    private static long taken(int hash) {
        return TAKEN | Integer.toUnsignedLong(hash);
    }

    /** The slot of a value, or the free one where it belongs. */
    private int find(byte[] bytes, int from, int length, int hash) {
        int mask = values.length - 1;
        int slot = hash & mask;
        long taken = taken(hash);
        while (cells[2 * slot] != 0
                && (cells[2 * slot] != taken || !SliceKeys.same(values[slot], bytes, from, length))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int find(Value value) {
        int mask = values.length - 1;
        int slot = value.hash() & mask;
        long taken = taken(value.hash());
        while (cells[2 * slot] != 0
                && (cells[2 * slot] != taken
                        || (values[slot] != value.utf8() && !Arrays.equals(values[slot], value.utf8())))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Where a value belongs that is not there. */
    private int freeFor(int hash) {
        int mask = values.length - 1;
        int slot = hash & mask;
        while (cells[2 * slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Puts a value that is not there yet at the slot where it was looked for; returns the slot it ends up in. */
    private int insert(int slot, byte[] value, int hash, long error) {
        int free = slot;
        if (2 * (size + 1) > values.length) {
            resize(2 * values.length);
            free = freeFor(hash);
        }
        put(free, value, hash, error);
        return free;
    }

    /** Puts a value that is not there yet, counted never, in a free slot. */
    private void put(int slot, byte[] value, int hash, long error) {
        values[slot] = value;
        cells[2 * slot] = taken(hash);
        cells[2 * slot + 1] = 0;
        if (errors != null) {
            errors[slot] = error;
        }
        size++;
    }

    /** Makes room for so many values at once. */
    private void reserve(int entries) {
        if (2 * entries > values.length) {
            resize(tableFor(entries));
        }
    }

    private void resize(int table) {
        ValueCounts old = shallowCopy();
        allocate(table);
        if (old.errors != null) {
            needErrors();
        }
        size = 0;
        for (int slot = 0; slot < old.values.length; slot++) {
            if (!old.isFree(slot)) {
                keep(old, slot);
            }
        }
    }

    private void allocate(int table) {
        values = new byte[table][];
        cells = new long[2 * table];
        errors = null;
    }

    private static int tableFor(int entries) {
        return Math.max(SMALLEST_TABLE, Integer.highestOneBit(Math.max(1, 2 * entries)) << 1);
    }
}
