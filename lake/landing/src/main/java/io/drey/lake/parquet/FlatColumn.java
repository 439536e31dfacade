package io.drey.lake.parquet;

import java.io.IOException;
import java.util.function.Function;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** A column with at most one value a row. */
abstract class FlatColumn extends Column {

    private final ColumnDescriptor descriptor;
    private final boolean optional;
    private final DefinedRows defined = new DefinedRows();

    FlatColumn(ColumnDescriptor descriptor) {
        this.descriptor = descriptor;
        this.optional = descriptor.getMaxDefinitionLevel() > 0;
    }

    final ColumnDescriptor descriptor() {
        return descriptor;
    }

    final boolean isOptional() {
        return optional;
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

    @Override
    final void read(Chunks chunks) throws IOException {
        PageValues page = chunks.of(descriptor);
        for (int row = 0; page.next(); row += page.levels()) {
            read(row, page);
        }
    }

    /** Adds a page's values: those of the rows from the first one on that have one. */
    abstract void read(int firstRow, PageValues page);

    /** How many rows have a value. */
    abstract int valueCount();

    /** A number for each row's value that is greater where the value is, unsigned; 0 for rows that have none. */
    abstract long[] sortKeys(int rows);

    @Override
    final boolean isEmpty() {
        return valueCount() == 0;
    }

    @Override
    final boolean isConstant(int rows) {
        return valueCount() == 0 || (valueCount() == rows && hasOneValue());
    }

    /** Whether all rows that have a value have the same. */
    abstract boolean hasOneValue();

    @Override
    final void write(int rows, Function<ColumnDescriptor, ColumnPages> chunks) throws IOException {
        ColumnPages pages = chunks.apply(descriptor);
        ValuePages values = valuePages(pages);
        if (values.hasDictionary()) {
            pages.writeDictionary(values.dictionary(), values.dictionarySize());
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
            pages.write(new ColumnPages.Page(page, to - from, to - from, statistics, values.encoding()));
            value += count;
        }
        defined.clear();
        clear();
    }

    /**
     * The column's values in the encoding that suits them.
     *
     * @param pages where they will be written
     */
    abstract ValuePages valuePages(ColumnPages pages) throws IOException;

    abstract void clear();
}
