package io.drey.operations.health;

import io.drey.event.Topics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far consumer groups are behind the raw, events and alerts topics, by the offsets they committed: jobs commit with each
 * checkpoint, so that a lag includes what was read since.
 */
public final class TopicLags implements AutoCloseable {

    private static final List<Pattern> WATCHED = List.of(Topics.RAW, Topics.EVENTS, Topics.ALERTS);
    private static final int TIMEOUT_SECONDS = 15;
    private static final Duration POLL = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final Admin admin;

    /**
     * A look at a cluster.
     *
     * @throws OperationException if the settings make no client
     */
    public TopicLags(KafkaSettings settings) {
        this.settings = settings;
        Properties properties = settings.properties();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        try {
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw OperationException.usage(
                    "kafka-bootstrap-servers '%s' cannot be used: %s"
                            .formatted(settings.bootstrapServers(), OperationException.rootMessage(e)),
                    e);
        }
    }

    /**
     * A group behind a topic.
     *
     * @param topic the topic
     * @param group the group; empty where nobody reads the topic
     * @param lag records that it has not read
     * @param lost records that were deleted before it read them
     * @param written how many records the topic ever had
     */
    public record Lag(String topic, String group, long lag, long lost, long written) {

        /** Who reads the topic, in words where it is nobody. */
        public String readBy() {
            if (!group.isEmpty()) {
                return group;
            }
            String what = Topics.datasetOfRaw(topic).isPresent() ? "lines" : "records";
            return written == 0 ? "nobody: it has no %s yet".formatted(what) : "nobody";
        }
    }

    /** All groups behind all topics, by topic and group. */
    public List<Lag> lags() {
        Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
        Map<TopicPartition, Long> begins = offsets(OffsetSpec.earliest());
        Map<String, Map<TopicPartition, Long>> committed = committed();
        List<Lag> lags = new ArrayList<>();
        for (String topic : topicsOf(ends.keySet())) {
            long written = ends.entrySet().stream()
                    .filter(end -> end.getKey().topic().equals(topic))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            boolean read = false;
            for (Map.Entry<String, Map<TopicPartition, Long>> group : committed.entrySet()) {
                long lag = 0;
                long lost = 0;
                boolean reads = false;
                for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                    if (!end.getKey().topic().equals(topic)) {
                        continue;
                    }
                    Long at = group.getValue().get(end.getKey());
                    reads |= at != null;
                    long begin = begins.getOrDefault(end.getKey(), 0L);
                    lost += at == null ? 0 : Math.max(0, begin - at);
                    lag += end.getValue() - Math.max(begin, at == null ? begin : at);
                }
                if (reads) {
                    read = true;
                    lags.add(new Lag(topic, group.getKey(), lag, lost, written));
                }
            }
            if (!read) {
                long all = ends.entrySet().stream()
                        .filter(end -> end.getKey().topic().equals(topic))
                        .mapToLong(end -> end.getValue() - begins.getOrDefault(end.getKey(), 0L))
                        .sum();
                lags.add(new Lag(topic, "", all, 0, written));
            }
        }
        return lags;
    }

    /** How old the oldest record is that a group has not read of a topic; zero where it has read all. */
    Duration oldestUnread(Lag lag) {
        Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
        Map<TopicPartition, Long> begins = offsets(OffsetSpec.earliest());
        Map<TopicPartition, Long> committed = committed().getOrDefault(lag.group(), Map.of());
        Map<TopicPartition, Long> unread = new HashMap<>();
        ends.forEach((partition, end) -> {
            long begin = begins.getOrDefault(partition, 0L);
            long at = Math.max(begin, committed.getOrDefault(partition, begin));
            if (partition.topic().equals(lag.topic()) && at < end) {
                unread.put(partition, at);
            }
        });
        return unread.isEmpty() ? Duration.ZERO : oldest(unread);
    }

    private Duration oldest(Map<TopicPartition, Long> unread) {
        Properties properties = settings.properties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "1024");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        long oldest = Long.MAX_VALUE;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (Map.Entry<TopicPartition, Long> partition : unread.entrySet()) {
                consumer.assign(Set.of(partition.getKey()));
                consumer.seek(partition.getKey(), partition.getValue());
                for (ConsumerRecord<byte[], byte[]> first : consumer.poll(POLL)) {
                    oldest = Math.min(oldest, first.timestamp());
                }
            }
        }
        return oldest == Long.MAX_VALUE
                ? Duration.ZERO
                : Duration.between(Instant.ofEpochMilli(oldest), Instant.now())
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    /** How long a topic keeps records; negative for ever. */
    Duration retention(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String value = answer(admin.describeConfigs(Set.of(resource)).all())
                .get(resource)
                .get(TopicConfig.RETENTION_MS_CONFIG)
                .value();
        return Duration.ofMillis(Long.parseLong(value));
    }

    /** The brokers, in words. */
    String cluster() {
        return "%d brokers".formatted(answer(admin.describeCluster().nodes()).size());
    }

    /** The partitions of which a copy is on a broker that is away or has not caught up, in order. */
    List<String> lackingCopies() {
        List<String> lacking = new ArrayList<>();
        answer(admin.describeTopics(answer(admin.listTopics().names())).allTopicNames())
                .values()
                .forEach(topic -> topic.partitions().stream()
                        .filter(partition ->
                                partition.isr().size() < partition.replicas().size())
                        .forEach(partition -> lacking.add(topic.name() + "-" + partition.partition())));
        Collections.sort(lacking);
        return lacking;
    }

    /** The feature level the brokers agreed on; empty where they tell none. */
    String version() {
        FinalizedVersionRange level = answer(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get("metadata.version");
        return level == null ? "" : "metadata version " + level.maxVersionLevel();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec) {
        Set<String> topics = answer(admin.listTopics().names()).stream()
                .filter(topic -> WATCHED.stream()
                        .anyMatch(pattern -> pattern.matcher(topic).matches()))
                .collect(Collectors.toSet());
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        answer(admin.describeTopics(topics).allTopicNames()).forEach((topic, description) -> description
                .partitions()
                .forEach(partition -> asked.put(new TopicPartition(topic, partition.partition()), spec)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answer(admin.listOffsets(asked).all()).forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    private Map<String, Map<TopicPartition, Long>> committed() {
        Map<String, Map<TopicPartition, Long>> byGroup = new TreeMap<>();
        for (ConsumerGroupListing group : answer(admin.listConsumerGroups().all())) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            Map<TopicPartition, OffsetAndMetadata> found =
                    answer(admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata());
            found.forEach((partition, offset) -> {
                if (offset != null) {
                    offsets.put(partition, offset.offset());
                }
            });
            byGroup.put(group.groupId(), offsets);
        }
        return byGroup;
    }

    private static Set<String> topicsOf(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(Collectors.toCollection(TreeSet::new));
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw OperationException.failure(
                    "Kafka at %s does not answer (%s): check that it runs, and kafka-bootstrap-servers"
                            .formatted(settings.bootstrapServers(), OperationException.rootMessage(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking Kafka", e);
        }
    }
}
