package io.drey.delivery;

import io.drey.delivery.domain.IndexNames;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.Targets;
import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.EventStreams;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import io.drey.job.opensearch.SearchDocument;
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

    private DeliveryTopology() {}

    /**
     * Reads alerts.
     *
     * @param source the records of alerts topics
     * @param deadLetters takes what stood in an alerts topic and is no alert
     */
    public static DataStream<PositionedAlert> alerts(
            StreamExecutionEnvironment environment, Source<RawRecord, ?, ?> source, Sink<OutgoingRecord> deadLetters) {
        SingleOutputStreamOperator<PositionedAlert> alerts = environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "alerts", TypeInformation.of(RawRecord.class))
                .uid("alerts")
                .process(new DecodeAlerts())
                .returns(TypeInformation.of(PositionedAlert.class))
                .name("decode-alerts")
                .uid("decode-alerts");
        DeadLetterEnd.write(alerts.getSideOutput(DecodeAlerts.UNREADABLE), deadLetters, "unreadable-alerts");
        return alerts;
    }

    /** The documents of alerts. */
    public static DataStream<SearchDocument> alertDocuments(DataStream<PositionedAlert> alerts) {
        return alerts.map(new MapAlerts())
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

    /** The alerts that tenants' targets take, once for each such target. */
    public static DataStream<Parcel> alertParcels(DataStream<PositionedAlert> alerts, Targets targets, String name) {
        return alerts.flatMap(new AlertParcels(targets))
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

        private transient IndexNames names;

        @Override
        public void open(OpenContext context) {
            names = new IndexNames();
        }

        @Override
        public SearchDocument map(PositionedAlert alert) {
            return AlertDocument.of(alert, names);
        }
    }
}
