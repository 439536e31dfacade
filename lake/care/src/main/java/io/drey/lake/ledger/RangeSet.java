package io.drey.lake.ledger;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of offsets, kept as ranges: its size in memory is that of its ranges. Offsets are at least 0. */
final class RangeSet {

    private static final int SEVEN_BITS = 0x7F;
    private static final int MORE = 0x80;

    /** First and last offset of each range; no two touch. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    /**
     * Consecutive offsets.
     *
     * @param from the first
     * @param to the last
     */
    record Range(long from, long to) {

        long count() {
            return to - from + 1;
        }

        @Override
        public String toString() {
            return from == to ? Long.toString(from) : from + "-" + to;
        }
    }

    static RangeSet of(List<Range> ranges) {
        RangeSet set = new RangeSet();
        ranges.forEach(range -> set.add(range.from(), range.to()));
        return set;
    }

    void add(long offset) {
        add(offset, offset);
    }

    /** Adds all from the first to the last, both included. */
    void add(long from, long to) {
        requireRange(from, to);
        Map.Entry<Long, Long> before = ranges.floorEntry(from);
        if (before != null && before.getValue() >= from - 1 && before.getValue() <= to) {
            // Mostly offsets come in order: the last range grows.
            Map.Entry<Long, Long> after = ranges.higherEntry(before.getKey());
            if (after == null || after.getKey() > to + 1) {
                ranges.put(before.getKey(), to);
                return;
            }
        }
        long first = from;
        long last = to;
        Map.Entry<Long, Long> touching = ranges.floorEntry(to + 1);
        while (touching != null && touching.getValue() >= from - 1) {
            first = Math.min(first, touching.getKey());
            last = Math.max(last, touching.getValue());
            ranges.remove(touching.getKey());
            touching = ranges.floorEntry(to + 1);
        }
        ranges.put(first, last);
    }

    void addAll(RangeSet other) {
        other.ranges.forEach(this::add);
    }

    /** Takes away all from the first to the last, both included. */
    void remove(long from, long to) {
        requireRange(from, to);
        Map.Entry<Long, Long> touching = ranges.floorEntry(to);
        while (touching != null && touching.getValue() >= from) {
            ranges.remove(touching.getKey());
            if (touching.getValue() > to) {
                ranges.put(to + 1, touching.getValue());
            }
            if (touching.getKey() < from) {
                ranges.put(touching.getKey(), from - 1);
            }
            touching = ranges.floorEntry(to);
        }
    }

    void removeAll(RangeSet other) {
        other.ranges.forEach(this::remove);
    }

    boolean contains(long offset) {
        Map.Entry<Long, Long> before = ranges.floorEntry(offset);
        return before != null && before.getValue() >= offset;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** How many offsets there are. */
    long count() {
        long count = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            count += range.getValue() - range.getKey() + 1;
        }
        return count;
    }

    /** The lowest offset; -1 where there is none. */
    long first() {
        return isEmpty() ? -1 : ranges.firstKey();
    }

    /** The highest offset; -1 where there is none. */
    long last() {
        return isEmpty() ? -1 : ranges.lastEntry().getValue();
    }

    /** The ranges in ascending order. */
    List<Range> ranges() {
        List<Range> all = new ArrayList<>(ranges.size());
        ranges.forEach((from, to) -> all.add(new Range(from, to)));
        return all;
    }

    RangeSet copy() {
        RangeSet copy = new RangeSet();
        copy.ranges.putAll(ranges);
        return copy;
    }

    /** What is here and not in the other. */
    RangeSet minus(RangeSet other) {
        RangeSet rest = new RangeSet();
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            long from = range.getKey();
            long to = range.getValue();
            Map.Entry<Long, Long> before = other.ranges.floorEntry(from);
            if (before != null) {
                from = Math.max(from, before.getValue() + 1);
            }
            for (Map.Entry<Long, Long> hole : from > to
                    ? Map.<Long, Long>of().entrySet()
                    : other.ranges.subMap(from, true, to, true).entrySet()) {
                if (hole.getKey() > from) {
                    rest.ranges.put(from, hole.getKey() - 1);
                }
                from = hole.getValue() + 1;
            }
            if (from <= to) {
                rest.ranges.put(from, to);
            }
        }
        return rest;
    }

    /** What is missing between the lowest offset and a highest one. */
    RangeSet gapsUpTo(long last) {
        RangeSet whole = new RangeSet();
        if (!isEmpty() && first() <= last) {
            whole.add(first(), last);
        }
        return whole.minus(this);
    }

    /**
     * The ranges as bytes: for each the distance from the end of the one before (from -1 for the first) and its length less
     * one, both as unsigned LEB128.
     */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long end = -1;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            writeUnsigned(bytes, range.getKey() - end);
            writeUnsigned(bytes, range.getValue() - range.getKey());
            end = range.getValue();
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static RangeSet decode(byte[] bytes) {
        RangeSet set = new RangeSet();
        int at = 0;
        long end = -1;
        long[] pair = new long[2];
        while (at < bytes.length) {
            for (int i = 0; i < pair.length; i++) {
                long value = 0;
                int shift = 0;
                int read;
                do {
                    if (at == bytes.length || shift > 56) {
                        throw new IllegalArgumentException("%d bytes that are no ranges".formatted(bytes.length));
                    }
                    read = bytes[at++];
                    value |= (long) (read & SEVEN_BITS) << shift;
                    shift += 7;
                } while ((read & MORE) != 0);
                pair[i] = value;
            }
            long from = end + pair[0];
            end = from + pair[1];
            set.add(from, end);
        }
        return set;
    }

    private static void writeUnsigned(ByteArrayOutputStream bytes, long value) {
        long rest = value;
        while (rest > SEVEN_BITS) {
            bytes.write((int) (rest & SEVEN_BITS) | MORE);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    private static void requireRange(long from, long to) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no range of offsets: %d to %d".formatted(from, to));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeSet that && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return ranges().toString();
    }
}
