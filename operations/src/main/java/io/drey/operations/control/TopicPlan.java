package io.drey.operations.control;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.TenantDocument;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The topics that follow from documents. In the order in which they are made: raw topics last, so that where a line can
 * be sent, all it becomes has a place.
 *
 * @param changes what leads there, those that are right included
 */
public record TopicPlan(List<TopicChange> changes) {

    private static final String CLEANUP = "cleanup.policy";
    private static final String RETENTION = "retention.ms";
    private static final String LONGEST = "max.message.bytes";
    private static final String IN_SYNC = "min.insync.replicas";

    public TopicPlan {
        changes = List.copyOf(changes);
    }

    /** The topics that are wanted. */
    static Map<String, TopicSettings> wanted(List<Document> documents, Set<String> tenants) {
        Map<String, TopicSettings> topics = new LinkedHashMap<>();
        for (String name : tenants) {
            Optional<TenantDocument> tenant = DocumentPlan.tenant(documents, name);
            if (tenant.isEmpty()) {
                continue;
            }
            topics.put(Topics.control(name), compacted(tenant.get().replication()));
            TenantDocument.Retention retention = tenant.get().retention();
            topics.put(Topics.events(name), topic(tenant.get(), tenant.get().partitions(), retention.events()));
            topics.put(Topics.alerts(name), topic(tenant.get(), 1, retention.alerts()));
            topics.put(Topics.deadLetters(name), topic(tenant.get(), 1, retention.deadLetters()));
            topics.put(Topics.ledger(name), compacted(tenant.get().replication()));
            for (Document document : documents) {
                if (document.kind() == DocumentKind.DATASET && document.tenant().equals(name)) {
                    DatasetDocument dataset = DatasetDocument.of(document, tenant.get());
                    topics.put(
                            Topics.raw(new DatasetId(name, document.name())),
                            topic(tenant.get(), dataset.partitions(), retention.raw()));
                }
            }
        }
        return topics;
    }

    /** A topic of which the last record of a key counts. */
    static TopicSettings compacted(int replication) {
        return new TopicSettings(
                1, replication, Map.of(CLEANUP, "compact", IN_SYNC, Integer.toString(inSync(replication))));
    }

    private static TopicSettings topic(TenantDocument tenant, int partitions, Duration retention) {
        return new TopicSettings(
                partitions,
                tenant.replication(),
                Map.of(
                        CLEANUP,
                        "delete",
                        RETENTION,
                        Long.toString(retention.toMillis()),
                        LONGEST,
                        Integer.toString(tenant.maxMessageBytes()),
                        IN_SYNC,
                        Integer.toString(inSync(tenant.replication()))));
    }

    /** One copy may be away without a writer noticing. */
    private static int inSync(int replication) {
        return replication > 2 ? 2 : 1;
    }

    /** Compares with the topics that there are. */
    static TopicPlan of(Map<String, TopicSettings> wanted, Map<String, TopicSettings> actual) {
        List<TopicChange> changes = new ArrayList<>();
        wanted.forEach((topic, settings) -> changes.add(
                actual.containsKey(topic)
                        ? compare(topic, settings, actual.get(topic))
                        : new TopicChange(
                                TopicChange.Outcome.CREATED,
                                topic,
                                settings,
                                Map.of(),
                                described(settings),
                                List.of())));
        return new TopicPlan(changes);
    }

    private static TopicChange compare(String topic, TopicSettings wanted, TopicSettings actual) {
        List<String> differences = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        boolean isOfEvents = Topics.EVENTS.matcher(topic).matches();
        boolean grows = isOfEvents || Topics.RAW.matcher(topic).matches();
        if (wanted.partitions() > actual.partitions() && grows) {
            differences.add("partitions: %d -> %d".formatted(actual.partitions(), wanted.partitions()));
            if (isOfEvents) {
                notes.add(
                        "grows: the raw partitions that there are keep theirs, those that are added use the new ones");
            }
        } else if (wanted.partitions() != actual.partitions()) {
            notes.add("has %d partitions, not %d: %s"
                    .formatted(
                            actual.partitions(),
                            wanted.partitions(),
                            grows
                                    ? "raw and events topics only grow, as Kafka takes no partition away"
                                    : "only raw and events topics grow"));
        }
        if (wanted.replication() != actual.replication()) {
            notes.add("has %d copies, not %d: move it with kafka-reassign-partitions"
                    .formatted(actual.replication(), wanted.replication()));
        }
        Map<String, String> configuration = new TreeMap<>();
        wanted.configuration().forEach((key, value) -> {
            String now = actual.configuration().get(key);
            if (!value.equals(now)) {
                differences.add("%s: %s -> %s".formatted(key, now == null ? "(broker's)" : now, value));
                configuration.put(key, value);
            }
        });
        return new TopicChange(
                differences.isEmpty() ? TopicChange.Outcome.UNCHANGED : TopicChange.Outcome.CHANGED,
                topic,
                wanted,
                configuration,
                differences,
                notes);
    }

    private static List<String> described(TopicSettings settings) {
        List<String> description = new ArrayList<>();
        description.add("partitions: " + settings.partitions());
        description.add("replication: " + settings.replication());
        settings.configuration().forEach((key, value) -> description.add(key + ": " + value));
        return description;
    }
}
