package io.drey.lake.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** Takes a column's pages in a row group: that of its dictionary first, if it has one, then those of its values. */
interface ColumnPages {

    /** How many bytes some would have here. */
    int size(PageBytes bytes);

    /** Whether a dictionary costs something here. */
    default boolean countsDictionaries() {
        return true;
    }

    /** Takes the dictionary's entries in PLAIN encoding. */
    void writeDictionary(PageBytes entries, int count) throws IOException;

    /** Takes a page of values. */
    void write(Page page) throws IOException;

    /**
     * A page of version 1, not compressed yet.
     *
     * @param bytes levels and values
     * @param levels how many levels it has, that is values and what stands for none
     * @param rows how many rows
     * @param statistics the least and the greatest value, and how many there are not
     * @param encoding that of the values
     */
    record Page(PageBytes bytes, int levels, int rows, Statistics<?> statistics, Encoding encoding) {}
}
