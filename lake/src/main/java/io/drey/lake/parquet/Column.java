package io.drey.lake.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/** A column of a row group: takes a value for some of its rows, and writes them as pages when all are known. */
abstract class Column {

    /** Pages let a reader skip. */
    static final int PAGE_ROWS = 20_000;

    static final HeapByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();
    private static final int FIRST_SLAB = 1024;

    private final ColumnDescriptor descriptor;
    private final boolean optional;
    private final DefinedRows defined = new DefinedRows();

    Column(ColumnDescriptor descriptor) {
        this.descriptor = descriptor;
        this.optional = descriptor.getMaxDefinitionLevel() > 0;
    }

    ColumnDescriptor descriptor() {
        return descriptor;
    }

    /** Notes that a row has a value; rows that are not noted have none. */
    final void define(int row) {
        if (optional) {
            defined.set(row);
        }
    }

    private boolean hasValue(int row) {
        return !optional || defined.contains(row);
    }

    /** The place of each row's value among the values; -1 where a row has none. */
    final int[] places(int rows) {
        int[] places = new int[rows];
        int value = 0;
        for (int row = 0; row < rows; row++) {
            places[row] = hasValue(row) ? value++ : -1;
        }
        return places;
    }

    /** Adds chosen rows of another column of the same kind, in that order. */
    abstract void addAll(int firstRow, Column source, int sourceRows, int[] chosen);

    /** Adds a page's values: those of the rows from the first one on that have one. */
    abstract void read(int firstRow, PageValues page);

    /** An empty column for the same values in another order. */
    abstract Column reordered();

    /** How many rows have a value. */
    abstract int valueCount();

    /** A number for each row's value that is greater where the value is, unsigned; 0 for rows that have none. */
    abstract long[] sortKeys(int rows);

    final boolean isOptional() {
        return optional;
    }

    /** About how many bytes the values need in memory. */
    abstract long memory();

    /** Writes the column of a row group with so many rows, and forgets it. */
    final void write(int rows, PageWriter pages) throws IOException {
        ValuePages values = valuePages();
        if (values.dictionary() != null) {
            pages.writeDictionaryPage(values.dictionary());
        }
        int value = 0;
        // Pages of what is the same in all rows would let nobody skip anything.
        int pageRows = isConstant(rows) ? rows : PAGE_ROWS;
        for (int from = 0; from < rows; from += pageRows) {
            int to = Math.min(rows, from + pageRows);
            int count = optional ? defined.count(from, to) : to - from;
            PageBytes page = new PageBytes(FIRST_SLAB);
            if (optional) {
                defined.write(from, to, page);
            }
            values.write(value, value + count, page);
            Statistics<?> statistics = Statistics.createStats(descriptor.getPrimitiveType());
            statistics.incrementNumNulls(to - from - count);
            if (count > 0) {
                values.bound(value, value + count, statistics);
            }
            pages.writePage(
                    page.asInput(), to - from, to - from, statistics, Encoding.RLE, Encoding.RLE, values.encoding());
            value += count;
        }
        defined.clear();
        clear();
    }

    private boolean isConstant(int rows) {
        return valueCount() == 0 || (valueCount() == rows && hasOneValue());
    }

    /** Whether all rows that have a value have the same. */
    abstract boolean hasOneValue();

    /** The column's values in the encoding that suits them. */
    abstract ValuePages valuePages() throws IOException;

    abstract void clear();

    /** Values in an encoding. */
    interface ValuePages {

        Encoding encoding();

        /** What stands in front of the pages; null if nothing does. */
        default DictionaryPage dictionary() {
            return null;
        }

        /** Appends a range of the values to a page. */
        void write(int from, int to, PageBytes page) throws IOException;

        /** Tells the least and the greatest value of a range, or of more. */
        void bound(int from, int to, Statistics<?> statistics);
    }

    /** Appends numbers below a bound: their width in a byte, then run-length encoded or packed. */
    static void writeNumbers(int[] numbers, int from, int to, int bound, PageBytes page) throws IOException {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(bound - 1);
        page.write(width);
        if (from == to) {
            return;
        }
        if (isConstant(numbers, from, to)) {
            page.writeVarint((to - from) << 1);
            page.writeLittleEndian(numbers[from], (width + Byte.SIZE - 1) / Byte.SIZE);
            return;
        }
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, FIRST_SLAB, 1 << 20, HEAP)) {
            for (int i = from; i < to; i++) {
                encoder.writeInt(numbers[i]);
            }
            encoder.toBytes().writeAllTo(page);
        }
    }

    private static boolean isConstant(int[] numbers, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (numbers[i] != numbers[from]) {
                return false;
            }
        }
        return true;
    }
}
