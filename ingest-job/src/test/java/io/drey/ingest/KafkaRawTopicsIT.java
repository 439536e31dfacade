package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.ingest.RawTopics.Partition;
import io.drey.job.kafka.KafkaSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What a real broker answers, and what comes of one that does not. */
@StackTest(Server.KAFKA)
class KafkaRawTopicsIT {

    private static final String TOPIC = "ends";
    private static final Partition FIRST = new Partition(TOPIC, 0);
    private static final Partition SECOND = new Partition(TOPIC, 1);
    private static final Partition GONE = new Partition("ends.deleted", 0);

    private final LocalStack stack;

    KafkaRawTopicsIT(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void saysWhereEachPartitionEndsAndWhichIsNoMore() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
        try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(TOPIC, 1, null, "line".getBytes(UTF_8)))
                        .get();
            }
        }
        try (RawTopics topics = topics(stack.kafka().bootstrapServers())) {
            assertThat(topics.endOffsets(List.of(FIRST, SECOND, GONE)).get(3, TimeUnit.MINUTES))
                    .isEqualTo(Map.of(FIRST, 0L, SECOND, 3L, GONE, Long.MAX_VALUE));
        }
    }

    @Test
    void saysWhichTopicsThereAreAndMakesAnEventsTopicAsLargeAsItIsToBe() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(kafka);
                RawTopics topics = topics(stack.kafka().bootstrapServers())) {
            admin.createTopics(List.of(new NewTopic("raw.extents.access", 3, (short) 1)))
                    .all()
                    .get();

            RawTopics.Extent made = topics.eventsTopic("events.extents", 1);
            RawTopics.Extent grown = topics.eventsTopic("events.extents", made.partitions() + 4);
            assertThat(grown).isEqualTo(new RawTopics.Extent(made.topicId(), made.partitions() + 4));
            assertThat(topics.eventsTopic("events.extents", 2))
                    .as("it is larger already")
                    .isEqualTo(grown);

            assertThat(topics.extents())
                    .containsEntry("events.extents", grown)
                    .doesNotContainKey(TOPIC)
                    .extractingByKey("raw.extents.access")
                    .isEqualTo(new RawTopics.Extent(
                            topics.topicId("raw.extents.access").orElseThrow(), 3));
            assertThat(topics.partitions(List.of("raw.extents.access", "raw.extents.none"))
                            .get(3, TimeUnit.MINUTES))
                    .isEqualTo(Map.of("raw.extents.access", 3));
        }
    }

    @Test
    void aBrokerThatIsAwaySaysNothingAndIsNotWaitedFor() throws Exception {
        try (RawTopics topics = topics("127.0.0.1:1")) {
            var ends = topics.endOffsets(List.of(FIRST));
            assertThat(ends).isNotDone();
            assertThat(ends.get(3, TimeUnit.MINUTES)).isEmpty();
        }
    }

    private static RawTopics topics(String servers) {
        RawTopics topics = new KafkaRawTopics(
                KafkaSettings.from(Configuration.fromMap(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.key(), servers))));
        topics.open();
        return topics;
    }
}
