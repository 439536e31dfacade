package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Raw records in; events and dead letters out, each to topics and to the lake. One chain, without a shuffle. */
public final class IngestTopology {

    private IngestTopology() {}

    /**
     * Where the topology begins and ends.
     *
     * @param rawRecords the records of raw topics
     * @param records takes what goes to topics
     * @param logs attaches the lake to the events
     * @param deadLetters attaches the lake to the dead letters
     * @param dropped attaches the lake to the lines that are not kept
     */
    public record Ends(
            Source<RawRecord, ?, ?> rawRecords,
            Sink<OutgoingRecord> records,
            Consumer<DataStream<LogEvent>> logs,
            Consumer<DataStream<DeadLetter>> deadLetters,
            Consumer<DataStream<DroppedLine>> dropped) {

        public Ends {
            requireNonNull(rawRecords, "rawRecords is null");
            requireNonNull(records, "records is null");
            requireNonNull(logs, "logs is null");
            requireNonNull(deadLetters, "deadLetters is null");
            requireNonNull(dropped, "dropped is null");
        }
    }

    static void build(
            StreamExecutionEnvironment environment,
            Ends ends,
            DatasetDirectory directory,
            RawTopics rawTopics,
            IngestSettings settings) {
        attach(environment, ends, directory, rawTopics, settings, EnumSet.of(EventOutlet.TOPICS));
    }

    /**
     * Adds the topology to an environment and returns the events with their datasets' clocks, for consumers in the same
     * job. Nothing comes if {@code outlets} lacks {@link EventOutlet#CLOCKED_STREAM}.
     *
     * @param outlets where events go besides the lake
     */
    public static DataStream<Clocked<LogEvent>> attach(
            StreamExecutionEnvironment environment,
            Ends ends,
            DatasetDirectory directory,
            RawTopics rawTopics,
            IngestSettings settings,
            Set<EventOutlet> outlets) {
        SingleOutputStreamOperator<LogEvent> events = environment
                .fromSource(
                        ends.rawRecords(),
                        WatermarkStrategy.noWatermarks(),
                        "raw-records",
                        TypeInformation.of(RawRecord.class))
                .uid("raw-records")
                .transform(
                        "parse", LogEventTypeInfo.INSTANCE, new ParseOperator(directory, rawTopics, settings, outlets))
                .uid("parse");
        events.getSideOutput(ParseOperator.RECORDS)
                .sinkTo(ends.records())
                .name("topics")
                .uid("topics");
        ends.logs().accept(events);
        ends.deadLetters().accept(events.getSideOutput(ParseOperator.DEAD_LETTERS));
        ends.dropped().accept(events.getSideOutput(ParseOperator.DROPPED));
        return events.getSideOutput(ParseOperator.CLOCKED);
    }
}
