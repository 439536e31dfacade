package io.drey.delivery;

import io.drey.configuration.TargetDocument;
import io.drey.configuration.TargetDocument.Payload;
import io.drey.delivery.sending.ControlTargets;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.TargetEnd;
import io.drey.delivery.sending.Targets;
import io.drey.delivery.sending.TenantSecrets;
import io.drey.event.DeliveredCount;
import io.drey.event.LogEvent;
import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.delivery.DeliveredCounts;
import io.drey.job.delivery.LedgerEnd;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.opensearch.OpenSearchEnd;
import io.drey.job.opensearch.OpenSearchSettings;
import io.drey.job.opensearch.SearchDocument;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads events and alerts topics and delivers to the targets that the settings name. */
public final class DeliveryJob {

    private static final String NAME = "delivery-job";

    private final Configuration configuration;
    private final DeliverySettings settings;
    private final KafkaSettings kafka;
    private final Sink<OutgoingRecord> records;
    private final StreamExecutionEnvironment environment;
    private final List<DataStream<DeliveredCount>> delivered = new ArrayList<>();
    private DataStream<Clocked<LogEvent>> events;

    private DeliveryJob(Configuration configuration) {
        this.configuration = configuration;
        this.settings = DeliverySettings.from(configuration);
        this.kafka = KafkaSettings.from(configuration);
        this.records = KafkaEnds.recordsOfNewTopics(kafka);
        this.environment = JobEnvironment.createPatient(configuration);
    }

    public static void main(String[] arguments) throws Exception {
        build(JobArguments.parse(arguments, System.getenv())).execute(NAME);
    }

    /** An environment with the whole job in it. */
    static StreamExecutionEnvironment build(Configuration configuration) {
        DeliveryJob job = new DeliveryJob(configuration);
        job.build();
        return job.environment;
    }

    private void build() {
        DataStream<PositionedAlert> alerts =
                DeliveryTopology.alerts(environment, KafkaEnds.alertRecords(kafka, settings.groupId()), records);
        if (settings.deliversTo(Target.OPENSEARCH)) {
            OpenSearchSettings openSearch = OpenSearchSettings.from(configuration);
            if (settings.delivers(Payload.ALERTS)) {
                toOpenSearch(DeliveryTopology.alertDocuments(alerts), openSearch, "alerts");
            }
            if (settings.delivers(Payload.EVENTS)) {
                ControlTopics directory = new ControlTopics(kafka.properties());
                toOpenSearch(DeliveryTopology.logDocuments(events(), directory), openSearch, "logs");
            }
        }
        if (settings.deliversTo(Target.LAKE)) {
            new LakeSinks(LakeSettings.from(configuration)).alerts().accept(DeliveryTopology.withoutPositions(alerts));
            countFlushed(alerts, Target.LAKE);
        }
        if (settings.deliversTo(Target.JDBC)) {
            JdbcSettings jdbc = JdbcSettings.from(configuration);
            jdbc.createTable();
            alerts.sinkTo(JdbcAlerts.sink(jdbc)).name("jdbc: alerts").uid("jdbc-alerts");
            countFlushed(alerts, Target.JDBC);
        }
        if (settings.deliversTo(Target.WEBHOOKS)) {
            toTargets(alerts, EnumSet.of(TargetDocument.Type.WEBHOOK), "webhooks");
        }
        if (settings.deliversTo(Target.FORWARDING)) {
            toTargets(alerts, EnumSet.complementOf(EnumSet.of(TargetDocument.Type.WEBHOOK)), "forwarding");
        }
        delivered.stream().reduce(DataStream::union).ifPresent(counts -> LedgerEnd.write(counts, records, NAME));
    }

    /** The events, read once however many targets take them. */
    private DataStream<Clocked<LogEvent>> events() {
        if (events == null) {
            events = DeliveryTopology.events(
                    environment,
                    KafkaEnds.events(kafka, settings.groupId()),
                    new ControlTopics(kafka.properties()),
                    records);
        }
        return events;
    }

    private void toOpenSearch(DataStream<SearchDocument> documents, OpenSearchSettings openSearch, String name) {
        OpenSearchEnd.Outcome outcome = OpenSearchEnd.write(documents, openSearch, name);
        DeadLetterEnd.write(outcome.refused(), records, name + "-opensearch");
        delivered.add(outcome.delivered());
    }

    private void toTargets(DataStream<PositionedAlert> alerts, Set<TargetDocument.Type> types, String name) {
        Targets targets = new ControlTargets(new ControlTopics(kafka.properties()), types, settings.only());
        List<DataStream<Parcel>> parcels = new ArrayList<>();
        if (settings.delivers(Payload.ALERTS)) {
            parcels.add(DeliveryTopology.alertParcels(alerts, targets, name));
        }
        if (settings.delivers(Payload.EVENTS)) {
            parcels.add(DeliveryTopology.eventParcels(events(), targets, name));
        }
        TargetEnd.Outcome outcome = TargetEnd.send(
                parcels.stream().reduce(DataStream::union).orElseThrow(),
                targets,
                new TenantSecrets(settings.secrets()),
                settings.requestsInFlight(),
                name);
        DeadLetterEnd.write(outcome.refused(), records, name);
        delivered.add(outcome.delivered());
    }

    private void countFlushed(DataStream<PositionedAlert> alerts, Target target) {
        String name = target.ledgerName();
        delivered.add(DeliveredCounts.ofFlushed(alerts, alert -> alert.receipt(name), name));
    }
}
