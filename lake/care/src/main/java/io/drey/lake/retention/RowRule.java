package io.drey.lake.retention;

import java.util.Collection;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;

/** Which rows of a table are to go. The same row gets the same verdict however often it is asked for. */
public interface RowRule {

    /** No row outside of it goes. */
    Expression scope();

    /** The columns that {@link #judge} looks at. */
    Collection<String> columns();

    /** Whether what is known of a file says that all its rows go. */
    boolean takesWhole(DataFile file);

    /** What becomes of a row. */
    Verdict judge(Record row);
}
