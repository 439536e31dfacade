package io.drey.lake.parquet;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/**
 * Which rows of a column have a map, and how many entries each: written as Parquet's levels of the keys and of the values.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#maps">Parquet: maps</a>
 */
final class MapEntries {

    private static final int SLAB = 1024;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int REPETITION_BITS = 1;
    private static final int DEFINITION_BITS = 2;

    /** Behind each row's last entry; rows that are not noted have none. */
    private int[] ends = new int[256];

    private int rows;
    private int entries;
    private final BitSet maps = new BitSet();
    /** Entries that have a key and no value: others' files may have some. */
    private final BitSet withoutValue = new BitSet();

    /** Notes that a row has a map, though it may be empty. */
    void define(int row) {
        if (row + 1 < rows) {
            throw new IllegalArgumentException(
                    "row %d comes after row %d: rows come in their order".formatted(row, rows - 1));
        }
        if (row >= ends.length) {
            ends = Arrays.copyOf(ends, Math.max(row + 1, ends.length * 2));
        }
        while (rows <= row) {
            ends[rows++] = entries;
        }
        maps.set(row);
    }

    /** Notes another entry of a row. */
    void add(int row) {
        define(row);
        ends[row] = ++entries;
    }

    /** Notes that an entry has no value. */
    void lacksValue(int entry) {
        withoutValue.set(entry);
    }

    boolean hasValue(int entry) {
        return !withoutValue.get(entry);
    }

    /** Whether no row has a map. */
    boolean isEmpty() {
        return maps.isEmpty();
    }

    /** Whether a row has a map. */
    boolean isMap(int row) {
        return maps.get(row);
    }

    /** A row's first entry. */
    int start(int row) {
        return row == 0 ? 0 : end(row - 1);
    }

    /** Behind a row's last entry. */
    int end(int row) {
        return row < rows ? ends[row] : entries;
    }

    /** How many levels the rows of a range take: one for each entry, and one for each row that has none. */
    int levels(int from, int to) {
        int levels = 0;
        for (int row = from; row < to; row++) {
            levels += Math.max(1, end(row) - start(row));
        }
        return levels;
    }

    /** How many entries of a range have a value. */
    int values(int from, int to) {
        return to
                - from
                - (withoutValue.isEmpty() ? 0 : withoutValue.get(from, to).cardinality());
    }

    /** Appends the levels of the keys of a range of rows. */
    void writeOfKeys(int from, int to, int definition, PageBytes page) throws IOException {
        write(from, to, definition - 2, entry -> definition, page);
    }

    /** Appends the levels of the values of a range of rows. */
    void writeOfValues(int from, int to, int definition, boolean optional, PageBytes page) throws IOException {
        if (optional) {
            write(from, to, definition - 3, entry -> hasValue(entry) ? definition : definition - 1, page);
        } else {
            write(from, to, definition - 2, entry -> definition, page);
        }
    }

    private interface EntryLevel {
        int of(int entry);
    }

    private void write(int from, int to, int noMap, EntryLevel ofEntry, PageBytes page) throws IOException {
        try (RunLengthBitPackingHybridEncoder repetitions =
                        new RunLengthBitPackingHybridEncoder(REPETITION_BITS, SLAB, PAGE_BYTES, Column.HEAP);
                RunLengthBitPackingHybridEncoder definitions =
                        new RunLengthBitPackingHybridEncoder(DEFINITION_BITS, SLAB, PAGE_BYTES, Column.HEAP)) {
            for (int row = from; row < to; row++) {
                int start = start(row);
                int end = end(row);
                repetitions.writeInt(0);
                if (start == end) {
                    definitions.writeInt(isMap(row) ? noMap + 1 : noMap);
                    continue;
                }
                definitions.writeInt(ofEntry.of(start));
                for (int entry = start + 1; entry < end; entry++) {
                    repetitions.writeInt(1);
                    definitions.writeInt(ofEntry.of(entry));
                }
            }
            write(repetitions, page);
            write(definitions, page);
        }
    }

    private static void write(RunLengthBitPackingHybridEncoder levels, PageBytes page) throws IOException {
        PageBytes encoded = new PageBytes(SLAB);
        levels.toBytes().writeAllTo(encoded);
        page.writeLittleEndian(encoded.length(), Integer.BYTES);
        page.write(encoded);
    }

    /** About how many bytes they need in memory. */
    long memory() {
        return 4L * rows;
    }

    void clear() {
        rows = 0;
        entries = 0;
        maps.clear();
        withoutValue.clear();
    }
}
