package io.drey.operations.lake;

import io.drey.event.DatasetId;
import io.drey.event.DeliveredCount;
import io.drey.event.Topics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.ledger.HourLines;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What targets took, from the topics {@code ledger.TENANT}. Of records with the same key the last one counts. */
public final class Deliveries {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TIMEOUT_MILLIS = "10000";

    private final Map<Hour, Map<String, DeliveredCount>> latest = new HashMap<>();

    private record Hour(DatasetId datasetId, long millis) {}

    private Deliveries() {}

    /** Counts that are given, for tests. */
    public static Deliveries of(List<DeliveredCount> counts) {
        Deliveries deliveries = new Deliveries();
        counts.forEach(deliveries::add);
        return deliveries;
    }

    /**
     * Reads the tenants' topics to their ends.
     *
     * @throws OperationException if Kafka does not answer, or a record is damaged
     */
    public static Deliveries read(KafkaSettings kafka, Set<String> tenants) {
        Properties properties = kafka.properties();
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        Deliveries deliveries = new Deliveries();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            Map<String, List<PartitionInfo>> topics = consumer.listTopics();
            for (String tenant : tenants) {
                for (PartitionInfo info : topics.getOrDefault(Topics.ledger(tenant), List.of())) {
                    partitions.add(new TopicPartition(info.topic(), info.partition()));
                }
            }
            deliveries.readToEnd(consumer, partitions);
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "Kafka at %s cannot be read: %s".formatted(kafka.bootstrapServers(), e.getMessage()), e);
        }
        return deliveries;
    }

    private void readToEnd(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> open = new HashMap<>(consumer.endOffsets(partitions));
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            open.entrySet().removeIf(partition -> consumer.position(partition.getKey()) >= partition.getValue());
            if (open.isEmpty()) {
                return;
            }
            if (Instant.now().isAfter(end)) {
                throw OperationException.failure("%s could not be read to their ends within %d s"
                        .formatted(open.keySet(), PATIENCE.toSeconds()));
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                add(record);
            }
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            add(DeliveredCount.decode(record.value()));
        } catch (IllegalArgumentException e) {
            throw OperationException.failure(
                    "the record at offset %d of %s[%d] is no count: %s"
                            .formatted(record.offset(), record.topic(), record.partition(), e.getMessage()),
                    e);
        }
    }

    private void add(DeliveredCount count) {
        latest.computeIfAbsent(new Hour(count.datasetId(), count.hourMillis()), hour -> new HashMap<>())
                .put(count.key(), count);
    }

    /** How many lines of an hour each target took; alerts that arrived in it apart, as {@code TARGET alerts}. */
    public Map<String, Long> of(HourLines hour) {
        Map<String, Long> targets = new TreeMap<>();
        Hour wanted = new Hour(hour.datasetId(), hour.hour().toEpochMilli());
        for (DeliveredCount count : latest.getOrDefault(wanted, Map.of()).values()) {
            boolean isLines = Topics.datasetOfRaw(count.topic()).isPresent();
            targets.merge(isLines ? count.target() : count.target() + " alerts", count.count(), Long::sum);
        }
        return targets;
    }
}
