package io.drey.cep;

import io.drey.detection.AccessEvent;
import io.drey.detection.BuiltInDetections;
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
 * CepTopology.build(env, KafkaEnds.events(kafka, "cep-job"), directory, damaged, CepTopology.toTopics(KafkaEnds.records(kafka)));
 * }</pre>
 */
public final class CepTopology {

    private CepTopology() {}

    /**
     * Adds the topology to an environment.
     *
     * @param events the values of events topics' records
     * @param directory how datasets are timed
     * @param damaged what becomes of events whose bytes are damaged
     * @param alerts where alerts go
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Source<byte[], ?, ?> events,
            DatasetDirectory directory,
            Consumer<DataStream<DeadLetter>> damaged,
            Consumer<DataStream<Alert>> alerts) {
        SingleOutputStreamOperator<Clocked<LogEvent>> access =
                EventStreams.readThoseWith(AccessEvent.OF_ACCESS, environment, events, directory);
        damaged.accept(access.getSideOutput(EventStreams.DAMAGED));
        attach(access, alerts);
    }

    /** Adds the topology to a stream of events that is read already. */
    public static void attach(DataStream<Clocked<LogEvent>> events, Consumer<DataStream<Alert>> alerts) {
        TypeInformation<Candidate> candidate = TypeInformation.of(Candidate.class);
        DataStream<Clocked<Candidate>> candidates = events.flatMap(new SiftEvents(BuiltInDetections.ALL))
                .returns(new ClockedTypeInfo<>(candidate))
                .name("sift-events")
                .uid("sift-events");
        alerts.accept(EventStreams.keyed(
                candidates,
                candidate,
                Candidate::key,
                new MatchDetections(BuiltInDetections.ALL),
                TypeInformation.of(Alert.class),
                "match-detections"));
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
