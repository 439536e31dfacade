package io.drey.lake.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;

/** Texts or bytes one after the other: a dictionary where they repeat, else as they come. */
final class TextValues {

    /** Below this share of different values a dictionary is smaller. */
    private static final double WORTH_A_DICTIONARY = 0.6;

    private ByteValues values;
    /** Whether the values are those of others, with their numbers. */
    private final boolean shared;

    private final boolean sharedRepeats;

    private int[] numbers = new int[256];
    private int count;
    private Object lastConstant;
    private int lastConstantNumber;

    TextValues() {
        this.values = new ByteValues();
        this.shared = false;
        this.sharedRepeats = false;
    }

    private TextValues(ByteValues shared, boolean repeats) {
        this.values = shared;
        this.shared = true;
        this.sharedRepeats = repeats;
    }

    void add(byte[] bytes, int from, int length) {
        put(values.add(bytes, from, length));
    }

    /** Adds a text that those before mostly were, too: the same object. */
    void addConstant(Object constant, byte[] bytes) {
        if (constant != lastConstant) {
            lastConstantNumber = values.add(bytes, 0, bytes.length);
            lastConstant = constant;
        }
        put(lastConstantNumber);
    }

    private void put(int number) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        numbers[count++] = number;
    }

    /** Adds values of others one after the other. */
    Copying copying(TextValues others) {
        return new Copying(others);
    }

    final class Copying {

        private final TextValues others;
        /** One more than the number here of each number there; 0 where it is not known yet. */
        private final int[] known;

        private Copying(TextValues others) {
            this.others = others;
            this.known = new int[shared ? 0 : others.values.size()];
        }

        void add(int place) {
            int number = others.numbers[place];
            if (!shared) {
                if (known[number] == 0) {
                    known[number] = values.add(others.values, number) + 1;
                }
                number = known[number] - 1;
            }
            put(number);
        }
    }

    /** Adds a page's next value. */
    void read(PageValues page) {
        if (page.isOfDictionary()) {
            int id = page.values().readValueDictionaryId();
            int number = page.numberOf(id);
            if (number < 0) {
                number = values.addEntry(page.text(id));
                page.numberIs(id, number);
            }
            put(number);
        } else {
            byte[] bytes = page.values().readBytes().getBytesUnsafe();
            add(bytes, 0, bytes.length);
        }
    }

    /** The values are shared, and what is added comes from these. */
    TextValues reordered() {
        return new TextValues(values, repeats());
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

    int count() {
        return count;
    }

    boolean hasOneValue() {
        return values.size() == 1;
    }

    /** The place of each value among the different ones, by unsigned bytes. */
    long[] ranks() {
        int[] ranks = values.ranks();
        long[] keys = new long[count];
        for (int place = 0; place < count; place++) {
            keys[place] = ranks[numbers[place]];
        }
        return keys;
    }

    String text(int place) {
        return new String(values.value(numbers[place]), StandardCharsets.UTF_8);
    }

    private boolean repeats() {
        return shared ? sharedRepeats : values.size() == 1 || values.size() <= count * WORTH_A_DICTIONARY;
    }

    /** About how many bytes they need in memory. */
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

    /** The values in the encoding that suits them. */
    ValuePages pages() {
        return count > 0 && repeats() ? new Dictionary() : new Plain();
    }

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
        public PageBytes dictionary() {
            PageBytes page = new PageBytes(values.byteCount() + 4 * values.size());
            for (int number = 0; number < values.size(); number++) {
                values.writePlain(number, page);
            }
            return page;
        }

        @Override
        public int dictionarySize() {
            return values.size();
        }

        @Override
        public void write(int from, int to, PageBytes page) throws IOException {
            PackedNumbers.write(numbers, from, to, PackedNumbers.width(values.size()), page);
        }

        @Override
        public void bound(int from, int to, Statistics<?> statistics) {
            TextValues.this.bound(statistics, least, greatest);
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
            TextValues.this.bound(statistics, least, greatest);
        }
    }
}
