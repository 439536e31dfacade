package io.drey.lake.parquet;

import java.io.IOException;
import java.util.Optional;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BloomFilter;

/** Texts or bytes. */
final class TextColumn extends FlatColumn {

    private final TextValues values;

    TextColumn(ColumnDescriptor descriptor) {
        this(descriptor, new TextValues());
    }

    private TextColumn(ColumnDescriptor descriptor, TextValues values) {
        super(descriptor);
        this.values = values;
    }

    void add(int row, byte[] bytes, int from, int length) {
        define(row);
        values.add(bytes, from, length);
    }

    /** Adds a text that the rows before mostly had, too: the same object. */
    void addConstant(int row, Object constant, byte[] bytes) {
        define(row);
        values.addConstant(constant, bytes);
    }

    @Override
    void addAll(int firstRow, Column source, int sourceRows, int[] chosen) {
        TextColumn texts = (TextColumn) source;
        TextValues.Copying copying = values.copying(texts.values);
        int[] places = texts.places(sourceRows);
        for (int i = 0; i < chosen.length; i++) {
            int place = places[chosen[i]];
            if (place >= 0) {
                define(firstRow + i);
                copying.add(place);
            }
        }
    }

    @Override
    void read(int firstRow, PageValues page) {
        for (int i = 0; i < page.levels(); i++) {
            if (page.nextIsDefined()) {
                define(firstRow + i);
                values.read(page);
            }
        }
    }

    /** The values are shared, and what is added comes from this column. */
    @Override
    TextColumn reordered() {
        return new TextColumn(descriptor(), values.reordered());
    }

    /** Brings the values into an order that makes them small. */
    void orderValues() {
        values.orderValues();
    }

    @Override
    int valueCount() {
        return values.count();
    }

    @Override
    boolean hasOneValue() {
        return values.hasOneValue();
    }

    @Override
    long[] sortKeys(int rows) {
        int[] places = places(rows);
        long[] ranks = values.ranks();
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            keys[row] = places[row] < 0 ? 0 : ranks[places[row]];
        }
        return keys;
    }

    /** The text of a row, in a column in which every row has one. */
    String text(int row) {
        return values.text(row);
    }

    @Override
    long memory() {
        return values.memory();
    }

    /** A filter of the values; empty where there is none. */
    Optional<BloomFilter> bloomFilter(double falsePositives, int mostBytes) {
        return values.bloomFilter(falsePositives, mostBytes);
    }

    @Override
    ValuePages valuePages(ColumnPages pages) throws IOException {
        return values.pages(pages);
    }

    @Override
    void clear() {
        values.clear();
    }
}
