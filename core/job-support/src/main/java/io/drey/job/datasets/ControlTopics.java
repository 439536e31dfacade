package io.drey.job.datasets;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.EventPartitions;
import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.format.enrich.LookupTable;
import io.drey.job.JobMetric;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

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

    private final Properties consumerProperties;

    private transient ControlReader reader;
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
        open();
        refused = JobMetric.DOCUMENTS_REFUSED.counter(metrics);
        reader.count(refused);
    }

    @Override
    public void open() {
        if (reader == null) {
            reader = ControlReader.acquire(consumerProperties);
        }
    }

    @Override
    public Optional<DatasetDocument> find(DatasetId id) {
        return reader.dataset(id);
    }

    /** All documents of a kind that are in force now. */
    public List<Document> all(DocumentKind kind) {
        return reader.all(kind);
    }

    /** All versions of a tenant's documents of a kind that there ever were, by name. */
    public List<DocumentVersions> versions(DocumentKind kind, String tenant) {
        return reader.versions(kind, tenant);
    }

    /** Another number whenever any document has changed. Quick: may be asked for each event. */
    public int changes() {
        return reader.changes();
    }

    @Override
    public List<MetricDocument> metrics(String tenant) {
        return reader.metrics(tenant);
    }

    @Override
    public LookupTable table(String tenant, String name) {
        return reader.table(tenant, name);
    }

    @Override
    public Optional<EventPartitions> eventPartitions(String tenant, String eventsTopicId) {
        return reader.eventPartitions(tenant, eventsTopicId);
    }

    @Override
    public void refresh() {
        reader.readToEnd();
    }

    @Override
    public void close() {
        if (reader == null) {
            return;
        }
        if (refused != null) {
            reader.stopCounting(refused);
            refused = null;
        }
        reader.release();
        reader = null;
    }
}
