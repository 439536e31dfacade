package io.drey.job.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.event.config.DatasetDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The datasets as the tenants' control topics tell them: read to their end when opened, then followed. A dataset that is
 * not known is looked for once more before the answer is that it does not exist, so that a document published before the
 * first line is never missed.
 */
public final class ControlTopics implements DatasetDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(ControlTopics.class);
    private static final Duration FOLLOW_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);

    private final Properties consumerProperties;

    private transient Map<DatasetId, DatasetDocument> documents;
    private transient Map<DatasetId, Long> missing;
    private transient KafkaConsumer<byte[], byte[]> consumer;
    private transient Set<TopicPartition> assigned;
    private transient Thread follower;
    private transient volatile boolean closed;

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
        consumerProperties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    }

    @Override
    public void open() {
        documents = new ConcurrentHashMap<>();
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
        DatasetDocument document = documents.get(id);
        if (document == null) {
            Long asked = missing.get(id);
            if (asked != null && System.nanoTime() - asked < ASK_AGAIN_AFTER.toNanos()) {
                return Optional.empty();
            }
            readToEnd();
            document = documents.get(id);
            if (document == null) {
                missing.put(id, System.nanoTime());
            }
        }
        return Optional.ofNullable(document);
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
        assignNewTopics();
        if (assigned.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
        while (!closed && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                accept(record);
            }
        }
    }

    private void assignNewTopics() {
        List<TopicPartition> found = new ArrayList<>();
        consumer.listTopics().forEach((topic, partitions) -> {
            if (Topics.CONTROL.matcher(topic).matches()) {
                partitions.forEach(partition -> found.add(new TopicPartition(topic, partition.partition())));
            }
        });
        found.removeAll(assigned);
        if (!found.isEmpty()) {
            assigned.addAll(found);
            consumer.assign(assigned);
            consumer.seekToBeginning(found);
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        Matcher topic = Topics.CONTROL.matcher(record.topic());
        if (!topic.matches() || record.key() == null) {
            return;
        }
        String key = new String(record.key(), UTF_8);
        if (!DatasetDocument.isKey(key)) {
            return;
        }
        try {
            DatasetId id = DatasetDocument.idOf(topic.group(1), key);
            if (record.value() == null) {
                documents.remove(id);
            } else {
                documents.put(id, DatasetDocument.fromJson(topic.group(1), new String(record.value(), UTF_8)));
            }
        } catch (IllegalArgumentException e) {
            // The last good document goes on to hold.
            LOG.error("{} offset {}: the document is refused: {}", record.topic(), record.offset(), e.getMessage());
        }
    }
}
