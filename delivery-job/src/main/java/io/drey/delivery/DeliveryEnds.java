package io.drey.delivery;

import io.drey.configuration.TargetDocument;
import io.drey.delivery.DeliveryTopology.Gathering;
import io.drey.delivery.DeliveryTopology.SearchEnd;
import io.drey.delivery.DeliveryTopology.TargetsEnd;
import io.drey.delivery.sending.ControlTargets;
import io.drey.delivery.sending.Targets;
import io.drey.event.Alert;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import io.drey.search.OpenSearchEnd;
import io.drey.search.OpenSearchSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where the delivery job begins and ends: Kafka, and those of OpenSearch, lake, database and tenants' targets that are asked for. */
final class DeliveryEnds {

    private DeliveryEnds() {}

    /**
     * The ends that settings name. Makes the database's table where that is asked for.
     *
     * @throws IllegalArgumentException naming a wrong key and the remedy
     */
    static DeliveryTopology.Ends from(Configuration configuration, KafkaSettings kafka, DeliverySettings settings) {
        return new DeliveryTopology.Ends(
                KafkaEnds.alertRecords(kafka, settings.groupId()),
                KafkaEnds.events(kafka, settings.groupId()),
                KafkaEnds.records(kafka),
                settings.deliversTo(SinkKind.OPENSEARCH) ? Optional.of(openSearch(configuration)) : Optional.empty(),
                settings.deliversTo(SinkKind.LAKE) ? Optional.of(lake(configuration)) : Optional.empty(),
                settings.deliversTo(SinkKind.JDBC) ? Optional.of(jdbc(configuration)) : Optional.empty(),
                targets(kafka, settings),
                new ControlActs(new ControlTopics(kafka.properties())));
    }

    private static SearchEnd openSearch(Configuration configuration) {
        OpenSearchSettings settings = OpenSearchSettings.from(configuration);
        return (documents, name) -> OpenSearchEnd.write(documents, settings, name);
    }

    private static Consumer<DataStream<Alert>> lake(Configuration configuration) {
        return new LakeSinks(LakeSettings.from(configuration)).alerts();
    }

    private static Sink<PositionedAlert> jdbc(Configuration configuration) {
        JdbcSettings settings = JdbcSettings.from(configuration);
        settings.createTable();
        return JdbcAlerts.sink(settings);
    }

    private static List<TargetsEnd> targets(KafkaSettings kafka, DeliverySettings settings) {
        Set<TargetDocument.Type> webhooks = EnumSet.of(TargetDocument.Type.WEBHOOK);
        Set<TargetDocument.Type> mail = EnumSet.of(TargetDocument.Type.MAIL);
        Set<TargetDocument.Type> forwarding =
                EnumSet.complementOf(EnumSet.of(TargetDocument.Type.WEBHOOK, TargetDocument.Type.MAIL));
        List<TargetsEnd> targets = new ArrayList<>();
        if (settings.deliversTo(SinkKind.WEBHOOKS)) {
            targets.add(new TargetsEnd("webhooks", known(webhooks, kafka, settings), Gathering.BY_REQUEST));
        }
        if (settings.deliversTo(SinkKind.FORWARDING)) {
            targets.add(new TargetsEnd("forwarding", known(forwarding, kafka, settings), Gathering.BY_REQUEST));
        }
        if (settings.deliversTo(SinkKind.MAIL)) {
            targets.add(new TargetsEnd("mail", known(mail, kafka, settings), Gathering.BY_INTERVAL));
        }
        return targets;
    }

    private static Targets known(Set<TargetDocument.Type> types, KafkaSettings kafka, DeliverySettings settings) {
        return new ControlTargets(new ControlTopics(kafka.properties()), types, settings.only());
    }
}
