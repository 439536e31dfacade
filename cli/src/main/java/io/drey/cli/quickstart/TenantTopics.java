package io.drey.cli.quickstart;

import io.drey.cli.CommandException;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.event.config.DatasetDocument;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the topics of one tenant with one dataset, and publishes the dataset's document. */
final class TenantTopics {

    private static final int TIMEOUT_SECONDS = 30;
    private static final short REPLICAS = 1;

    private TenantTopics() {}

    static void create(String bootstrapServers, DatasetId id, Feed feed) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        // A line that is too long to be an event is taken in all the same, to become a dead letter.
        Map<String, String> longLines =
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(FileFeed.LONGEST_LINE + (1 << 20)));
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.raw(id), feed.partitions(), REPLICAS).configs(longLines),
                            new NewTopic(Topics.events(id.tenant()), feed.partitions(), REPLICAS).configs(longLines),
                            new NewTopic(Topics.alerts(id.tenant()), 1, REPLICAS).configs(longLines),
                            new NewTopic(Topics.deadLetters(id.tenant()), 1, REPLICAS).configs(longLines),
                            new NewTopic(Topics.control(id.tenant()), 1, REPLICAS)
                                    .configs(Map.of(
                                            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))))
                    .all()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            publish(properties, feed.document(id));
        } catch (ExecutionException | TimeoutException e) {
            throw CommandException.failure(
                    "Kafka at %s did not make the topics of %s: %s".formatted(bootstrapServers, id, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failure("interrupted while topics were made", e);
        }
    }

    private static void publish(Properties kafka, DatasetDocument document)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.control(document.id().tenant()), document.key(), document.toJson()))
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
