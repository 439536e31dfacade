package io.drey.lake.reparse;

import io.drey.lake.LakeReader;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;

/** A set of positions: a bit for each, in blocks, so that it is small where offsets are near each other. Not thread-safe. */
final class Positions {

    private static final int BLOCK_BITS = 12;
    private static final int IN_BLOCK = (1 << BLOCK_BITS) - 1;

    private final Map<Place, NavigableMap<Long, BitSet>> blocks = new HashMap<>();
    private long least = Long.MAX_VALUE;
    private long greatest = -1;

    private record Place(String topicId, int partition, int index) {}

    /** Adds the position of a row of {@code logs} or {@code dead_letters}; false if it was there. */
    boolean add(Record row) {
        long offset = offset(row);
        least = Math.min(least, offset);
        greatest = Math.max(greatest, offset);
        BitSet block = blocks.computeIfAbsent(place(row), place -> new TreeMap<>())
                .computeIfAbsent(offset >> BLOCK_BITS, number -> new BitSet(1 << BLOCK_BITS));
        int bit = (int) (offset & IN_BLOCK);
        if (block.get(bit)) {
            return false;
        }
        block.set(bit);
        return true;
    }

    boolean contains(Record row) {
        NavigableMap<Long, BitSet> ofPlace = blocks.get(place(row));
        if (ofPlace == null) {
            return false;
        }
        long offset = offset(row);
        BitSet block = ofPlace.get(offset >> BLOCK_BITS);
        return block != null && block.get((int) (offset & IN_BLOCK));
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** The lowest offset of any partition. */
    long leastOffset() {
        return least;
    }

    /** The highest offset of any partition. */
    long greatestOffset() {
        return greatest;
    }

    private static Place place(Record row) {
        return new Place(
                row.getField("raw_topic_id").toString(),
                LakeReader.integer(row, "raw_partition"),
                LakeReader.integer(row, "raw_index"));
    }

    private static long offset(Record row) {
        return (Long) row.getField("raw_offset");
    }
}
