package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.Console;
import io.drey.cli.JobStates;
import io.drey.cli.JobSubmission;
import io.drey.cli.StackSettings;
import io.drey.cli.Workspace;
import io.drey.detection.AccessEvent;
import io.drey.detection.BuiltInDetections;
import io.drey.detection.Detection;
import io.drey.detection.Match;
import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Topics;
import io.drey.event.parse.Formats;
import io.drey.event.parse.LineParser;
import io.drey.job.opensearch.IndexTemplates;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.FlinkQueryEngine;
import io.drey.query.QueryRequest;
import io.drey.query.QueryResult;
import io.drey.stack.LocalStack;
import io.drey.stack.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/**
 * All four jobs on a real cluster, whose TaskManager is killed in the middle. What a run without the kill gives is
 * computed offline from the very lines that were sent: metrics by recounting, alerts by the reference matcher.
 */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class TaskManagerKillIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DatasetId DATASET = new DatasetId("killed", "web");
    private static final long SEED = 7;
    private static final int LINES = 9_000;
    private static final int LINES_A_SECOND = 300;
    private static final int KILL_AFTER = 3_000;
    private static final long WINDOW_MILLIS = 10_000;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aKilledTaskManagerChangesNothingThatArrives(LocalStack stack) throws Exception {
        Workspace workspace = new Workspace(stack.dir().getParent());
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        Feed feed = new GeneratedFeed(SEED, LINES, LINES_A_SECOND);
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace)));
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            // Other tests' rows stay.
            long rowsBefore = lake.rowCount(LakeTable.LOGS);
            long lettersBefore = lake.rowCount(LakeTable.DEAD_LETTERS);
            TenantTopics.create(stack.kafka().bootstrapServers(), DATASET, feed);
            IndexTemplates.install(stack.openSearch().url());
            Console console = new Console(System.in, System.out, System.err, false);
            Map<String, String> ids = JobSubmission.submitAll(stack, workspace, console);
            JobStates jobs = new JobStates(stack, ids);
            jobs.awaitRunning();

            Sender sender = new Sender(stack.kafka().bootstrapServers(), Topics.raw(DATASET), feed);
            sender.start();
            Await.until(
                    "the lines before the kill to be sent", Duration.ofMinutes(1), () -> sender.sent() >= KILL_AFTER);
            stack.flink().killTaskManager();
            stack.flink().startTaskManager();
            Instant restarted = Instant.now();
            jobs.awaitRunning();
            assertThat(Duration.between(restarted, Instant.now())).isLessThan(Duration.ofSeconds(60));
            Await.until("all lines to be sent", Duration.ofMinutes(2), sender::hasEnded);

            Expected expected = expected(stack.kafka().bootstrapServers());
            Await.until(
                    "each line to be in the lake",
                    Duration.ofMinutes(3),
                    () -> lake.rowCount(LakeTable.LOGS) + lake.rowCount(LakeTable.DEAD_LETTERS)
                            >= LINES + rowsBefore + lettersBefore);
            assertThat(lake.rowCount(LakeTable.LOGS) - rowsBefore).isEqualTo(expected.events);
            assertThat(lake.rowCount(LakeTable.DEAD_LETTERS) - lettersBefore).isEqualTo(LINES - expected.events);
            assertThat(distinctPositions(settings)).isEqualTo(expected.events);

            SearchCounts search = new SearchCounts(stack.openSearch().url(), DATASET.tenant());
            Await.until(
                    "each request to be in a closed window",
                    Duration.ofMinutes(3),
                    () -> search.metrics().requests() >= expected.events);
            Map<String, Long> counts = metricCounts(stack);
            assertThat(counts).containsAllEntriesOf(expected.counts);
            assertThat(counts.keySet().stream().filter(key -> key.startsWith("status")))
                    .allMatch(expected.counts::containsKey);

            assertThat(expected.alertIds).isNotEmpty();
            Await.until(
                    "each alert to be found",
                    Duration.ofMinutes(2),
                    () -> alertIds(stack).size() >= expected.alertIds.size());
            assertThat(alertIds(stack)).isEqualTo(expected.alertIds);
            ids.values().forEach(id -> stack.flink().client(List.of("cancel", id)));
        }
    }

    /**
     * What must arrive.
     *
     * @param events how many lines are events
     * @param counts by "type window value": requests, bytes and status counts of each window
     * @param alertIds the alerts' ids
     */
    private record Expected(long events, Map<String, Long> counts, Set<String> alertIds) {}

    private static Expected expected(String bootstrapServers) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        String topic = Topics.raw(DATASET);
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
            while (read < LINES) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    read++;
                    Position position = new Position(topicId, topic, record.partition(), record.offset(), 0);
                    LogEvent event = LogEvent.at(DATASET, position, record.timestamp(), record.value());
                    if (parser.parse(event, 0, record.value().length) == null) {
                        events.add(event);
                    }
                }
            }
        }
        return new Expected(events.size(), counts(events), alertIds(events));
    }

    private static Map<String, Long> counts(List<LogEvent> events) {
        Map<String, Long> counts = new HashMap<>();
        for (LogEvent event : events) {
            long window = Math.floorDiv(event.timestampMillis(), WINDOW_MILLIS) * WINDOW_MILLIS;
            counts.merge("status %d %d".formatted(window, AccessEvent.statusOf(event)), 1L, Long::sum);
            counts.merge("total %d requests".formatted(window), 1L, Long::sum);
            counts.merge("total %d bytes".formatted(window), event.number(Field.HTTP_RESPONSE_BODY_BYTES), Long::sum);
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

    private static long distinctPositions(LakeSettings settings) {
        QueryRequest request = QueryRequest.ofSql(
                "SELECT COUNT(DISTINCT raw_topic_id || '.' || CAST(raw_partition AS STRING) || '.' "
                        + "|| CAST(raw_offset AS STRING)) AS positions FROM logs",
                Map.of("tenant", DATASET.tenant()));
        try (QueryResult result = new FlinkQueryEngine(settings).run(request)) {
            return ((Number) result.next().get(0)).longValue();
        }
    }

    private Map<String, Long> metricCounts(LocalStack stack) throws IOException, InterruptedException {
        Map<String, Long> counts = new TreeMap<>();
        String query = "{\"size\": 10000, \"query\": {\"terms\": {\"attribute_type\": [\"status\", \"total\"]}}}";
        for (JsonNode hit : search(stack, "metrics-" + DATASET.tenant() + "-*", query)) {
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

    private Set<String> alertIds(LocalStack stack) throws IOException, InterruptedException {
        Set<String> ids = new TreeSet<>();
        search(stack, "alerts-" + DATASET.tenant() + "-*", "{\"size\": 10000}")
                .forEach(hit -> ids.add(hit.path("_id").asText()));
        return ids;
    }

    private JsonNode search(LocalStack stack, String indices, String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.openSearch()
                        .url()
                        .resolve("/" + indices + "/_search?ignore_unavailable=true&allow_no_indices=true"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(query))
                .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body())
                .at("/hits/hits");
    }
}
