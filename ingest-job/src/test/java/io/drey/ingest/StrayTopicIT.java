package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.Topics;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A raw topic whose tenant has no topics, as a shipper's misspelt configuration makes it, stops nobody's lines. */
@StackTest(Server.KAFKA)
class StrayTopicIT {

    private static final DatasetId STRAY = new DatasetId("nobody", "access");
    private static final DatasetId KNOWN = new DatasetId("somebody", "access");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String LINE = "a line";

    @Test
    void theTopicThatIsMissingIsMade(LocalStack stack) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(Stream.of(Topics.raw(STRAY), Topics.raw(KNOWN), Topics.deadLetters(KNOWN.tenant()))
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
                for (DatasetId dataset : List.of(STRAY, KNOWN)) {
                    producer.send(new ProducerRecord<>(Topics.raw(dataset), LINE.getBytes(UTF_8)))
                            .get();
                }
            }
            JobClient job = RunningIngest.start(stack, "stray-it");
            try {
                for (DatasetId dataset : List.of(STRAY, KNOWN)) {
                    assertThat(firstLine(admin, kafka, Topics.deadLetters(dataset.tenant())))
                            .isEqualTo(LINE);
                }
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            } finally {
                job.cancel().get();
            }
        }
    }

    /** Of datasets that no document describes, each line is a dead letter. */
    private static String firstLine(Admin admin, Map<String, Object> kafka, String topic) {
        Await.until(
                "topic " + topic,
                PATIENCE,
                () -> admin.listTopics().names().get().contains(topic));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            return Await.value(
                    "a dead letter in " + topic,
                    PATIENCE,
                    () -> {
                        for (var record : consumer.poll(Duration.ofMillis(200))) {
                            return new String(DeadLetter.decode(record.value()).raw(), UTF_8);
                        }
                        return null;
                    },
                    Objects::nonNull);
        }
    }
}
