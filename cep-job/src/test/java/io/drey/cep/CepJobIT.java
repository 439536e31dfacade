package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Revision;
import io.drey.configuration.RuleDocument;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Topics;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long AT_MOST_BEYOND_REORDER_DELAY = 2_000;
    private static final long AT_MOST_UNTIL_A_RULE_COUNTS = 5_000;

    private static final String TEAPOT =
            """
            title: A teapot was asked for coffee
            id: teapot
            status: stable
            logsource: {category: webserver}
            detection:
                selection:
                    http.response.status_code: 418
                condition: selection
            level: low
            """;

    private int offset;

    @Test
    void alertsArriveWithinTwoSecondsOfTheReorderDelay(LocalStack stack) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        createTopics(properties, "acme");
        JobClient job = start(stack);
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
            Await.exactly("the first attack's alert", PATIENCE, 1, () -> tick(producer, consumer, received));
            // The job is warm now, and what it takes is the job's own time.
            assertThat(beyondReorderDelay(producer, consumer, received))
                    .as("milliseconds beyond the reorder delay")
                    .isLessThanOrEqualTo(AT_MOST_BEYOND_REORDER_DELAY);
        } finally {
            job.cancel().get();
        }
    }

    /** How many milliseconds after the reorder delay the alert of the next attack arrives. */
    private long beyondReorderDelay(
            KafkaProducer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> consumer,
            List<ConsumerRecord<byte[], byte[]>> received)
            throws Exception {
        int before = received.size();
        String address = "192.0.2." + (before + 1);
        long completed = attack(producer, address);
        Await.exactly("the next attack's alert", PATIENCE, before + 1, () -> tick(producer, consumer, received));

        ConsumerRecord<byte[], byte[]> record = received.get(before);
        Alert alert = Alert.decode(record.value());
        assertThat(alert.groupKey()).isEqualTo(address);
        assertThat(alert.timestampMillis()).isEqualTo(completed);
        assertThat(record.key()).isEqualTo(alert.id().getBytes(UTF_8));
        long beyond = record.timestamp()
                - completed
                - DatasetDocument.live(ACCESS, "combined").reorderDelay().toMillis();
        assertThat(beyond).isNotNegative();
        return beyond;
    }

    @Test
    void aRulePublishedWhileTheJobRunsCountsWithinSecondsAndEachEventIsMatchedByTheVersionOfItsTime(LocalStack stack)
            throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        createTopics(properties, "brew");
        JobClient job = start(stack);
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, 2)
                    .mapToObj(partition -> new TopicPartition(Topics.alerts("brew"), partition))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            List<Alert> alerts = new ArrayList<>();
            DatasetId pots = new DatasetId("brew", "pots");
            // The job is up when it knows what it has always known.
            Await.until("an alert of the rules that come along", PATIENCE, () -> {
                long now = System.currentTimeMillis();
                for (int i = 5; i > 0; i--) {
                    send(producer, pots, now - i, "192.0.2.1", 401);
                }
                send(producer, pots, now, "192.0.2.1", 302);
                return poll(consumer, "brute-force-login", alerts) > 0;
            });
            alerts.clear();

            assertThat(untilItCounts("kettle", producer, consumer, pots))
                    .as("milliseconds from publication to the first alert")
                    .isLessThanOrEqualTo(AT_MOST_UNTIL_A_RULE_COUNTS);
            publish(producer, "teapot", 1, TEAPOT);
            Await.atLeast("an alert of the new rule", PATIENCE, 1, () -> {
                teapot(producer, pots);
                return poll(consumer, "teapot", alerts);
            });

            publish(producer, "teapot", 2, TEAPOT.replace("status_code:", "status_code|contain:"));
            Instant changed = publish(producer, "teapot", 3, TEAPOT.replace("level: low", "level: high"));
            Await.until("an alert of the changed rule", PATIENCE, () -> {
                teapot(producer, pots);
                poll(consumer, "teapot", alerts);
                return alerts.stream().anyMatch(alert -> alert.ruleVersion() == 3);
            });

            long since = changed.plus(PublishedRules.SETTLING).toEpochMilli();
            assertThat(alerts).allSatisfy(alert -> {
                assertThat(alert.ruleVersion()).isEqualTo(alert.timestampMillis() < since ? 1 : 3);
                assertThat(alert.severity()).isEqualTo(alert.ruleVersion() == 1 ? "low" : "high");
            });
        } finally {
            job.cancel().get();
        }
    }

    /** How many milliseconds there are from a rule's publication to its first alert. */
    private long untilItCounts(
            String rule,
            KafkaProducer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> consumer,
            DatasetId dataset)
            throws Exception {
        List<Alert> alerts = new ArrayList<>();
        Instant published = publish(producer, rule, 1, TEAPOT.replace("id: teapot", "id: " + rule));
        Await.atLeast("an alert of the rule " + rule, PATIENCE, 1, () -> {
            teapot(producer, dataset);
            return poll(consumer, rule, alerts);
        });
        long millis = alerts.get(0).createdMillis() - published.toEpochMilli();
        assertThat(millis).isNotNegative();
        return millis;
    }

    private static JobClient start(LocalStack stack) throws Exception {
        Configuration configuration = Configuration.fromMap(
                Map.of("kafka-bootstrap-servers", stack.kafka().bootstrapServers()));
        KafkaSettings kafka = KafkaSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);
        CepTopology.build(
                environment,
                KafkaEnds.events(kafka, "cep-it"),
                new ControlTopics(kafka.properties()),
                new PublishedRules(new ControlTopics(kafka.properties())),
                damaged -> DeadLetterEnd.write(damaged, KafkaEnds.records(kafka), "damaged-events"),
                CepTopology.toTopics(KafkaEnds.records(kafka)));
        return environment.executeAsync("cep-it");
    }

    /** As {@code drey apply} does; returns when. */
    private static Instant publish(KafkaProducer<byte[], byte[]> producer, String rule, long version, String text)
            throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        ControlRecord record = ControlRecord.of(
                new RuleDocument("brew", rule, text, Optional.empty()).toDocument(),
                new Revision(version, now, "test"));
        for (byte[] key : List.of(record.historyKey(), record.presentKey())) {
            producer.send(new ProducerRecord<>(Topics.control("brew"), key, record.value()))
                    .get();
        }
        return now;
    }

    private void teapot(KafkaProducer<byte[], byte[]> producer, DatasetId dataset) throws Exception {
        send(producer, dataset, System.currentTimeMillis(), "192.0.2.7", 418);
    }

    /** Takes the alerts of a rule that have arrived; returns how many there are now. */
    private static int poll(KafkaConsumer<byte[], byte[]> consumer, String rule, List<Alert> alerts) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
            Alert alert = Alert.decode(record.value());
            if (alert.ruleId().equals(rule)) {
                alerts.add(alert);
            }
        }
        return alerts.size();
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
        send(producer, ACCESS, millis, address, status);
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer, DatasetId dataset, long millis, String address, int status)
            throws Exception {
        EventBuilder event =
                new EventBuilder(dataset, "topic-id", Topics.raw(dataset), 0, offset++, 0, millis, new byte[0]);
        event.timestampMicros(millis * 1_000);
        event.append(Field.SOURCE_IP, address.getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        producer.send(new ProducerRecord<>(Topics.events(dataset.tenant()), 0, null, EventBatchWriter.record(event)))
                .get();
    }

    private static void createTopics(Map<String, Object> properties, String tenant) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.control(tenant), 1, (short) 1),
                            new NewTopic(Topics.events(tenant), 2, (short) 1),
                            new NewTopic(Topics.alerts(tenant), 2, (short) 1)))
                    .all()
                    .get();
        }
    }
}
