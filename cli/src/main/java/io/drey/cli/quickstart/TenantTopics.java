package io.drey.cli.quickstart;

import io.drey.configuration.Document;
import io.drey.configuration.TenantDocument;
import io.drey.event.DatasetId;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.ControlState;
import io.drey.operations.control.DocumentPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;

/** Applies the documents of one tenant with one dataset and its rules, as {@code drey apply} does. */
final class TenantTopics {

    private static final String AUTHOR = "quickstart";

    private TenantTopics() {}

    static void create(String bootstrapServers, DatasetId id, Feed feed) {
        create(bootstrapServers, id, feed, List.of());
    }

    /** @param rules documents of the tenant beside its own and the dataset's */
    static void create(String bootstrapServers, DatasetId id, Feed feed, List<Document> rules) {
        KafkaSettings kafka = KafkaSettings.from(
                Configuration.fromMap(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.key(), bootstrapServers)));
        try (ControlPlane plane = ControlPlane.connect(kafka)) {
            List<Document> documents = documents(id, feed, rules, plane.brokers());
            Function<ControlState, DocumentPlan> planning =
                    state -> DocumentPlan.of(state, documents, document -> false);
            Optional<String> scope = Optional.of(id.tenant());
            plane.carryOut(plane.prepare(scope, planning), scope, planning, AUTHOR);
        }
    }

    /** @param brokers no topic has more copies than there are brokers */
    private static List<Document> documents(DatasetId id, Feed feed, List<Document> rules, int brokers) {
        TenantDocument defaults = TenantDocument.defaults(id.tenant());
        TenantDocument tenant = new TenantDocument(
                id.tenant(),
                feed.partitions(),
                Math.min(defaults.replication(), brokers),
                // A line that is too long to be an event is taken in all the same, to become a dead letter.
                FileFeed.LONGEST_LINE + (1 << 20),
                defaults.retention(),
                defaults.datasetDefaults());
        List<Document> documents = new ArrayList<>(rules);
        documents.add(tenant.toDocument());
        documents.add(feed.document(id).withPartitions(feed.partitions()).toDocument());
        return documents;
    }
}
