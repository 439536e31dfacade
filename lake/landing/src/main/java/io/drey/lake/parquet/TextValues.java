package io.drey.lake.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;

/** Texts or bytes one after the other: a dictionary where they repeat, else as they come. */
final class TextValues {

    /** Above this share of different values a dictionary is not smaller. */
    private static final double WORTH_A_DICTIONARY = 0.6;

    /** Below this share it is. */
    private static final double SURE_OF_A_DICTIONARY = 0.2;

    /** A dictionary that is no longer than this is read at once, as a filter is. */
    private static final int READ_AS_FAST = 1 << 15;

    /** A dictionary in order is smaller, but to bring more values into order would cost landing more than it is worth. */
    private static final int WORTH_AN_ORDER = 1 << 13;

    /** Where values are used so often, their numbers take more than the dictionary. */
    private static final int USED_OFTEN = 32;

    private ByteValues values;
    /** Whether the values are those of others, with their numbers. */
    private final boolean shared;

    private final boolean sharedRepeats;

    private int[] numbers = new int[256];
    private int count;
    private Object lastConstant;
    private int lastConstantNumber;
    /** The number of the least value; -1 where it is not known. */
    private int least = -1;

    private int greatest;

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

    /**
     * Brings the values into an order that makes them small, where they repeat: by their bytes, so that alike ones stand together
     * in the dictionary, or, if each is used so often that the dictionary is not what counts, the most frequent ones first.
     */
    void orderValues() {
        if (repeats()) {
            renumber(isUsedOften() ? byFrequency() : values.sorted());
        }
    }

    private boolean isUsedOften() {
        return count >= (long) values.size() * USED_OFTEN;
    }

    private int[] byFrequency() {
        long[] rarity = new long[values.size()];
        Arrays.fill(rarity, count);
        for (int i = 0; i < count; i++) {
            rarity[numbers[i]]--;
        }
        return RowOrdering.sorted(RowOrdering.asTheyAre(values.size()), rarity);
    }

    /**
     * Brings the values into the order of their groups where they repeat, and those of a group, if they are few or the order is
     * to be a good one, into that of their bytes.
     *
     * @param groups each place's group, from 0
     * @param groupCount how many groups there are
     * @param well whether it may take its time
     */
    void orderValues(int[] groups, int groupCount, boolean well) {
        if (!repeats()) {
            return;
        }
        long[] groupOf = new long[values.size()];
        for (int place = count - 1; place >= 0; place--) {
            groupOf[numbers[place]] = groups[place];
        }
        int[] order = well || values.size() <= WORTH_AN_ORDER ? values.sorted() : RowOrdering.asTheyAre(values.size());
        renumber(groupCount > 1 ? RowOrdering.sorted(order, groupOf) : order);
    }

    private void renumber(int[] order) {
        int[] ranks = new int[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            ranks[order[rank]] = rank;
        }
        for (int i = 0; i < count; i++) {
            numbers[i] = ranks[numbers[i]];
        }
        values = values.inOrder(order);
        least = -1;
        lastConstant = null;
    }

    /** The number of each place's value. */
    int number(int place) {
        return numbers[place];
    }

    int differentCount() {
        return values.size();
    }

    boolean isShared() {
        return shared;
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

    /** A filter of the values; empty where there is none, and where a dictionary is read as fast. */
    Optional<BloomFilter> bloomFilter(double falsePositives, int mostBytes) {
        if (values.size() == 0 || (repeats() && values.byteCount() <= READ_AS_FAST)) {
            return Optional.empty();
        }
        int bytes = BlockSplitBloomFilter.optimalNumOfBits(values.size(), falsePositives) / 8;
        BloomFilter filter = new BlockSplitBloomFilter(Math.min(bytes, mostBytes), mostBytes);
        for (int number = 0; number < values.size(); number++) {
            filter.insertHash(filter.hash(Binary.fromConstantByteArray(values.value(number))));
        }
        return Optional.of(filter);
    }

    /**
     * The values in the encoding that suits them.
     *
     * @param pages where they will be written
     */
    ValuePages pages(ColumnPages pages) throws IOException {
        if (!shared && values.size() <= WORTH_AN_ORDER && !isUsedOften()) {
            orderValues();
        }
        return smallest(pages);
    }

    /** The same, with values in the order that they are in. */
    ValuePages smallest(ColumnPages pages) throws IOException {
        if (count == 0) {
            return new Plain();
        }
        if (values.size() == 1) {
            return new Dictionary(PackedNumbers.width(values.size()));
        }
        List<ValuePages> encodings = new ArrayList<>();
        if (repeats()) {
            for (int width : PackedNumbers.widths(values.size())) {
                encodings.add(new Dictionary(width));
            }
        }
        if (!repeats() || (pages.countsDictionaries() && values.size() > count * SURE_OF_A_DICTIONARY)) {
            encodings.add(new Plain());
            encodings.add(new LengthsFirst());
        }
        return ValuePages.smallest(encodings, count, pages);
    }

    void clear() {
        least = -1;
        if (!shared) {
            values.clear();
        }
        count = 0;
        lastConstant = null;
    }

    private void bound(Statistics<?> statistics) {
        if (least < 0) {
            least = values.least();
            greatest = values.greatest();
        }
        statistics.updateStats(Binary.fromConstantByteArray(values.value(least)));
        statistics.updateStats(Binary.fromConstantByteArray(values.value(greatest)));
    }

    /** Bounds are those of the whole dictionary: to find each page's own would cost as much as to write it. */
    private final class Dictionary implements ValuePages {

        private final int width;

        private Dictionary(int width) {
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
            PackedNumbers.write(numbers, from, to, width, page);
        }

        @Override
        public void bound(int from, int to, Statistics<?> statistics) {
            TextValues.this.bound(statistics);
        }
    }

    private final class Plain implements ValuePages {

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
            TextValues.this.bound(statistics);
        }
    }

    /** All lengths as differences, then the texts without anything between them. */
    private final class LengthsFirst implements ValuePages {

        @Override
        public Encoding encoding() {
            return Encoding.DELTA_LENGTH_BYTE_ARRAY;
        }

        @Override
        public void write(int from, int to, PageBytes page) {
            DeltaNumbers.write(from, to, place -> values.length(numbers[place]), page);
            for (int i = from; i < to; i++) {
                values.write(numbers[i], page);
            }
        }

        @Override
        public void bound(int from, int to, Statistics<?> statistics) {
            TextValues.this.bound(statistics);
        }
    }
}
