package io.drey.ingest;

import io.drey.event.Topics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.job.kafka.MissingTopics;
import java.time.Duration;
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
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka itself. */
public final class KafkaRawTopics implements RawTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRawTopics.class);

    private static final int ANSWER_TIMEOUT_MILLIS = 5_000;
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);

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
        return ask("describing topic " + topic, () -> {
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
                throw e;
            }
        });
    }

    @Override
    public Map<String, Extent> extents() {
        return ask("describing all raw and events topics", () -> {
            List<String> names = admin.listTopics().names().get().stream()
                    .filter(name -> Topics.RAW.matcher(name).matches()
                            || Topics.EVENTS.matcher(name).matches())
                    .toList();
            Map<String, Extent> extents = new HashMap<>();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
                    admin.describeTopics(names).topicNameValues().entrySet()) {
                try {
                    extents.put(each.getKey(), extent(each.getValue().get()));
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw e;
                    }
                    // It was deleted meanwhile.
                }
            }
            return extents;
        });
    }

    @Override
    public CompletableFuture<Map<String, Integer>> partitions(Collection<String> topics) {
        Map<String, Integer> partitions = new ConcurrentHashMap<>();
        CompletableFuture<?>[] each = admin
                .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(ANSWER_TIMEOUT_MILLIS))
                .topicNameValues()
                .entrySet()
                .stream()
                .map(topic -> topic.getValue()
                        .toCompletionStage()
                        .handle((description, failure) -> description == null
                                ? null
                                : partitions.put(
                                        topic.getKey(), description.partitions().size()))
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(each).thenApply(done -> partitions);
    }

    @Override
    public Extent eventsTopic(String topic, int partitions) {
        new MissingTopics(settings.properties()).require(topic);
        return ask("making topic %s with %d partitions, as 'drey apply' does,".formatted(topic, partitions), () -> {
            for (long begin = System.nanoTime(); ; ) {
                try {
                    Extent extent = extent(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic));
                    if (extent.partitions() >= partitions) {
                        return extent;
                    }
                    LOG.warn(
                            "topic {} has {} partitions of the {} that were published, and gets the others now",
                            topic,
                            extent.partitions(),
                            partitions);
                    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                            .all()
                            .get();
                } catch (ExecutionException e) {
                    // The broker that is asked may not have heard of the topic yet, or another has made its partitions.
                    boolean mayPass = e.getCause() instanceof UnknownTopicOrPartitionException
                            || e.getCause() instanceof InvalidPartitionsException;
                    if (!mayPass || System.nanoTime() - begin > VISIBLE_WITHIN.toNanos()) {
                        throw e;
                    }
                    Thread.sleep(50);
                }
            }
        });
    }

    private static Extent extent(TopicDescription description) {
        return new Extent(
                description.topicId().toString(), description.partitions().size());
    }

    private interface Question<T> {
        T answer() throws ExecutionException, InterruptedException;
    }

    private static <T> T ask(String what, Question<T> question) {
        try {
            return question.answer();
        } catch (ExecutionException e) {
            throw new FlinkRuntimeException(what + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlinkRuntimeException(what + " was interrupted", e);
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
