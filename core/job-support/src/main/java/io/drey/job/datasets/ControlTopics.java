package io.drey.job.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.TenantDocument;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.event.Topics;
import io.drey.job.JobMetric;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of the control topics: read to their end when opened, then followed. A dataset that is not known is
 * looked for once more before the answer is that it does not exist, so that a document published before the first line is
 * never missed.
 *
 * <p>Anybody who may write to a control topic may write nonsense there. Such a record is refused with a line in the log,
 * counted as {@code documentsRefused}, and the last good document goes on to hold: after a restart, too, when compaction has
 * taken it away, because the history in the same topic keeps it.
 */
public final class ControlTopics implements DatasetDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(ControlTopics.class);
    private static final Duration FOLLOW_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);

    private final Properties consumerProperties;

    private transient Map<String, Document> documents;
    private transient Map<String, ControlRecord> lastPublished;
    private transient Map<DatasetId, DatasetDocument> datasets;
    private transient Map<DatasetId, Long> missing;
    private transient KafkaConsumer<byte[], byte[]> consumer;
    private transient Set<TopicPartition> assigned;
    private transient Thread follower;
    private transient volatile boolean closed;
    private transient Counter refused;

    /**
     * A directory on a Kafka cluster.
     *
     * @param kafkaProperties how to reach the cluster: {@code bootstrap.servers} and whatever else the client needs
     */
    public ControlTopics(Properties kafkaProperties) {
        this.consumerProperties = new Properties();
        consumerProperties.putAll(requireNonNull(kafkaProperties, "kafkaProperties is null"));
        consumerProperties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        consumerProperties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        consumerProperties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumerProperties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // What is published together takes effect together.
        consumerProperties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumerProperties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    }

    @Override
    public void open(MetricGroup metrics) {
        refused = JobMetric.DOCUMENTS_REFUSED.counter(metrics);
        open();
    }

    @Override
    public void open() {
        if (refused == null) {
            refused = new SimpleCounter();
        }
        documents = new ConcurrentHashMap<>();
        lastPublished = new HashMap<>();
        datasets = new ConcurrentHashMap<>();
        missing = new ConcurrentHashMap<>();
        assigned = new HashSet<>();
        closed = false;
        consumer = new KafkaConsumer<>(consumerProperties);
        readToEnd();
        follower = new Thread(this::follow, "control-topics");
        follower.setDaemon(true);
        follower.start();
    }

    @Override
    public Optional<DatasetDocument> find(DatasetId id) {
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
    public List<Document> all(DocumentKind kind) {
        return documents.values().stream()
                .filter(document -> document.kind() == kind)
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        if (follower != null) {
            follower.interrupt();
        }
        synchronized (this) {
            if (consumer != null) {
                consumer.close(Duration.ofSeconds(1));
                consumer = null;
            }
        }
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

    private synchronized void readToEnd() {
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
            Optional<ControlRecord> control = ControlRecord.read(record.topic(), record.key(), record.value());
            control.ifPresent(this::accept);
            return control.map(ControlRecord::tenant);
        } catch (IllegalArgumentException e) {
            refused.inc();
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
        Set<String> tenants = new HashSet<>();
        datasets.keySet().forEach(id -> tenants.add(id.tenant()));
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
        datasets.keySet().removeIf(id -> id.tenant().equals(tenant) && !resolved.containsKey(id));
        resolved.forEach((id, dataset) -> {
            if (!dataset.equals(datasets.get(id))) {
                datasets.put(id, dataset);
            }
        });
    }
}
