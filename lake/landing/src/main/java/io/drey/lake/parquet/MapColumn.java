package io.drey.lake.parquet;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/**
 * Maps of texts by names: {@code map<string,string>}. Entries of a row keep their order. Names and values are two leaves, each
 * with a dictionary where it repeats.
 *
 * <pre>{@code
 * labels.add(row, name, 0, name.length, value, 0, value.length); // once for each entry; rows in their order
 * }</pre>
 */
final class MapColumn extends Column {

    /** A page ends with the row that has this entry. */
    private static final int PAGE_ENTRIES = 1 << 16;

    private final ColumnDescriptor keyLeaf;
    private final ColumnDescriptor valueLeaf;
    private final MapEntries entries = new MapEntries();
    private final TextValues keys;
    private final TextValues values;

    /**
     * An empty column.
     *
     * @param leaves that of the names and that of the values
     */
    MapColumn(List<ColumnDescriptor> leaves) {
        this(leaves.get(0), leaves.get(1), new TextValues(), new TextValues());
    }

    private MapColumn(ColumnDescriptor keyLeaf, ColumnDescriptor valueLeaf, TextValues keys, TextValues values) {
        this.keyLeaf = keyLeaf;
        this.valueLeaf = valueLeaf;
        this.keys = keys;
        this.values = values;
    }

    /** Adds an entry to a row's map. A row without an entry has no map. */
    void add(int row, byte[] keyBytes, int keyFrom, int keyLength, byte[] valueBytes, int valueFrom, int valueLength) {
        entries.add(row);
        keys.add(keyBytes, keyFrom, keyLength);
        values.add(valueBytes, valueFrom, valueLength);
    }

    @Override
    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    boolean isConstant(int rows) {
        return isEmpty();
    }

    @Override
    void addAll(int firstRow, Column source, int sourceRows, int[] chosen) {
        MapColumn maps = (MapColumn) source;
        int[] valuePlaces = maps.valuePlaces(sourceRows);
        TextValues.Copying keyCopying = keys.copying(maps.keys);
        TextValues.Copying valueCopying = values.copying(maps.values);
        for (int i = 0; i < chosen.length; i++) {
            int row = chosen[i];
            if (!maps.entries.isMap(row)) {
                continue;
            }
            entries.define(firstRow + i);
            for (int entry = maps.entries.start(row); entry < maps.entries.end(row); entry++) {
                entries.add(firstRow + i);
                keyCopying.add(entry);
                if (valuePlaces[entry] < 0) {
                    entries.lacksValue(keys.count() - 1);
                } else {
                    valueCopying.add(valuePlaces[entry]);
                }
            }
        }
    }

    /** The place of each entry's value among the values; -1 where it has none. */
    private int[] valuePlaces(int rows) {
        int[] places = new int[rows == 0 ? 0 : entries.end(rows - 1)];
        int value = 0;
        for (int entry = 0; entry < places.length; entry++) {
            places[entry] = entries.hasValue(entry) ? value++ : -1;
        }
        return places;
    }

    @Override
    void read(Chunks chunks) throws IOException {
        readKeys(chunks.of(keyLeaf));
        readValues(chunks.of(valueLeaf));
    }

    private void readKeys(PageValues page) throws IOException {
        int row = -1;
        while (page.next()) {
            for (int i = 0; i < page.levels(); i++) {
                row += page.nextRepetition() == 0 ? 1 : 0;
                int definition = page.nextDefinition();
                if (definition == keyLeaf.getMaxDefinitionLevel()) {
                    entries.add(row);
                    keys.read(page);
                } else if (definition == keyLeaf.getMaxDefinitionLevel() - 1) {
                    entries.define(row);
                }
            }
        }
    }

    private void readValues(PageValues page) throws IOException {
        int entry = 0;
        while (page.next()) {
            for (int i = 0; i < page.levels(); i++) {
                int definition = page.nextDefinition();
                if (definition < keyLeaf.getMaxDefinitionLevel()) {
                    continue;
                }
                if (definition == page.definitionOfValues()) {
                    values.read(page);
                } else {
                    entries.lacksValue(entry);
                }
                entry++;
            }
        }
    }

    @Override
    MapColumn reordered() {
        return new MapColumn(keyLeaf, valueLeaf, keys.reordered(), values.reordered());
    }

    /** Brings values of one name together, as they are alike, and in the order of their bytes. */
    void orderValues() {
        orderValues(true);
    }

    private void orderValues(boolean well) {
        int[] groups = new int[values.count()];
        int value = 0;
        for (int entry = 0; entry < keys.count(); entry++) {
            if (entries.hasValue(entry)) {
                groups[value++] = keys.number(entry);
            }
        }
        values.orderValues(groups, keys.differentCount(), well);
    }

    @Override
    long memory() {
        return entries.memory() + keys.memory() + values.memory();
    }

    @Override
    void write(int rows, Function<ColumnDescriptor, ColumnPages> pages) throws IOException {
        if (!values.isShared()) {
            orderValues(false);
        }
        writeKeys(rows, pages.apply(keyLeaf));
        writeValues(rows, pages.apply(valueLeaf));
        entries.clear();
        keys.clear();
        values.clear();
    }

    private void writeKeys(int rows, ColumnPages pages) throws IOException {
        ValuePages encoded = keys.pages(pages);
        writeDictionary(encoded, pages);
        for (int from = 0; from < rows; ) {
            int to = pageEnd(from, rows);
            PageBytes page = new PageBytes(FIRST_SLAB);
            entries.writeOfKeys(from, to, keyLeaf.getMaxDefinitionLevel(), page);
            write(from, to, entries.start(from), entries.end(to - 1), keyLeaf, encoded, page, pages);
            from = to;
        }
    }

    private void writeValues(int rows, ColumnPages pages) throws IOException {
        ValuePages encoded = values.smallest(pages);
        writeDictionary(encoded, pages);
        boolean optional = valueLeaf.getMaxDefinitionLevel() > keyLeaf.getMaxDefinitionLevel();
        int value = 0;
        for (int from = 0; from < rows; ) {
            int to = pageEnd(from, rows);
            int count = entries.values(entries.start(from), entries.end(to - 1));
            PageBytes page = new PageBytes(FIRST_SLAB);
            entries.writeOfValues(from, to, valueLeaf.getMaxDefinitionLevel(), optional, page);
            write(from, to, value, value + count, valueLeaf, encoded, page, pages);
            value += count;
            from = to;
        }
    }

    private static void writeDictionary(ValuePages encoded, ColumnPages pages) throws IOException {
        if (encoded.hasDictionary()) {
            pages.writeDictionary(encoded.dictionary(), encoded.dictionarySize());
        }
    }

    private void write(
            int from,
            int to,
            int firstValue,
            int lastValue,
            ColumnDescriptor leaf,
            ValuePages encoded,
            PageBytes page,
            ColumnPages pages)
            throws IOException {
        encoded.write(firstValue, lastValue, page);
        int levels = entries.levels(from, to);
        Statistics<?> statistics = Statistics.createStats(leaf.getPrimitiveType());
        statistics.incrementNumNulls(levels - (lastValue - firstValue));
        if (firstValue < lastValue) {
            encoded.bound(firstValue, lastValue, statistics);
        }
        pages.write(new ColumnPages.Page(page, levels, to - from, statistics, encoded.encoding()));
    }

    /** Pages of both leaves end with the same rows. */
    private int pageEnd(int from, int rows) {
        int to = from;
        while (to < rows && to - from < PAGE_ROWS && entries.end(to) - entries.start(from) < PAGE_ENTRIES) {
            to++;
        }
        return Math.min(rows, to + 1);
    }
}
