package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.TargetDocument.Payload;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.TargetEnd;
import io.drey.delivery.sending.Targets;
import io.drey.event.Alert;
import io.drey.event.DeliveredCount;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.job.TenantSecrets;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.EventStreams;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.delivery.DeliveredCounts;
import io.drey.job.delivery.LedgerEnd;
import io.drey.job.kafka.DecodeRecords;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.SendingEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Alerts and events in; documents, rows and messages of them out. The way of events and that of alerts have nothing in common,
 * so that a flood of events delays no alert.
 */
public final class DeliveryTopology {

    /** Stands before the names and uids of what writes the ledger. */
    private static final String LEDGER_NAME = "delivery-job";

    private DeliveryTopology() {}

    /**
     * Where the topology begins and ends. An end that is empty is not delivered to.
     *
     * @param alerts the records of alerts topics
     * @param events the values of events topics' records; read only where something takes events
     * @param records takes what goes to topics
     * @param openSearch writes documents
     * @param lake attaches the lake to the alerts
     * @param jdbc takes alerts into a database
     * @param targets what tenants' documents name
     * @param acts what people did with alerts
     */
    record Ends(
            Source<RawRecord, ?, ?> alerts,
            Source<byte[], ?, ?> events,
            Sink<OutgoingRecord> records,
            Optional<SearchEnd> openSearch,
            Optional<Consumer<DataStream<Alert>>> lake,
            Optional<Sink<PositionedAlert>> jdbc,
            List<TargetsEnd> targets,
            Acts acts) {

        Ends {
            requireNonNull(alerts, "alerts is null");
            requireNonNull(events, "events is null");
            requireNonNull(records, "records is null");
            requireNonNull(openSearch, "openSearch is null");
            requireNonNull(lake, "lake is null");
            requireNonNull(jdbc, "jdbc is null");
            targets = List.copyOf(targets);
            requireNonNull(acts, "acts is null");
        }
    }

    /** Writes documents to indices. */
    interface SearchEnd {

        /**
         * Attaches the end.
         *
         * @param name stands before the operators' names and uids
         */
        SendingEnd.Outcome write(DataStream<SearchDocument> documents, String name);
    }

    /**
     * Targets of tenants that are sent to side by side.
     *
     * @param name stands before the operators' names and uids
     * @param targets where they are looked up
     * @param gathering what goes to a target at once
     */
    record TargetsEnd(String name, Targets targets, Gathering gathering) {}

    /** What goes to a target at once. */
    enum Gathering {
        /** As much as makes a request; at once, where there is no more. */
        BY_REQUEST,
        /** The alerts of the target's interval. There are no events of it. */
        BY_INTERVAL
    }

    /**
     * Adds the topology to an environment.
     *
     * @param directory how each dataset is timed, and which of its events are searchable
     */
    static void build(
            StreamExecutionEnvironment environment, Ends ends, DatasetDirectory directory, DeliverySettings settings) {
        DataStream<PositionedAlert> all = alerts(environment, ends.alerts(), ends.records(), settings.name());
        // Those of rules that are being tried can be searched, and go nowhere else.
        DataStream<PositionedAlert> alerts = all.filter(
                        positioned -> !positioned.alert().staged())
                .name("alerts-in-force")
                .uid("alerts-in-force");
        boolean areEventsTaken = settings.delivers(Payload.EVENTS)
                && (ends.openSearch().isPresent() || ends.targets().stream().anyMatch(DeliveryTopology::takesEvents));
        // Read once, however many targets take them.
        Optional<DataStream<Clocked<LogEvent>>> events = areEventsTaken
                ? Optional.of(events(environment, ends.events(), directory, ends.records()))
                : Optional.empty();
        List<DataStream<DeliveredCount>> delivered = new ArrayList<>();
        ends.openSearch().ifPresent(openSearch -> {
            if (settings.delivers(Payload.ALERTS)) {
                delivered.add(search(alertDocuments(all, ends.acts()), openSearch, "alerts", ends.records()));
            }
            events.ifPresent(stream ->
                    delivered.add(search(logDocuments(stream, directory), openSearch, "logs", ends.records())));
        });
        ends.lake().ifPresent(lake -> {
            lake.accept(withoutPositions(alerts));
            delivered.add(flushed(alerts, SinkKind.LAKE));
        });
        ends.jdbc().ifPresent(jdbc -> {
            alerts.sinkTo(jdbc).name("jdbc: alerts").uid("jdbc-alerts");
            delivered.add(flushed(alerts, SinkKind.JDBC));
        });
        for (TargetsEnd end : ends.targets()) {
            List<DataStream<Parcel>> parcels = new ArrayList<>();
            if (settings.delivers(Payload.ALERTS)) {
                parcels.add(alertParcels(alerts, end.targets(), ends.acts(), end.name()));
            }
            events.filter(stream -> takesEvents(end))
                    .ifPresent(stream -> parcels.add(eventParcels(stream, end.targets(), end.name())));
            if (!parcels.isEmpty()) {
                delivered.add(sent(parcels, end, ends.records(), settings));
            }
        }
        delivered.stream()
                .reduce(DataStream::union)
                .ifPresent(counts -> LedgerEnd.write(counts, ends.records(), LEDGER_NAME));
    }

    private static DataStream<DeliveredCount> search(
            DataStream<SearchDocument> documents, SearchEnd end, String name, Sink<OutgoingRecord> records) {
        SendingEnd.Outcome outcome = end.write(documents, name);
        DeadLetterEnd.write(outcome.refused(), records, name + "-opensearch");
        return outcome.delivered();
    }

    private static boolean takesEvents(TargetsEnd end) {
        return end.gathering() != Gathering.BY_INTERVAL;
    }

    private static DataStream<DeliveredCount> sent(
            List<DataStream<Parcel>> parcels, TargetsEnd end, Sink<OutgoingRecord> records, DeliverySettings settings) {
        DataStream<Parcel> all = parcels.stream().reduce(DataStream::union).orElseThrow();
        TenantSecrets secrets = new TenantSecrets(settings.secrets());
        SendingEnd.Outcome outcome =
                switch (end.gathering()) {
                    case BY_REQUEST ->
                        TargetEnd.send(all, end.targets(), secrets, settings.requestsInFlight(), end.name());
                    case BY_INTERVAL ->
                        TargetEnd.sendByInterval(all, end.targets(), secrets, settings.requestsInFlight(), end.name());
                };
        DeadLetterEnd.write(outcome.refused(), records, end.name());
        return outcome.delivered();
    }

    private static DataStream<DeliveredCount> flushed(DataStream<PositionedAlert> alerts, SinkKind sink) {
        String name = sink.ledgerName();
        return DeliveredCounts.ofFlushed(alerts, alert -> alert.receipt(name), name);
    }

    /**
     * Reads alerts.
     *
     * @param source the records of alerts topics
     * @param deadLetters takes what stood in an alerts topic and is no alert
     * @param jobName the job's own name; empty for none
     */
    static DataStream<PositionedAlert> alerts(
            StreamExecutionEnvironment environment,
            Source<RawRecord, ?, ?> source,
            Sink<OutgoingRecord> deadLetters,
            String jobName) {
        SingleOutputStreamOperator<PositionedAlert> alerts = environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "alerts", TypeInformation.of(RawRecord.class))
                .uid("alerts")
                .process(new DecodeRecords<>(Topics.ALERTS, "alerts", PositionedAlert::decode))
                .returns(TypeInformation.of(PositionedAlert.class))
                .name("decode-alerts")
                .uid(decodeAlerts(jobName));
        DeadLetterEnd.write(alerts.getSideOutput(DecodeRecords.UNREADABLE), deadLetters, "unreadable-alerts");
        return alerts;
    }

    /** Has no state, so that it may tell by its uid whose savepoint it is in. */
    static String decodeAlerts(String jobName) {
        return jobName.isEmpty() ? "decode-alerts" : "decode-alerts-" + jobName;
    }

    /** The documents of alerts, with what people did with these. */
    public static DataStream<SearchDocument> alertDocuments(DataStream<PositionedAlert> alerts, Acts acts) {
        return alerts.map(new MapAlerts(acts))
                .returns(TypeInformation.of(SearchDocument.class))
                .name("alert-documents")
                .uid("alert-documents");
    }

    /** The alerts as they are. */
    public static DataStream<Alert> withoutPositions(DataStream<PositionedAlert> alerts) {
        return alerts.map(PositionedAlert::alert)
                .returns(TypeInformation.of(Alert.class))
                .name("alerts-without-positions")
                .uid("alerts-without-positions");
    }

    /**
     * Reads events; each once.
     *
     * @param source the values of events topics' records
     * @param directory how each dataset is timed
     * @param deadLetters takes events whose bytes are damaged
     */
    public static DataStream<Clocked<LogEvent>> events(
            StreamExecutionEnvironment environment,
            Source<byte[], ?, ?> source,
            DatasetDirectory directory,
            Sink<OutgoingRecord> deadLetters) {
        SingleOutputStreamOperator<Clocked<LogEvent>> events = EventStreams.read(environment, source, directory);
        DeadLetterEnd.write(events.getSideOutput(EventStreams.DAMAGED), deadLetters, "damaged-events");
        return events;
    }

    /**
     * The documents of those events that are to be searchable.
     *
     * @param directory which events of each dataset are searchable
     */
    public static DataStream<SearchDocument> logDocuments(
            DataStream<Clocked<LogEvent>> events, DatasetDirectory directory) {
        return events.flatMap(new LogDocuments(directory))
                .returns(TypeInformation.of(SearchDocument.class))
                .name("log-documents")
                .uid("log-documents");
    }

    /** The alerts that tenants' targets take, once for each such target; muted ones go nowhere that people are told. */
    public static DataStream<Parcel> alertParcels(
            DataStream<PositionedAlert> alerts, Targets targets, Acts acts, String name) {
        return alerts.flatMap(new AlertParcels(targets, acts))
                .returns(TypeInformation.of(Parcel.class))
                .name(name + ": alert parcels")
                .uid(name + "-alert-parcels");
    }

    /** The events that tenants' targets take, once for each such target. */
    public static DataStream<Parcel> eventParcels(DataStream<Clocked<LogEvent>> events, Targets targets, String name) {
        return events.flatMap(new EventParcels(targets))
                .returns(TypeInformation.of(Parcel.class))
                .name(name + ": event parcels")
                .uid(name + "-event-parcels");
    }

    private static final class MapAlerts extends RichMapFunction<PositionedAlert, SearchDocument> {

        private final Acts acts;

        private transient SearchDocuments documents;

        private MapAlerts(Acts acts) {
            this.acts = acts;
        }

        @Override
        public void open(OpenContext context) {
            documents = new SearchDocuments();
            acts.open();
        }

        @Override
        public void close() {
            acts.close();
        }

        @Override
        public SearchDocument map(PositionedAlert alert) {
            return documents.counted(alert, acts.of(alert.alert().tenant()).on(alert.alert()));
        }
    }
}
