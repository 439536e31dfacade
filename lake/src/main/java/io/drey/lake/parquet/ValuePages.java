package io.drey.lake.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** A column's values in an encoding. */
interface ValuePages {

    Encoding encoding();

    /** What stands in front of the pages; null if nothing does. */
    default PageBytes dictionary() {
        return null;
    }

    /** How many entries the dictionary has. */
    default int dictionarySize() {
        return 0;
    }

    /** Appends a range of the values to a page. */
    void write(int from, int to, PageBytes page) throws IOException;

    /** Tells the least and the greatest value of a range, or of more. */
    void bound(int from, int to, Statistics<?> statistics);
}
