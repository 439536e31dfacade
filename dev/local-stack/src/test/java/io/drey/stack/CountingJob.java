package io.drey.stack;

import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that never ends, with a source that is slow enough to leave the machine to others. */
public final class CountingJob {
    private CountingJob() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        DataStream<Long> numbers = environment.fromSource(
                new org.apache.flink.connector.datagen.source.DataGeneratorSource<>(
                        index -> index,
                        Long.MAX_VALUE,
                        org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy.perSecond(100),
                        org.apache.flink.api.common.typeinfo.Types.LONG),
                WatermarkStrategy.noWatermarks(),
                "numbers");
        numbers.map(number -> LongStream.rangeClosed(0, number % 10).sum()).sinkTo(new DiscardingSink<>());
        environment.execute("counting");
    }
}
