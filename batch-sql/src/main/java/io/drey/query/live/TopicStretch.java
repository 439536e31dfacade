package io.drey.query.live;

import io.drey.event.Topics;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A part of a tenant's events topic whose ends stand still, so that whoever reads it twice reads the same.
 *
 * @param from the first offset, by partition; partitions without records are left out
 * @param to the offset behind the last
 */
record TopicStretch(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {

    private static final String SERVERS = ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * What was written since a moment and until now.
     *
     * @param since empty for the topic's beginning
     * @throws QueryUsageException if the tenant has no events topic
     * @throws QueryException if Kafka does not answer
     */
    static TopicStretch until(Properties kafka, String tenant, Optional<Instant> since) {
        String topic = Topics.events(tenant);
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> infos = consumer.partitionsFor(topic);
            if (infos == null || infos.isEmpty()) {
                throw new QueryUsageException(
                        "Kafka at %s has no topic %s: leave out --live; or have ingest write it, as a fused job does with fused-events-topics"
                                .formatted(kafka.getProperty(SERVERS), topic));
            }
            List<TopicPartition> partitions = infos.stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> from = new HashMap<>(firsts(consumer, partitions, since));
            Map<TopicPartition, Long> to = new HashMap<>(consumer.endOffsets(partitions));
            from.values().removeIf(offset -> offset < 0);
            from.entrySet().removeIf(each -> each.getValue() >= to.get(each.getKey()));
            to.keySet().retainAll(from.keySet());
            return new TopicStretch(from, to);
        } catch (KafkaException e) {
            throw new QueryException(
                    "events cannot be read from Kafka at %s: %s; check %s"
                            .formatted(kafka.getProperty(SERVERS), e.getMessage(), "kafka-bootstrap-servers"),
                    e);
        }
    }

    /** A partition without a record since then has -1. */
    private static Map<TopicPartition, Long> firsts(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Optional<Instant> since) {
        if (since.isEmpty()) {
            return consumer.beginningOffsets(partitions);
        }
        Map<TopicPartition, Long> times = partitions.stream()
                .collect(Collectors.toMap(
                        each -> each, each -> Math.max(0, since.get().toEpochMilli())));
        Map<TopicPartition, Long> firsts = new HashMap<>();
        consumer.offsetsForTimes(times)
                .forEach((partition, first) -> firsts.put(
                        partition,
                        Optional.ofNullable(first)
                                .map(OffsetAndTimestamp::offset)
                                .orElse(-1L)));
        return firsts;
    }

    /** Its records' values, read without a group, so that nothing is left behind. */
    KafkaSource<byte[]> source(Properties kafka) {
        return KafkaSource.<byte[]>builder()
                .setProperties(kafka)
                .setBootstrapServers(kafka.getProperty(SERVERS))
                .setProperty("partition.discovery.interval.ms", "-1")
                .setProperty("commit.offsets.on.checkpoint", "false")
                .setPartitions(new HashSet<>(from.keySet()))
                .setStartingOffsets(OffsetsInitializer.offsets(from))
                .setBounded(OffsetsInitializer.offsets(to))
                .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
                .build();
    }

    boolean isEmpty() {
        return from.isEmpty();
    }
}
