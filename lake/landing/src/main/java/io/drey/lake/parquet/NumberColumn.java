package io.drey.lake.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Whole numbers of 32 or 64 bits: by a dictionary, as the differences between neighbours, or as they are, whatever is smallest. */
final class NumberColumn extends FlatColumn {

    private final LongValues values = new LongValues();
    private final int bytes;

    NumberColumn(ColumnDescriptor descriptor) {
        super(descriptor);
        bytes = descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32
                ? Integer.BYTES
                : Long.BYTES;
    }

    void add(int row, long value) {
        define(row);
        values.add(value);
    }

    @Override
    void addAll(int firstRow, Column source, int sourceRows, int[] chosen) {
        NumberColumn numbers = (NumberColumn) source;
        int[] places = numbers.places(sourceRows);
        for (int i = 0; i < chosen.length; i++) {
            int place = places[chosen[i]];
            if (place >= 0) {
                add(firstRow + i, numbers.values.value(place));
            }
        }
    }

    @Override
    void read(int firstRow, PageValues page) {
        for (int i = 0; i < page.levels(); i++) {
            if (page.nextIsDefined()) {
                add(
                        firstRow + i,
                        page.isInt32()
                                ? page.values().readInteger()
                                : page.values().readLong());
            }
        }
    }

    @Override
    NumberColumn reordered() {
        return new NumberColumn(descriptor());
    }

    @Override
    int valueCount() {
        return values.size();
    }

    @Override
    boolean hasOneValue() {
        return values.isOne();
    }

    @Override
    long[] sortKeys(int rows) {
        int[] places = places(rows);
        long least = values.least();
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            // The difference may exceed a signed number, but not an unsigned one.
            keys[row] = places[row] < 0 ? 0 : values.value(places[row]) - least;
        }
        return keys;
    }

    @Override
    long memory() {
        return 8L * values.size();
    }

    @Override
    ValuePages valuePages(ColumnPages pages) throws IOException {
        LongValues.Numbered numbered = values.numbered();
        if (numbered != null && numbered.different().length <= 1) {
            return values.size() == 0 ? new Plain() : new Dictionary(numbered, PackedNumbers.width(1));
        }
        List<ValuePages> encodings = new ArrayList<>();
        if (numbered != null) {
            for (int width : PackedNumbers.widths(numbered.different().length)) {
                encodings.add(new Dictionary(numbered, width));
            }
        }
        encodings.add(new Plain());
        if (bytes == Long.BYTES) {
            encodings.add(new Deltas());
        }
        return ValuePages.smallest(encodings, values.size(), pages);
    }

    @Override
    void clear() {
        values.clear();
    }

    private void bound(long value, Statistics<?> statistics) {
        if (bytes == Integer.BYTES) {
            statistics.updateStats((int) value);
        } else {
            statistics.updateStats(value);
        }
    }

    private abstract class Pages implements ValuePages {

        @Override
        public void bound(int from, int to, Statistics<?> statistics) {
            long least = values.value(from);
            long greatest = least;
            for (int i = from + 1; i < to; i++) {
                least = Math.min(least, values.value(i));
                greatest = Math.max(greatest, values.value(i));
            }
            NumberColumn.this.bound(least, statistics);
            NumberColumn.this.bound(greatest, statistics);
        }
    }

    private final class Dictionary extends Pages {

        private final LongValues.Numbered numbered;
        private final int width;

        private Dictionary(LongValues.Numbered numbered, int width) {
            this.numbered = numbered;
            this.width = width;
        }

        @Override
        public Encoding encoding() {
            return Encoding.RLE_DICTIONARY;
        }

        @Override
        public boolean hasDictionary() {
            return true;
        }

        @Override
        public PageBytes dictionary() {
            PageBytes page = new PageBytes(64);
            for (long value : numbered.different()) {
                page.writeLittleEndian(value, bytes);
            }
            return page;
        }

        @Override
        public int dictionarySize() {
            return numbered.different().length;
        }

        @Override
        public void write(int from, int to, PageBytes page) throws IOException {
            PackedNumbers.write(numbered.numbers(), from, to, width, page);
        }
    }

    private final class Deltas extends Pages {

        @Override
        public Encoding encoding() {
            return Encoding.DELTA_BINARY_PACKED;
        }

        @Override
        public void write(int from, int to, PageBytes page) {
            DeltaNumbers.write(from, to, values::value, page);
        }
    }

    private final class Plain extends Pages {

        @Override
        public Encoding encoding() {
            return Encoding.PLAIN;
        }

        @Override
        public void write(int from, int to, PageBytes page) {
            for (int i = from; i < to; i++) {
                page.writeLittleEndian(values.value(i), bytes);
            }
        }
    }
}
