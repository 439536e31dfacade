package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.detection.AccessEvent;
import io.drey.detection.BuiltInDetections;
import io.drey.detection.Detection;
import io.drey.detection.Match;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventRecordReader;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Topics;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.stack.LocalStack;
import io.drey.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a run must give, computed offline from the very lines that were sent: metrics by recounting, alerts by the reference
 * matcher. And what it gave.
 */
final class RunOracle {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long WINDOW_MILLIS = 10_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalStack stack;
    private final DatasetId dataset;

    RunOracle(LocalStack stack, DatasetId dataset) {
        this.stack = stack;
        this.dataset = dataset;
    }

    /**
     * What must arrive.
     *
     * @param events how many lines are events
     * @param counts by "type window value": requests, bytes and status counts of each window
     * @param alertIds the alerts' ids
     */
    record Expected(long events, Map<String, Long> counts, Set<String> alertIds) {}

    Expected expected(int lines) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        String topic = Topics.raw(dataset);
        String topicId;
        try (Admin admin = Admin.create(properties)) {
            topicId = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .topicId()
                    .toString();
        }
        LineParser parser = Formats.parser("combined");
        List<LogEvent> events = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int read = 0;
            while (read < lines) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    read++;
                    Position position = new Position(topicId, topic, record.partition(), record.offset(), 0);
                    EventBuilder event = EventBuilder.at(dataset, position, record.timestamp(), record.value());
                    if (parser.parse(event, 0, record.value().length) == null) {
                        events.add(event);
                    }
                }
            }
        }
        return new Expected(events.size(), counts(events), alertIds(events));
    }

    /** The raw positions of all events in the events topic, however often each stands there, as whoever reads it finds them. */
    Set<Position> positionsInEventsTopic() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        String topic = Topics.events(dataset.tenant());
        EventRecordReader reader = new EventRecordReader();
        Set<Position> positions = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    reader.open(record.value());
                    while (reader.next()) {
                        positions.add(reader.event().position());
                    }
                }
            }
        }
        return positions;
    }

    private static Map<String, Long> counts(List<LogEvent> events) {
        Map<String, Long> counts = new HashMap<>();
        Set<String> visitors = new HashSet<>();
        for (LogEvent event : events) {
            long window = Math.floorDiv(event.timestampMillis(), WINDOW_MILLIS) * WINDOW_MILLIS;
            counts.merge("status %d %d".formatted(window, AccessEvent.statusOf(event)), 1L, Long::sum);
            counts.merge("total %d requests".formatted(window), 1L, Long::sum);
            counts.merge("total %d bytes".formatted(window), event.number(Field.HTTP_RESPONSE_BODY_BYTES), Long::sum);
            if (visitors.add(window + " " + event.text(Field.SOURCE_IP))) {
                counts.merge("total %d visitors".formatted(window), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static Set<String> alertIds(List<LogEvent> events) {
        Set<String> ids = new TreeSet<>();
        for (Detection detection : BuiltInDetections.ALL) {
            Map<String, List<AccessEvent>> byCaller = events.stream()
                    .filter(event -> detection.concerns(AccessEvent.statusOf(event)))
                    .map(event -> AccessEvent.of(event).orElseThrow())
                    .sorted()
                    .collect(Collectors.groupingBy(AccessEvent::address));
            for (List<AccessEvent> ofOne : byCaller.values()) {
                for (Match match : detection.referenceMatches(ofOne)) {
                    ids.add(match.toAlert(detection, 0).id());
                }
            }
        }
        return ids;
    }

    /** How many rows of the tenant a table has: a job of this test may land what another test left in its topics. */
    long rows(Lake lake, LakeTable table) {
        long rows = 0;
        TableScan scan = lake.table(table).newScan().filter(Expressions.equal("tenant", dataset.tenant()));
        try (CloseableIterable<FileScanTask> files = scan.planFiles()) {
            for (FileScanTask file : files) {
                rows += file.file().recordCount();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** How many lines of the tenant are in the lake, as events or as dead letters. */
    long landed(Lake lake) {
        return rows(lake, LakeTable.LOGS) + rows(lake, LakeTable.DEAD_LETTERS);
    }

    long distinctPositions(LakeSettings settings) {
        QueryRequest request = QueryRequest.ofSql(
                "SELECT COUNT(DISTINCT raw_topic_id || '.' || CAST(raw_partition AS STRING) || '.' "
                        + "|| CAST(raw_offset AS STRING)) AS positions FROM logs",
                Map.of("tenant", dataset.tenant()));
        try (QueryResult result = new FlinkQueryEngine(settings).run(request)) {
            return ((Number) result.next().get(0)).longValue();
        }
    }

    /**
     * Fails unless search has each count of each window and no status of another. The counts of one window come in several
     * documents, and these in several requests: that one of them is there says nothing of the others.
     */
    void assertCounts(Map<String, Long> expected) throws Exception {
        Await.exactly("counts that are missing or wrong", Duration.ofMinutes(2), 0, () -> {
            Map<String, Long> there = metricCounts();
            return expected.entrySet().stream()
                    .filter(count -> !count.getValue().equals(there.get(count.getKey())))
                    .count();
        });
        assertThat(metricCounts().keySet().stream().filter(key -> key.startsWith("status")))
                .allMatch(expected::containsKey);
    }

    private Map<String, Long> metricCounts() throws IOException, InterruptedException {
        Map<String, Long> counts = new TreeMap<>();
        String query = "{\"size\": 10000, \"query\": {\"bool\": {"
                + "\"filter\": {\"terms\": {\"attribute_type\": [\"status\", \"total\"]}},"
                + "\"must_not\": {\"range\": {\"window_level\": {\"gte\": 1}}}}}}";
        for (JsonNode hit : search("metrics-" + dataset.tenant() + "-*", query)) {
            JsonNode document = hit.path("_source");
            long window = Instant.parse(document.path("@timestamp").asText()).toEpochMilli();
            String type = document.path("attribute_type").asText();
            String value = document.path("attribute_value").asText();
            if (document.has("metric")) {
                counts.put(
                        "%s %d %s"
                                .formatted(type, window, document.path("metric").asText()),
                        Math.round(document.path("value").asDouble()));
            } else {
                counts.put(
                        "%s %d %s".formatted(type, window, value),
                        document.path("count").asLong());
            }
        }
        return counts;
    }

    Set<String> alertIds() throws IOException, InterruptedException {
        Set<String> ids = new TreeSet<>();
        search("alerts-" + dataset.tenant() + "-*", "{\"size\": 10000}")
                .forEach(hit -> ids.add(hit.path("_id").asText()));
        return ids;
    }

    /** How many events search finds; their ids are the documents'. */
    long searchable() throws IOException, InterruptedException {
        return answer("logs-" + dataset.tenant() + "-*", "{\"size\": 0, \"track_total_hits\": true}")
                .at("/hits/total/value")
                .asLong();
    }

    private JsonNode search(String indices, String query) throws IOException, InterruptedException {
        return answer(indices, query).at("/hits/hits");
    }

    /** What is found once every copy shows what it has: each search may ask another copy, and each is refreshed by itself. */
    private JsonNode answer(String indices, String query) throws IOException, InterruptedException {
        post("/" + indices + "/_refresh", "");
        return post("/" + indices + "/_search", query);
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        stack.openSearch().url().resolve(path + "?ignore_unavailable=true&allow_no_indices=true"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
    }
}
