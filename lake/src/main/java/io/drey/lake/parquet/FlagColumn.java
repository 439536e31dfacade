package io.drey.lake.parquet;

import java.util.BitSet;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** Truth values: a bit each. */
final class FlagColumn extends Column {

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
    long memory() {
        return count / 8;
    }

    @Override
    ValuePages valuePages() {
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
