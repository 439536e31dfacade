package io.drey.lake.parquet;

import java.io.IOException;
import java.util.function.Function;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;

/** A column of a table in a row group: takes a value for some of its rows, and writes them as pages when all are known. */
abstract class Column {

    /** Pages let a reader skip. */
    static final int PAGE_ROWS = 20_000;

    static final HeapByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();
    static final int FIRST_SLAB = 1024;

    /** Whether no row has a value. */
    abstract boolean isEmpty();

    /** Whether all rows have the same. */
    abstract boolean isConstant(int rows);

    /** Adds chosen rows of another column of the same kind, in that order. */
    abstract void addAll(int firstRow, Column source, int sourceRows, int[] chosen);

    /**
     * Adds a row group's values to what is empty.
     *
     * @param chunks opens the pages of a leaf of this column
     */
    abstract void read(Chunks chunks) throws IOException;

    /** An empty column for the same values in another order. */
    abstract Column reordered();

    /** About how many bytes the values need in memory. */
    abstract long memory();

    /**
     * Writes the column of a row group with so many rows, and forgets it.
     *
     * @param pages where the pages of a leaf go; leaves come in their order
     */
    abstract void write(int rows, Function<ColumnDescriptor, ColumnPages> pages) throws IOException;

    /** A row group's pages. */
    interface Chunks {

        /** The pages of a leaf. */
        PageValues of(ColumnDescriptor leaf) throws IOException;
    }
}
