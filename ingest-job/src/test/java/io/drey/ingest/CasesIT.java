package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventRecordReader;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.flink.core.execution.JobClient;
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

/** Lines that people met in the field become what is right on their way through the running job and Kafka, too. */
@StackTest(Server.KAFKA)
class CasesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANT = "cases";
    private static final Path CASES = Path.of("../core/configuration/src/test/resources/cases/lines.jsonl");

    /** Those that are taken; the others in the file wait for theirs. */
    private static final Set<String> FORMATS = Set.of(
            "alb",
            "apache",
            "apache-error",
            "combined",
            "elb",
            "fortigate",
            "haproxy",
            "json",
            "logfmt",
            "nginx",
            "nginx-error",
            "rfc3164",
            "syslog");

    private static final Instant ARRIVED = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The first event of each raw record. */
    private final Map<Place, LogEvent> events = new HashMap<>();

    /** Where the raw records stand that became dead letters. */
    private final Set<Place> letters = new HashSet<>();

    @Test
    void everyLineBecomesWhatIsRight(LocalStack stack) throws Exception {
        List<JsonNode> cases = cases();
        Map<JsonNode, DatasetId> datasets = datasets(cases);
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        Map<Place, JsonNode> sent = new LinkedHashMap<>();
        try (Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<String> topics =
                    new ArrayList<>(List.of(Topics.control(TENANT), Topics.events(TENANT), Topics.deadLetters(TENANT)));
            datasets.values().forEach(dataset -> topics.add(Topics.raw(dataset)));
            for (String topic : topics) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
            for (Map.Entry<JsonNode, DatasetId> dataset : datasets.entrySet()) {
                producer.send(new ProducerRecord<>(
                                Topics.control(TENANT),
                                ("dataset/" + dataset.getValue().dataset()).getBytes(UTF_8),
                                dataset.getKey().toString().getBytes(UTF_8)))
                        .get();
            }
            for (JsonNode each : cases) {
                String topic = Topics.raw(datasets.get(document(each, datasets)));
                Instant arrived =
                        each.has("arrived") ? Instant.parse(each.path("arrived").asText()) : ARRIVED;
                long offset = producer.send(new ProducerRecord<>(
                                topic,
                                null,
                                arrived.toEpochMilli(),
                                null,
                                each.path("input").asText().getBytes(UTF_8)))
                        .get()
                        .offset();
                sent.put(new Place(topic, offset), each);
            }
        }

        JobClient job = RunningIngest.start(stack, "cases-it");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(
                    new TopicPartition(Topics.events(TENANT), 0), new TopicPartition(Topics.deadLetters(TENANT), 0)));
            consumer.seekToBeginning(consumer.assignment());
            Await.until("what becomes of each of %d lines".formatted(sent.size()), PATIENCE, () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(this::take);
                return sent.keySet().stream().allMatch(place -> events.containsKey(place) || letters.contains(place));
            });
        } finally {
            job.cancel().get();
        }

        sent.forEach(this::requireRight);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topics.deadLetters(TENANT))) {
            DeadLetter letter = DeadLetter.decode(record.value());
            letters.add(new Place(letter.topic(), letter.offset()));
            return;
        }
        EventRecordReader reader = new EventRecordReader();
        reader.open(record.value());
        while (reader.next()) {
            LogEvent event = reader.event();
            assertThat(reader.damage()).isNull();
            events.putIfAbsent(new Place(event.topic(), event.offset()), event);
        }
    }

    private void requireRight(Place place, JsonNode each) {
        String why =
                "%s: %s".formatted(each.path("id").asText(), each.path("why").asText());
        JsonNode expected = each.path("expect");
        if (expected.path("dead_letter").asBoolean()) {
            assertThat(letters).as(why).contains(place);
            return;
        }
        LogEvent event = events.get(place);
        assertThat(event).as(why).isNotNull();
        for (Map.Entry<String, JsonNode> value : expected.properties()) {
            assertThat(wanted(value.getKey(), event.text(FieldName.parse(value.getKey()))))
                    .as("%s of %s", value.getKey(), why)
                    .isEqualTo(wanted(value.getKey(), value.getValue().isNull() ? null : text(value.getValue())));
        }
    }

    /** Several values stand in one field, with commas between. */
    private static String text(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(joining(","))
                : value.asText();
    }

    /** Times are compared as moments: how many digits a fraction has is free. */
    private static String wanted(String name, String value) {
        return value != null && name.equals("@timestamp") ? Instant.parse(value).toString() : value;
    }

    private static List<JsonNode> cases() throws Exception {
        List<JsonNode> cases = new ArrayList<>();
        for (String line : Files.readAllLines(CASES)) {
            JsonNode each = JSON.readTree(line);
            if (FORMATS.contains(each.path("format").asText().replaceFirst(":.*", ""))) {
                cases.add(each);
            }
        }
        assertThat(cases).hasSizeGreaterThan(30);
        return cases;
    }

    /** The documents that the cases need, each with its dataset. */
    private static Map<JsonNode, DatasetId> datasets(List<JsonNode> cases) {
        Map<JsonNode, DatasetId> datasets = new LinkedHashMap<>();
        for (JsonNode each : cases) {
            String name = "d" + datasets.size();
            ObjectNode document = content(each).put("name", name);
            if (datasets.keySet().stream().noneMatch(known -> isAlike(known, document))) {
                datasets.put(document, new DatasetId(TENANT, name));
            }
        }
        return datasets;
    }

    private static JsonNode document(JsonNode each, Map<JsonNode, DatasetId> datasets) {
        ObjectNode content = content(each);
        return datasets.keySet().stream()
                .filter(known -> isAlike(known, content))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isAlike(JsonNode one, JsonNode other) {
        return ((ObjectNode) one.deepCopy()).without("name").equals(((ObjectNode) other.deepCopy()).without("name"));
    }

    private static ObjectNode content(JsonNode each) {
        ObjectNode content = JSON.createObjectNode();
        content.put("kind", "Dataset");
        content.put("format", each.path("format").asText());
        each.path("dataset").properties().forEach(key -> content.set(key.getKey(), key.getValue()));
        return content;
    }

    /** Where a raw record stands. */
    private record Place(String topic, long offset) {}
}
