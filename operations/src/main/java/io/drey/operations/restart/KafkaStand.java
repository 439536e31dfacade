package io.drey.operations.restart;

import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.restart.domain.Extent;
import io.drey.operations.restart.domain.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What Kafka has of partitions, and what consumer groups have committed. */
final class KafkaStand implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 15;

    private final String servers;
    private final Admin admin;

    /**
     * A look at a cluster.
     *
     * @throws OperationException if the settings make no client
     */
    KafkaStand(KafkaSettings settings) {
        this.servers = settings.bootstrapServers();
        Properties properties = settings.properties();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        try {
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw OperationException.usage(
                    "kafka-bootstrap-servers '%s' cannot be used: %s"
                            .formatted(servers, OperationException.rootMessage(e)),
                    e);
        }
    }

    /** What there is of these partitions; those that are not there are left out. */
    Map<Partition, Extent> extents(Collection<Partition> partitions) {
        Set<String> names = answer(admin.listTopics().names());
        Set<String> asked = partitions.stream()
                .map(Partition::topic)
                .filter(names::contains)
                .collect(Collectors.toSet());
        Set<TopicPartition> existing = new HashSet<>();
        answer(admin.describeTopics(asked).allTopicNames()).forEach((topic, description) -> description
                .partitions()
                .forEach(partition -> existing.add(new TopicPartition(topic, partition.partition()))));
        Map<TopicPartition, OffsetSpec> oldest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        for (Partition partition : partitions) {
            TopicPartition key = key(partition);
            if (existing.contains(key)) {
                oldest.put(key, OffsetSpec.earliest());
                latest.put(key, OffsetSpec.latest());
                // Asked for the first one after a time Kafka tells its time stamp, which it does not of the earliest.
                first.put(key, OffsetSpec.forTimestamp(0));
            }
        }
        Map<TopicPartition, ListOffsetsResultInfo> begins =
                answer(admin.listOffsets(oldest).all());
        Map<TopicPartition, ListOffsetsResultInfo> firsts =
                answer(admin.listOffsets(first).all());
        Map<Partition, Extent> extents = new HashMap<>();
        answer(admin.listOffsets(latest).all())
                .forEach((partition, end) -> extents.put(
                        new Partition(partition.topic(), partition.partition()),
                        new Extent(
                                begins.get(partition).offset(),
                                end.offset(),
                                Optional.of(firsts.get(partition).timestamp())
                                        .filter(timestamp -> timestamp >= 0)
                                        .map(Instant::ofEpochMilli))));
        return extents;
    }

    /** What a consumer group has committed; nothing where there is no such group. */
    Map<Partition, Long> committed(String group) {
        Map<Partition, Long> offsets = new HashMap<>();
        answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(new Partition(partition.topic(), partition.partition()), offset.offset());
                    }
                });
        return offsets;
    }

    /** Has a consumer group that nobody is in go on at these offsets. */
    void commit(String group, Map<Partition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        offsets.forEach((partition, offset) -> all.put(key(partition), new OffsetAndMetadata(offset)));
        answer(admin.alterConsumerGroupOffsets(group, all).all());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private static TopicPartition key(Partition partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw OperationException.failure(
                    ("Kafka at %s does not answer (%s), so that it is not known whether it still has what a job has not read:"
                                    + " check that it runs, and kafka-bootstrap-servers; --from and --fresh do not ask it")
                            .formatted(servers, OperationException.rootMessage(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking Kafka", e);
        }
    }
}
