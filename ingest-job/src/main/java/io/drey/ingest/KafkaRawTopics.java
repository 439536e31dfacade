package io.drey.ingest;

import io.drey.job.kafka.KafkaSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka itself. */
public final class KafkaRawTopics implements RawTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRawTopics.class);

    private static final int ANSWER_TIMEOUT_MILLIS = 5_000;

    private final KafkaSettings settings;
    private transient Admin admin;

    public KafkaRawTopics(KafkaSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open() {
        admin = Admin.create(settings.properties());
    }

    @Override
    public Optional<String> topicId(String topic) {
        try {
            return Optional.of(admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .topicId()
                    .toString());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new FlinkRuntimeException("describing topic %s failed".formatted(topic), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlinkRuntimeException("describing topic %s was interrupted".formatted(topic), e);
        }
    }

    @Override
    public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(of(partition), OffsetSpec.latest()));
        ListOffsetsResult answers = admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(ANSWER_TIMEOUT_MILLIS));
        Map<Partition, Long> ends = new ConcurrentHashMap<>();
        AtomicReference<Throwable> unknown = new AtomicReference<>();
        CompletableFuture<?>[] each = partitions.stream()
                .map(partition -> answers.partitionResult(of(partition))
                        .toCompletionStage()
                        .handle((end, failure) -> {
                            if (failure == null) {
                                ends.put(partition, end.offset());
                            } else if (cause(failure) instanceof UnknownTopicOrPartitionException) {
                                ends.put(partition, Long.MAX_VALUE);
                            } else {
                                unknown.set(cause(failure));
                            }
                            return null;
                        })
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(each).thenApply(done -> {
            if (unknown.get() != null) {
                LOG.warn(
                        "where {} of {} raw partitions end is not known now, asking again: {}",
                        partitions.size() - ends.size(),
                        partitions.size(),
                        unknown.get().toString());
            }
            return ends;
        });
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
    }

    private static TopicPartition of(Partition partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
