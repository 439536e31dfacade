package io.drey.ingest;

import io.drey.event.DeadLetter;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Raw records in; events and dead letters out, each to topics and to the lake. One chain, without a shuffle. */
final class IngestTopology {

    private IngestTopology() {}

    /**
     * Where the topology begins and ends.
     *
     * @param rawRecords the records of raw topics
     * @param records takes what goes to topics
     * @param logs attaches the lake to the events
     * @param deadLetters attaches the lake to the dead letters
     */
    record Ends(
            Source<RawRecord, ?, ?> rawRecords,
            Sink<OutgoingRecord> records,
            Consumer<DataStream<LogEvent>> logs,
            Consumer<DataStream<DeadLetter>> deadLetters) {}

    static void build(
            StreamExecutionEnvironment environment, Ends ends, DatasetDirectory directory, RawTopics rawTopics) {
        SingleOutputStreamOperator<LogEvent> events = environment
                .fromSource(
                        ends.rawRecords(),
                        WatermarkStrategy.noWatermarks(),
                        "raw-records",
                        TypeInformation.of(RawRecord.class))
                .uid("raw-records")
                .transform("parse", LogEventTypeInfo.INSTANCE, new ParseOperator(directory, rawTopics))
                .uid("parse");
        events.getSideOutput(ParseOperator.RECORDS)
                .sinkTo(ends.records())
                .name("topics")
                .uid("topics");
        ends.logs().accept(events);
        ends.deadLetters().accept(events.getSideOutput(ParseOperator.DEAD_LETTERS));
    }
}
