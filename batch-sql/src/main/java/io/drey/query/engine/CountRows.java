package io.drey.query.engine;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** Lets rows through and counts them, for whoever asks the job when it has ended. */
final class CountRows extends RichMapFunction<Row, Row> {

    static final String COUNTER = "rows";

    private static final long serialVersionUID = 1L;

    private final LongCounter count = new LongCounter();

    /** The same rows, which are counted. */
    static DataStream<Row> of(DataStream<Row> rows) {
        return rows.map(new CountRows()).returns(rows.getType());
    }

    @Override
    public void open(OpenContext openContext) {
        getRuntimeContext().addAccumulator(COUNTER, count);
    }

    @Override
    public Row map(Row row) {
        count.add(1);
        return row;
    }
}
