package io.drey.lake.parquet;

import java.util.BitSet;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** Truth values: a bit each. */
final class FlagColumn extends FlatColumn {

    private final BitSet values = new BitSet();
    private int count;

    FlagColumn(ColumnDescriptor descriptor) {
        super(descriptor);
    }

    void add(int row, boolean value) {
        define(row);
        if (value) {
            values.set(count);
        }
        count++;
    }

    @Override
    void addAll(int firstRow, Column source, int sourceRows, int[] chosen) {
        FlagColumn flags = (FlagColumn) source;
        int[] places = flags.places(sourceRows);
        for (int i = 0; i < chosen.length; i++) {
            int place = places[chosen[i]];
            if (place >= 0) {
                add(firstRow + i, flags.values.get(place));
            }
        }
    }

    @Override
    void read(int firstRow, PageValues page) {
        for (int i = 0; i < page.levels(); i++) {
            if (page.nextIsDefined()) {
                add(firstRow + i, page.values().readBoolean());
            }
        }
    }

    @Override
    FlagColumn reordered() {
        return new FlagColumn(descriptor());
    }

    @Override
    int valueCount() {
        return count;
    }

    @Override
    boolean hasOneValue() {
        int set = values.cardinality();
        return set == 0 || set == count;
    }

    @Override
    long[] sortKeys(int rows) {
        int[] places = places(rows);
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            keys[row] = places[row] >= 0 && values.get(places[row]) ? 1 : 0;
        }
        return keys;
    }

    @Override
    long memory() {
        return count / 8;
    }

    @Override
    ValuePages valuePages(ColumnPages pages) {
        return new Bits();
    }

    @Override
    void clear() {
        values.clear();
        count = 0;
    }

    private final class Bits implements ValuePages {

        @Override
        public Encoding encoding() {
            return Encoding.PLAIN;
        }

        @Override
        public void write(int from, int to, PageBytes page) {
            for (int i = from; i < to; i += 8) {
                int packed = 0;
                for (int bit = 0; bit < 8 && i + bit < to; bit++) {
                    packed |= values.get(i + bit) ? 1 << bit : 0;
                }
                page.write(packed);
            }
        }

        @Override
        public void bound(int from, int to, Statistics<?> statistics) {
            int firstTrue = values.nextSetBit(from);
            int firstFalse = values.nextClearBit(from);
            boolean hasTrue = firstTrue >= 0 && firstTrue < to;
            boolean hasFalse = firstFalse < to;
            statistics.updateStats(!hasFalse);
            statistics.updateStats(hasTrue);
        }
    }
}
