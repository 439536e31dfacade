package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.FieldName;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.GeoDatabaseFile;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.io.TempDir;

/** What the running job looks up for events stands in them on their topic. */
@StackTest(Server.KAFKA)
class EnrichedEventsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final DatasetId ACCESS = new DatasetId("enriched", "access");
    private static final TopicPartition EVENTS = new TopicPartition(Topics.events("enriched"), 0);

    @TempDir
    private Path folder;

    @Test
    void eventsSayWhatWasLookedUpAndChangedListsAreFollowed(LocalStack stack) throws Exception {
        Path countries = new GeoDatabaseFile("GeoLite2-Country")
                .with("203.0.113.0/24", Map.of("country", Map.of("iso_code", "CH")))
                .write(folder.resolve("countries.mmdb"));
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (String topic : List.of(
                    Topics.control("enriched"), EVENTS.topic(), Topics.deadLetters("enriched"), Topics.raw(ACCESS))) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
            publish(
                    producer,
                    "dataset/access",
                    "{'kind':'Dataset','name':'access','format':'combined','enrich':['geo','geo destination.ip','user-agent']}");
            consumer.assign(List.of(EVENTS));
            consumer.seekToBeginning(List.of(EVENTS));
            JobClient job = RunningIngest.start(
                    stack,
                    "enriched-it",
                    Map.of("ingest-geo-databases", folder.resolve("missing.mmdb") + "," + countries));
            try {
                send(producer, "203.0.113.9");
                send(producer, "198.51.100.1");
                List<LogEvent> events = take(consumer, 2);

                assertThat(text(events.get(0), "source.geo.country_iso_code")).isEqualTo("CH");
                assertThat(text(events.get(1), "source.geo.country_iso_code")).isNull();
                assertThat(events).allSatisfy(event -> {
                    assertThat(text(event, "user_agent.name")).isEqualTo("curl");
                    assertThat(text(event, "user_agent.version")).isEqualTo("8.5.0");
                });
                assertThat(events).allSatisfy(event -> assertThat(text(event, "labels.drey.enrich_missing"))
                        .isNull());

                publish(producer, "list/scanners", "{'kind':'List','name':'scanners','values':['203.0.113.0/24']}");
                publish(
                        producer,
                        "dataset/access",
                        "{'kind':'Dataset','name':'access','format':'combined','enrich':['threats scanners']}");
                Await.until("the list to be looked up in", PATIENCE, () -> {
                    send(producer, "203.0.113.9");
                    return "203.0.113.0/24".equals(indicator(take(consumer, 1)));
                });
                publish(producer, "list/scanners", "{'kind':'List','name':'scanners','values':['198.51.100.1']}");
                Await.until("the changed list to be looked up in", PATIENCE, () -> {
                    send(producer, "198.51.100.1");
                    return "198.51.100.1".equals(indicator(take(consumer, 1)));
                });
                publish(producer, "list/scanners", "{'kind':'List','name':'scanners','values':['10.0.0.0/99']}");
                publish(
                        producer,
                        "dataset/access",
                        "{'kind':'Dataset','name':'access','format':'combined','enrich':['threats scanners', 'threats none']}");
                Await.until("the changed document to be followed", PATIENCE, () -> {
                    send(producer, "203.0.113.9");
                    List<LogEvent> next = take(consumer, 1);
                    return "threats none".equals(text(next.get(next.size() - 1), "labels.drey.enrich_missing"))
                            && indicator(next) == null;
                });
                send(producer, "198.51.100.1");
                assertThat(indicator(take(consumer, 1)))
                        .as("the last list that is right goes on to hold")
                        .isEqualTo("198.51.100.1");
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            } finally {
                job.cancel().get();
            }
        }
    }

    /** Which entry of a list the last of some events has to do with, or null. */
    private static String indicator(List<LogEvent> events) {
        return text(events.get(events.size() - 1), "threat.indicator.name");
    }

    private static String text(LogEvent event, String name) {
        return event.text(FieldName.parse(name));
    }

    private static void publish(KafkaProducer<byte[], byte[]> producer, String key, String json) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.control("enriched"),
                        key.getBytes(UTF_8),
                        json.replace('\'', '"').getBytes(UTF_8)))
                .get();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String address) throws Exception {
        String line = address + " - - [05/Jan/2026:10:00:00 +0000] \"GET /cart HTTP/1.1\" 200 92 \"-\" \"curl/8.5.0\"";
        producer.send(new ProducerRecord<>(Topics.raw(ACCESS), line.getBytes(UTF_8)))
                .get();
    }

    /** The next events, so many of them. */
    private static List<LogEvent> take(KafkaConsumer<byte[], byte[]> consumer, int count) throws Exception {
        List<LogEvent> events = new ArrayList<>();
        EventRecordReader reader = new EventRecordReader();
        Await.until(count + " events to come", PATIENCE, () -> {
            for (var record : consumer.poll(Duration.ofMillis(200)).records(EVENTS)) {
                if (!Heartbeat.isHeartbeat(record.value())) {
                    reader.open(record.value());
                    while (reader.next()) {
                        events.add(reader.event());
                    }
                }
            }
            return events.size() >= count;
        });
        return events;
    }
}
