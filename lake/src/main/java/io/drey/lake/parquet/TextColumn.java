package io.drey.lake.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;

/** Texts or bytes: a dictionary where they repeat, else one behind the other. */
final class TextColumn extends Column {

    /** Below this share of different values a dictionary is smaller. */
    private static final double WORTH_A_DICTIONARY = 0.6;

    private ByteValues values;
    /** Whether the values are those of another column, with their numbers. */
    private final boolean shared;

    private final boolean sharedRepeats;

    private int[] numbers = new int[256];
    private int count;
    private Object lastConstant;
    private int lastConstantNumber;

    TextColumn(ColumnDescriptor descriptor) {
        super(descriptor);
        this.values = new ByteValues();
        this.shared = false;
        this.sharedRepeats = false;
    }

    private TextColumn(ColumnDescriptor descriptor, ByteValues shared, boolean repeats) {
        super(descriptor);
        this.values = shared;
        this.shared = true;
        this.sharedRepeats = repeats;
    }

    void add(int row, byte[] bytes, int from, int length) {
        put(row, values.add(bytes, from, length));
    }

    /** Adds a text that the rows before mostly had, too: the same object. */
    void addConstant(int row, Object constant, byte[] bytes) {
        if (constant != lastConstant) {
            lastConstantNumber = values.add(bytes, 0, bytes.length);
            lastConstant = constant;
        }
        put(row, lastConstantNumber);
    }

    private void put(int row, int number) {
        define(row);
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        numbers[count++] = number;
    }

    @Override
    void addAll(int firstRow, Column source, int sourceRows, int[] chosen) {
        TextColumn texts = (TextColumn) source;
        int[] places = texts.places(sourceRows);
        // One more than the number here of each number there; 0 where it is not known yet.
        int[] known = new int[shared ? 0 : texts.values.size()];
        for (int i = 0; i < chosen.length; i++) {
            int place = places[chosen[i]];
            if (place < 0) {
                continue;
            }
            int number = texts.numbers[place];
            if (!shared) {
                if (known[number] == 0) {
                    known[number] = values.add(texts.values, number) + 1;
                }
                number = known[number] - 1;
            }
            put(firstRow + i, number);
        }
    }

    @Override
    void read(int firstRow, PageValues page) {
        for (int i = 0; i < page.rows(); i++) {
            if (!page.nextIsDefined()) {
                continue;
            }
            if (page.isOfDictionary()) {
                int id = page.values().readValueDictionaryId();
                int number = page.numberOf(id);
                if (number < 0) {
                    number = values.addEntry(page.text(id));
                    page.numberIs(id, number);
                }
                put(firstRow + i, number);
            } else {
                byte[] bytes = page.values().readBytes().getBytesUnsafe();
                add(firstRow + i, bytes, 0, bytes.length);
            }
        }
    }

    /** The values are shared, and what is added comes from this column. */
    @Override
    TextColumn reordered() {
        return new TextColumn(descriptor(), values, repeats());
    }

    /** Brings the values into the order of their bytes where they repeat: alike ones stand together in the dictionary. */
    void orderValues() {
        if (!repeats()) {
            return;
        }
        int[] ranks = values.ranks();
        for (int i = 0; i < count; i++) {
            numbers[i] = ranks[numbers[i]];
        }
        values = values.inOrder();
        lastConstant = null;
    }

    @Override
    int valueCount() {
        return count;
    }

    @Override
    boolean hasOneValue() {
        return values.size() == 1;
    }

    @Override
    long[] sortKeys(int rows) {
        int[] places = places(rows);
        int[] ranks = values.ranks();
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            keys[row] = places[row] < 0 ? 0 : ranks[numbers[places[row]]];
        }
        return keys;
    }

    /** The text of a row, in a column in which every row has one. */
    String text(int row) {
        return new String(values.value(numbers[row]), StandardCharsets.UTF_8);
    }

    private boolean repeats() {
        return shared ? sharedRepeats : values.size() == 1 || values.size() <= count * WORTH_A_DICTIONARY;
    }

    @Override
    long memory() {
        return values.byteCount() + 8L * values.size() + 4L * count;
    }

    /** A filter of the values; empty where there is none. */
    Optional<BloomFilter> bloomFilter(double falsePositives, int mostBytes) {
        if (values.size() == 0) {
            return Optional.empty();
        }
        int bytes = BlockSplitBloomFilter.optimalNumOfBits(values.size(), falsePositives) / 8;
        BloomFilter filter = new BlockSplitBloomFilter(Math.min(bytes, mostBytes), mostBytes);
        for (int number = 0; number < values.size(); number++) {
            filter.insertHash(filter.hash(Binary.fromConstantByteArray(values.value(number))));
        }
        return Optional.of(filter);
    }

    @Override
    ValuePages valuePages() throws IOException {
        return count > 0 && repeats() ? new Dictionary() : new Plain();
    }

    @Override
    void clear() {
        if (!shared) {
            values.clear();
        }
        count = 0;
        lastConstant = null;
    }

    private void bound(Statistics<?> statistics, int least, int greatest) {
        statistics.updateStats(Binary.fromConstantByteArray(values.value(least)));
        statistics.updateStats(Binary.fromConstantByteArray(values.value(greatest)));
    }

    /** Bounds are those of the whole dictionary: to find each page's own would cost as much as to write it. */
    private final class Dictionary implements ValuePages {

        private final int least = values.least();
        private final int greatest = values.greatest();

        @Override
        public Encoding encoding() {
            return Encoding.RLE_DICTIONARY;
        }

        @Override
        public DictionaryPage dictionary() {
            PageBytes page = new PageBytes(values.byteCount() + 4 * values.size());
            for (int number = 0; number < values.size(); number++) {
                values.writePlain(number, page);
            }
            return new DictionaryPage(page.asInput(), values.size(), Encoding.PLAIN);
        }

        @Override
        public void write(int from, int to, PageBytes page) throws IOException {
            writeNumbers(numbers, from, to, values.size(), page);
        }

        @Override
        public void bound(int from, int to, Statistics<?> statistics) {
            TextColumn.this.bound(statistics, least, greatest);
        }
    }

    private final class Plain implements ValuePages {

        private final int least = values.size() == 0 ? 0 : values.least();
        private final int greatest = values.size() == 0 ? 0 : values.greatest();

        @Override
        public Encoding encoding() {
            return Encoding.PLAIN;
        }

        @Override
        public void write(int from, int to, PageBytes page) {
            for (int i = from; i < to; i++) {
                values.writePlain(numbers[i], page);
            }
        }

        @Override
        public void bound(int from, int to, Statistics<?> statistics) {
            TextColumn.this.bound(statistics, least, greatest);
        }
    }
}
