package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** From a real events topic to a real alerts topic, in real time. */
@StackTest(Server.KAFKA)
class CepJobIT {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long AT_MOST_BEYOND_REORDER_DELAY = 2_000;

    private int offset;

    @Test
    void alertsArriveWithinTwoSecondsOfTheReorderDelay(LocalStack stack) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        createTopics(properties);
        Configuration configuration = Configuration.fromMap(
                Map.of("kafka-bootstrap-servers", stack.kafka().bootstrapServers()));
        KafkaSettings kafka = KafkaSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);
        CepTopology.build(
                environment,
                KafkaEnds.events(kafka, "cep-it"),
                new ControlTopics(kafka.properties()),
                damaged -> DeadLetterEnd.write(damaged, KafkaEnds.recordsOfNewTopics(kafka), "damaged-events"),
                CepTopology.toTopics(KafkaEnds.records(kafka)));
        JobClient job = environment.executeAsync("cep-it");
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, 2)
                    .mapToObj(partition -> new TopicPartition(Topics.alerts("acme"), partition))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();

            attack(producer, "192.0.2.1");
            Await.until("the first attack's alert", PATIENCE, () -> tick(producer, consumer, received) == 1);
            // The job is warm now, and what it takes is the job's own time.
            long completed = attack(producer, "192.0.2.2");
            Await.until("the second attack's alert", PATIENCE, () -> tick(producer, consumer, received) == 2);

            Alert alert = Alert.decode(received.get(1).value());
            assertThat(alert.groupKey()).isEqualTo("192.0.2.2");
            assertThat(alert.timestampMillis()).isEqualTo(completed);
            assertThat(received.get(1).key()).isEqualTo(alert.id().getBytes(UTF_8));
            long reorderDelay =
                    DatasetDocument.live(ACCESS, "combined").reorderDelay().toMillis();
            long beyond = received.get(1).timestamp() - completed - reorderDelay;
            assertThat(beyond).as("milliseconds beyond the reorder delay").isBetween(0L, AT_MOST_BEYOND_REORDER_DELAY);
        } finally {
            job.cancel().get();
        }
    }

    /** Other traffic goes on and moves the clock; returns how many alerts have arrived. */
    private int tick(
            KafkaProducer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> consumer,
            List<ConsumerRecord<byte[], byte[]>> received)
            throws Exception {
        send(producer, System.currentTimeMillis(), "192.0.2.99", 500);
        consumer.poll(Duration.ofMillis(20)).forEach(received::add);
        return received.size();
    }

    private long attack(KafkaProducer<byte[], byte[]> producer, String address) throws Exception {
        long now = System.currentTimeMillis();
        for (int i = 5; i > 0; i--) {
            send(producer, now - i, address, 401);
        }
        send(producer, now, address, 302);
        return now;
    }

    private void send(KafkaProducer<byte[], byte[]> producer, long millis, String address, int status)
            throws Exception {
        LogEvent event = new LogEvent(ACCESS, "topic-id", Topics.raw(ACCESS), 0, offset++, 0, millis, new byte[0]);
        event.timestampMicros(millis * 1_000);
        event.append(Field.SOURCE_IP, address.getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        producer.send(new ProducerRecord<>(Topics.events("acme"), 0, null, EventBatchWriter.record(event)))
                .get();
    }

    private static void createTopics(Map<String, Object> properties) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.events("acme"), 2, (short) 1),
                            new NewTopic(Topics.alerts("acme"), 2, (short) 1)))
                    .all()
                    .get();
        }
    }
}
