package io.drey.cep;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventStreams;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.kafka.OutgoingRecord;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Events in, alerts out.
 *
 * <pre>{@code
 * CepTopology.build(
 *     env, KafkaEnds.events(kafka, "cep-job"), directory, rules, damaged, CepTopology.toTopics(KafkaEnds.records(kafka)));
 * }</pre>
 */
public final class CepTopology {

    private CepTopology() {}

    /**
     * Adds the topology to an environment.
     *
     * @param events the values of events topics' records
     * @param directory how datasets are timed
     * @param rules what is looked for
     * @param damaged what becomes of events whose bytes are damaged
     * @param alerts where alerts go
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Source<byte[], ?, ?> events,
            DatasetDirectory directory,
            RuleDirectory rules,
            Consumer<DataStream<DeadLetter>> damaged,
            Consumer<DataStream<Alert>> alerts) {
        SingleOutputStreamOperator<Clocked<LogEvent>> read = EventStreams.read(environment, events, directory);
        damaged.accept(read.getSideOutput(EventStreams.DAMAGED));
        attach(read, rules, alerts);
    }

    /** Adds the topology to a stream of events that is read already. */
    public static void attach(
            DataStream<Clocked<LogEvent>> events, RuleDirectory rules, Consumer<DataStream<Alert>> alerts) {
        SingleOutputStreamOperator<Clocked<Candidate>> candidates = events.process(
                        new SiftEvents(rules), new ClockedTypeInfo<>(CandidateTypeInfo.INSTANCE))
                .name("sift-events")
                .uid("sift-events");
        DataStream<Alert> ofSeveralEvents = EventStreams.keyed(
                candidates,
                CandidateTypeInfo.INSTANCE,
                Candidate::key,
                new MatchDetections(rules),
                TypeInformation.of(Alert.class),
                "match-detections");
        alerts.accept(candidates.getSideOutput(SiftEvents.ALERTS).union(ofSeveralEvents));
    }

    /** Sends alerts to their tenants' topics, keyed by their ids, so that a repeated one replaces itself. */
    public static Consumer<DataStream<Alert>> toTopics(Sink<OutgoingRecord> sink) {
        return alerts -> alerts.map(CepTopology::toRecord)
                .returns(TypeInformation.of(OutgoingRecord.class))
                .name("encode-alerts")
                .uid("encode-alerts")
                .sinkTo(sink)
                .name("alerts-topics")
                .uid("alerts-topics");
    }

    static OutgoingRecord toRecord(Alert alert) {
        return new OutgoingRecord(
                Topics.alerts(alert.tenant()),
                alert.id().hashCode(),
                alert.id().getBytes(StandardCharsets.UTF_8),
                alert.encode());
    }
}
