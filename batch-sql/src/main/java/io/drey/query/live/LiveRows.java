package io.drey.query.live;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

/** What is made of the records of an events topic, wherever they come from. */
final class LiveRows {

    private LiveRows() {}

    /**
     * The rows.
     *
     * @param records the topic's
     * @param notLanded makes rows of those that are wanted
     * @param type the rows'
     */
    static DataStream<RowData> of(
            StreamExecutionEnvironment environment,
            Source<byte[], ?, ?> records,
            FlatMapFunction<byte[], RowData> notLanded,
            RowType type) {
        return environment
                .fromSource(records, WatermarkStrategy.noWatermarks(), "events topic")
                .flatMap(notLanded)
                .name("not in the lake yet")
                .returns(InternalTypeInfo.of(type));
    }
}
