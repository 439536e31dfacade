package io.drey.operations.send;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A dataset's raw topic as Kafka has it.
 *
 * @param dataset whose lines it takes
 * @param partitions how many it has
 * @param largestRecord in bytes
 */
public record RawTopic(DatasetId dataset, int partitions, int largestRecord) {

    /** What {@code drey apply} gives a topic unless told otherwise. */
    private static final int USUAL_LARGEST_RECORD = 8 << 20;

    public RawTopic {
        requireNonNull(dataset, "dataset is null");
    }

    /** The topic's name. */
    public String name() {
        return Topics.raw(dataset);
    }

    /** The partition of lines that keep their order among themselves, as they have the same key. */
    public int partition(String key) {
        return Math.floorMod(key.hashCode(), partitions);
    }

    /**
     * Asks Kafka for the topic. Nothing is made.
     *
     * @param patience how long Kafka may take to answer
     * @throws OperationException if there is none, or Kafka does not answer
     */
    public static RawTopic find(KafkaSettings kafka, DatasetId dataset, Duration patience) {
        String topic = Topics.raw(dataset);
        Properties properties = kafka.properties();
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(patience.toMillis()));
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(patience.toMillis() / 2));
        Refusal refusal = new Refusal(kafka.bootstrapServers(), dataset);
        try (Admin admin = Admin.create(properties)) {
            try {
                int partitions = admin.describeTopics(List.of(topic))
                        .topicNameValues()
                        .get(topic)
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .partitions()
                        .size();
                return new RawTopic(dataset, partitions, largestRecord(admin, topic, patience));
            } finally {
                admin.close(Duration.ofSeconds(1));
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw OperationException.failure(refusal.explain(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking Kafka", e);
        }
    }

    private static int largestRecord(Admin admin, String topic, Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return Integer.parseInt(admin.describeConfigs(List.of(resource))
                    .values()
                    .get(resource)
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                    .value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                // A shipper may write, not look at settings: the broker itself refuses what is too large.
                return USUAL_LARGEST_RECORD;
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                // It was there a moment ago: not every broker knows it yet.
                return USUAL_LARGEST_RECORD;
            }
            throw e;
        }
    }
}
