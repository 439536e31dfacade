package io.drey.job.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.EventPartitions;
import io.drey.configuration.ListDocument;
import io.drey.configuration.MetricDocument;
import io.drey.configuration.TenantDocument;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.event.Topics;
import io.drey.format.enrich.LookupTable;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads control topics to their end, then follows them. All users in a JVM that read the same Kafka share one reader: a cluster
 * with many jobs and slots does not need a consumer for each.
 */
final class ControlReader {

    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration FOLLOW_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);
    private static final Map<Properties, ControlReader> SHARED = new HashMap<>();

    private final Properties properties;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private final Map<String, ControlRecord> lastPublished = new HashMap<>();
    private final Map<String, DocumentVersions> versions = new ConcurrentHashMap<>();
    private final Map<DatasetId, DatasetDocument> datasets = new ConcurrentHashMap<>();
    private final Map<String, List<MetricDocument>> metrics = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Compiled>> tables = new ConcurrentHashMap<>();
    private final Map<String, List<EventPartitions>> eventPartitions = new ConcurrentHashMap<>();
    private final Map<DatasetId, Long> missing = new ConcurrentHashMap<>();
    private final List<Counter> counters = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();

    private Set<TopicPartition> assigned = new HashSet<>();
    private KafkaConsumer<byte[], byte[]> consumer;
    private volatile Thread follower;
    private long refused;
    private int users;
    private volatile boolean closed;

    private ControlReader(Properties properties) {
        this.properties = properties;
    }

    /** The reader of a Kafka, which has read all that was published so far. To be {@linkplain #release released}. */
    static ControlReader acquire(Properties properties) {
        ControlReader reader;
        synchronized (SHARED) {
            reader = SHARED.computeIfAbsent(properties, ControlReader::new);
            reader.users++;
        }
        try {
            reader.start();
            return reader;
        } catch (RuntimeException e) {
            reader.release();
            throw e;
        }
    }

    void release() {
        synchronized (SHARED) {
            users--;
            if (users > 0) {
                return;
            }
            SHARED.remove(properties);
        }
        close();
    }

    private synchronized void start() {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(properties);
        }
        readToEnd();
        if (follower == null) {
            follower = new Thread(this::follow, "control-topics");
            follower.setDaemon(true);
            follower.start();
        }
    }

    private void close() {
        closed = true;
        // Before the lock is asked for: the follower holds it while it waits for a Kafka that does not answer.
        Thread waiting = follower;
        if (waiting != null) {
            waiting.interrupt();
        }
        synchronized (this) {
            if (consumer != null) {
                consumer.close(Duration.ofSeconds(1));
                consumer = null;
            }
        }
    }

    /** Counts what is refused in a counter, too, and what was refused so far. */
    synchronized void count(Counter counter) {
        counter.inc(refused);
        counters.add(counter);
    }

    synchronized void stopCounting(Counter counter) {
        counters.remove(counter);
    }

    Optional<DatasetDocument> dataset(DatasetId id) {
        DatasetDocument dataset = datasets.get(id);
        if (dataset == null) {
            Long asked = missing.get(id);
            if (asked != null && System.nanoTime() - asked < ASK_AGAIN_AFTER.toNanos()) {
                return Optional.empty();
            }
            readToEnd();
            dataset = datasets.get(id);
            if (dataset == null) {
                missing.put(id, System.nanoTime());
            }
        }
        return Optional.ofNullable(dataset);
    }

    /** All documents of a kind that are in force now. */
    List<Document> all(DocumentKind kind) {
        return documents.values().stream()
                .filter(document -> document.kind() == kind)
                .sorted()
                .toList();
    }

    /** All versions of a tenant's documents of a kind that there ever were. */
    List<DocumentVersions> versions(DocumentKind kind, String tenant) {
        return versions.values().stream()
                .filter(each -> each.kind() == kind && each.tenant().equals(tenant))
                .sorted(Comparator.comparing(DocumentVersions::name))
                .toList();
    }

    /** The tenant's metrics that are in force, within their bounds. */
    List<MetricDocument> metrics(String tenant) {
        return metrics.getOrDefault(tenant, List.of());
    }

    /** How an events topic has grown: what was published last of it, as a later record has all of an earlier. */
    Optional<EventPartitions> eventPartitions(String tenant, String eventsTopicId) {
        return EventPartitions.latest(eventPartitions.getOrDefault(Topics.control(tenant), List.of()), eventsTopicId);
    }

    /** A list of the tenant in which his datasets look up, or null. */
    LookupTable table(String tenant, String name) {
        Map<String, Compiled> ofTenant = tables.get(tenant);
        Compiled compiled = ofTenant == null ? null : ofTenant.get(name);
        return compiled == null ? null : compiled.table;
    }

    /** Another number whenever a document has changed. */
    int changes() {
        return changes.get();
    }

    private void follow() {
        while (!closed) {
            try {
                Thread.sleep(FOLLOW_INTERVAL.toMillis());
                readToEnd();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // The documents known so far go on to hold; the next round tries again.
                if (!closed) {
                    LOG.warn("the control topics could not be read, trying again: {}", e.toString());
                }
            }
        }
    }

    synchronized void readToEnd() {
        if (closed || consumer == null) {
            return;
        }
        assignTopics();
        if (assigned.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
        // A topic that was made anew begins again.
        ends.forEach((partition, end) -> {
            if (consumer.position(partition) > end) {
                forget(partition.topic());
                consumer.seekToBeginning(List.of(partition));
            }
        });
        Set<String> changed = new TreeSet<>();
        while (!closed && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                accept(record).ifPresent(changed::add);
            }
        }
        changed.forEach(this::resolve);
        if (!changed.isEmpty()) {
            changes.incrementAndGet();
        }
    }

    private void assignTopics() {
        Set<TopicPartition> found = new HashSet<>();
        consumer.listTopics().forEach((topic, partitions) -> {
            if (topic.equals(Topics.TENANTS) || Topics.CONTROL.matcher(topic).matches()) {
                partitions.forEach(partition -> found.add(new TopicPartition(topic, partition.partition())));
            }
        });
        if (found.equals(assigned)) {
            return;
        }
        // Asking for the end of a topic that was deleted would keep all others from being read.
        assigned.stream().filter(partition -> !found.contains(partition)).forEach(gone -> forget(gone.topic()));
        Set<TopicPartition> added = new HashSet<>(found);
        added.removeAll(assigned);
        assigned = found;
        consumer.assign(assigned);
        consumer.seekToBeginning(added);
    }

    /** Takes over what a record says; returns the tenant it concerns. */
    private Optional<String> accept(ConsumerRecord<byte[], byte[]> record) {
        try {
            EventPartitions.read(record.key(), record.value()).ifPresent(grown -> eventPartitions
                    .computeIfAbsent(record.topic(), topic -> new CopyOnWriteArrayList<>())
                    .add(grown));
            Optional<ControlRecord> control = ControlRecord.read(record.topic(), record.key(), record.value());
            control.ifPresent(this::accept);
            return control.map(ControlRecord::tenant);
        } catch (IllegalArgumentException e) {
            refused++;
            counters.forEach(Counter::inc);
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            LOG.error(
                    "{} offset {}, key '{}': the document is refused: {}; publish a right one with 'drey apply'",
                    record.topic(),
                    record.offset(),
                    Printable.of(key),
                    e.getMessage());
            return fallBack(record.topic() + "/" + key);
        }
    }

    private void accept(ControlRecord control) {
        String place = control.kind().topic(control.tenant()) + "/" + new String(control.presentKey(), UTF_8);
        if (control.kind() != DocumentKind.LIST) {
            // Nobody asks what a list was, and lists are large.
            versions.merge(place, DocumentVersions.of(control), DocumentVersions::with);
        }
        switch (control.era()) {
            case PRESENT ->
                control.document()
                        .ifPresentOrElse(document -> documents.put(place, document), () -> documents.remove(place));
            case HISTORY -> lastPublished.put(place, control);
        }
    }

    private Optional<String> fallBack(String place) {
        ControlRecord last = lastPublished.get(place);
        if (last == null || last.document().isEmpty()) {
            return Optional.empty();
        }
        documents.putIfAbsent(place, last.document().get());
        return Optional.of(last.tenant());
    }

    private void forget(String topic) {
        documents.values().removeIf(document -> document.topic().equals(topic));
        lastPublished.keySet().removeIf(place -> place.startsWith(topic + "/"));
        versions.keySet().removeIf(place -> place.startsWith(topic + "/"));
        eventPartitions.remove(topic);
        changes.incrementAndGet();
        Set<String> tenants = new HashSet<>();
        datasets.keySet().forEach(id -> tenants.add(id.tenant()));
        tenants.addAll(metrics.keySet());
        tenants.addAll(tables.keySet());
        tenants.forEach(this::resolve);
    }

    /** What a tenant says for all its datasets may have changed: those that differ now become new objects. */
    private void resolve(String tenant) {
        List<Document> ofTenant = documents.values().stream()
                .filter(document -> document.tenant().equals(tenant))
                .toList();
        TenantDocument defaults = ofTenant.stream()
                .filter(document -> document.kind() == DocumentKind.TENANT)
                .findFirst()
                .map(TenantDocument::of)
                .orElseGet(() -> TenantDocument.defaults(tenant));
        Map<DatasetId, DatasetDocument> resolved = new HashMap<>();
        ofTenant.stream()
                .filter(document -> document.kind() == DocumentKind.DATASET)
                .map(document -> DatasetDocument.of(document, defaults))
                .forEach(dataset -> resolved.put(dataset.id(), dataset));
        // Before the datasets: who sees a new one finds its lists.
        resolveLists(tenant, ofTenant, resolved.values());
        datasets.keySet().removeIf(id -> id.tenant().equals(tenant) && !resolved.containsKey(id));
        resolved.forEach((id, dataset) -> {
            if (!dataset.equals(datasets.get(id))) {
                datasets.put(id, dataset);
            }
        });
        resolveMetrics(tenant, ofTenant);
    }

    /** A list stays the same object while its document does. */
    private void resolveLists(String tenant, List<Document> ofTenant, Collection<DatasetDocument> resolved) {
        Set<String> named = new HashSet<>();
        resolved.forEach(
                dataset -> named.addAll(dataset.lines().treatment().enrichment().lists()));
        List<Document> published = ofTenant.stream()
                .filter(document -> document.kind() == DocumentKind.LIST)
                .filter(document -> named.contains(document.name()))
                .toList();
        ListDocument.excess(published).ifPresent(message -> LOG.error("tenant {}: {}", tenant, message));
        Map<String, Compiled> before = tables.getOrDefault(tenant, Map.of());
        Map<String, Compiled> now = new HashMap<>();
        for (Document list : ListDocument.withinBounds(published)) {
            Compiled known = before.get(list.name());
            boolean isSame = known != null && known.document.equals(list);
            now.put(
                    list.name(),
                    isSame ? known : new Compiled(list, ListDocument.of(list).table()));
        }
        if (now.isEmpty()) {
            tables.remove(tenant);
        } else {
            tables.put(tenant, Map.copyOf(now));
        }
    }

    private record Compiled(Document document, LookupTable table) {}

    /** A tenant's list stays the same object while his metrics do. */
    private void resolveMetrics(String tenant, List<Document> ofTenant) {
        List<MetricDocument> published = ofTenant.stream()
                .filter(document -> document.kind() == DocumentKind.METRIC)
                .map(MetricDocument::of)
                .toList();
        List<MetricDocument> inForce = MetricDocument.withinBounds(published);
        if (definitions(inForce).equals(definitions(metrics(tenant)))) {
            return;
        }
        MetricDocument.excess(published).ifPresent(message -> LOG.error("tenant {}: {}", tenant, message));
        if (inForce.isEmpty()) {
            metrics.remove(tenant);
        } else {
            metrics.put(tenant, inForce);
        }
    }

    private static List<String> definitions(List<MetricDocument> documents) {
        return documents.stream().map(MetricDocument::definition).toList();
    }
}
