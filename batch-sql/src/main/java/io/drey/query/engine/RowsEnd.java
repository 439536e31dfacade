package io.drey.query.engine;

import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** Where the rows of a query go that nobody reads: the end of the job that the query is. */
public interface RowsEnd {

    /** Takes the rows, before the job begins. */
    void take(List<ResultColumn> columns, DataStream<Row> rows);
}
