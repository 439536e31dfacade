package io.drey.cli.quickstart;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out whether the detections have seen everything, because no alert is not yet a sign of that.
 *
 * <p>When all lines have landed, it waits for heartbeats that report so long a silence that the dataset's clock is beyond
 * the last event, gives the job a moment to pass the clock on, and then waits for a checkpoint of the job that covers all
 * of this: its offsets are committed, and its alerts are flushed.
 */
final class DetectionsEnd implements EndOfEvents {

    /** The consumer group of the job that detects. */
    static final String GROUP = "cep-job";

    /** Many times the interval in which clocks are passed on. */
    private static final Duration CLOCK_PASSED_ON = Duration.ofSeconds(1);

    private static final int TIMEOUT_SECONDS = 10;

    private final Admin admin;
    private final TopicWatch topics;
    private final List<TopicPartition> raw;
    private final List<TopicPartition> events;
    private final long closingSilenceMillis;

    private boolean landed;
    private long silentSinceNanos;
    private final DatasetId id;
    private Set<Integer> expected = Set.of();
    private Map<TopicPartition, Long> target;
    private boolean reached;

    DetectionsEnd(
            String bootstrapServers, DatasetId id, DatasetDocument document, int rawPartitions, TopicWatch topics) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        this.admin = Admin.create(properties);
        this.topics = topics;
        this.id = id;
        this.raw = partitions(Topics.raw(id), rawPartitions);
        this.events = partitions(Topics.events(id.tenant()), rawPartitions);
        // A bounded dataset holds nothing back once it is silent.
        Duration heldBack = document.bounded() ? Duration.ZERO : document.reorderDelay();
        this.closingSilenceMillis = document.silenceTimeout().plus(heldBack).toMillis();
    }

    @Override
    public boolean isReached(Landing everythingLanded, long nowNanos) {
        if (reached || everythingLanded == Landing.UNDER_WAY) {
            return reached;
        }
        if (!landed) {
            landed = true;
            expected = endOffsets(raw).entrySet().stream()
                    .filter(end -> end.getValue() > 0)
                    .map(end -> end.getKey().partition())
                    .collect(Collectors.toSet());
            topics.forgetSilences();
        }
        if (target == null) {
            if (!topics.silentPartitions(id, closingSilenceMillis).containsAll(expected)) {
                return false;
            }
            if (silentSinceNanos == 0) {
                silentSinceNanos = nowNanos;
            }
            if (nowNanos - silentSinceNanos < CLOCK_PASSED_ON.toNanos()) {
                return false;
            }
            target = endOffsets(events);
        }
        Map<TopicPartition, Long> committed = committed();
        reached = target.entrySet().stream()
                .allMatch(end -> end.getValue() == 0 || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
        return reached;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
    }

    private Map<TopicPartition, Long> endOffsets(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        ask(() -> admin.listOffsets(latest).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private Map<TopicPartition, Long> committed() {
        Map<TopicPartition, OffsetAndMetadata> offsets = ask(() -> admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> committed.put(partition, offset == null ? 0 : offset.offset()));
        return committed;
    }

    private interface Question<T> {
        T answer() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.answer();
        } catch (ExecutionException | TimeoutException e) {
            throw OperationException.failure("Kafka does not tell its offsets: see its log", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking Kafka", e);
        }
    }
}
