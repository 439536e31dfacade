package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.ControlRecord;
import io.drey.configuration.Document;
import io.drey.configuration.Revision;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Topics;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics of a tenant's own, put in force and taken back while the job runs, on a real Kafka and a real OpenSearch. */
@StackTest({Server.KAFKA, Server.OPENSEARCH})
class OwnMetricsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final DatasetId APPS = new DatasetId("own", "apps");
    private static final long MINUTE = 60_000;

    private static final String BYTES =
            "{kind: Metric, tenant: own, name: sizes, function: sum, field: http.response.body.bytes, dimension: service.name}";
    private static final String SPREAD =
            "{kind: Metric, tenant: own, name: spread, function: percentiles, field: labels.took, percentiles: [95], windows: [10s]}";

    private URI openSearch;
    private KafkaProducer<byte[], byte[]> producer;
    private JobClient job;
    private long clock = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private long version;
    private long offset;

    @BeforeEach
    void start(LocalStack stack) throws Exception {
        openSearch = stack.openSearch().url();
        IndexTemplates.install(openSearch);
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.control("own"), 1, (short) 1),
                            new NewTopic(Topics.events("own"), 2, (short) 1)))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        Configuration configuration = Configuration.fromMap(Map.of(
                "kafka-bootstrap-servers", stack.kafka().bootstrapServers(), "opensearch-urls", openSearch.toString()));
        KafkaSettings kafka = KafkaSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);
        AggregationTopology.build(
                environment,
                KafkaEnds.events(kafka, "own-metrics-it"),
                new ControlTopics(kafka.properties()),
                AggregationSettings.from(configuration),
                damaged -> {},
                MetricEnds.from(configuration, kafka));
        job = environment.executeAsync("own-metrics-it");
    }

    @AfterEach
    void stop() throws Exception {
        job.cancel().get();
        producer.close();
    }

    @Test
    void aMetricIsInForceWithinSecondsCountsExactlyIsCorrectedAndEnds() throws Exception {
        Document sizes = publish(BYTES);
        Document spread = publish(SPREAD);
        Await.until("both metrics are in force", PATIENCE, () -> {
            long window = countedWindow();
            return find("sizes", window).size() == 1 && find("spread", window).size() == 1;
        });

        long window = beginWindow();
        Map<String, Long> bytes = new TreeMap<>();
        List<Double> took = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) {
            String service = "service" + random.nextInt(4);
            int size = random.nextInt(9000);
            bytes.merge(service, (long) size, Long::sum);
            took.add(i / 8.0);
            send(window + random.nextInt(10_000), service, size, Double.toString(i / 8.0));
        }
        closeWindow();
        Await.equal("the window's sums", PATIENCE, bytes, () -> sums(window));
        // The documents of one window may come in several requests.
        Await.exactly(
                "its percentile", PATIENCE, 1, () -> find("spread", window).size());
        assertThat(find("spread", window)).singleElement().satisfies(json -> {
            assertThat(json.path("metric").asText()).isEqualTo("p95");
            assertThat(json.path("value").doubleValue()).isEqualTo(took.get(379));
            assertThat(json.path("count").longValue()).isEqualTo(400);
            assertThat(json.path("metric_version").asText()).isEqualTo(spread.hash());
        });

        send(window + 5, "service1", 17, "1");
        bytes.merge("service1", 17L, Long::sum);
        closeWindow();
        Await.equal("a late line corrects them", PATIENCE, bytes, () -> sums(window));

        delete(sizes);
        Await.until("the deleted metric ends", PATIENCE, () -> find("sizes", countedWindow())
                .isEmpty());
        long last = countedWindow();
        countedWindow();
        assertThat(find("sizes", last)).isEmpty();
        Await.exactly("the percentile of a metric that stays", PATIENCE, 1, () -> find("spread", last)
                .size());
        assertThat(sums(window)).isEqualTo(bytes);
    }

    /** A window that nothing was sent for yet. */
    private long beginWindow() {
        clock += MINUTE;
        return clock;
    }

    /** Moves the clocks of both partitions on; returns at once. */
    private void closeWindow() throws Exception {
        clock += MINUTE;
        send(clock, "clock", 0, "0");
        send(clock, "clock", 0, "0");
    }

    /** A window of an event of each partition, of which OpenSearch has what Drey itself counts. */
    private long countedWindow() throws Exception {
        long window = beginWindow();
        send(window + 1, "web", 1, "1");
        send(window + 1, "web", 1, "1");
        closeWindow();
        Await.until(
                "the window's requests", PATIENCE, () -> !find("total", window).isEmpty());
        return window;
    }

    private Map<String, Long> sums(long window) throws IOException, InterruptedException {
        Map<String, Long> sums = new TreeMap<>();
        for (JsonNode json : find("sizes", window)) {
            sums.put(json.path("attribute_value").asText(), json.path("value").longValue());
        }
        return sums;
    }

    /** The documents of a metric in a window of ten seconds. */
    private List<JsonNode> find(String type, long window) throws IOException, InterruptedException {
        HTTP.send(
                HttpRequest.newBuilder(openSearch.resolve("/metrics-own-*/_refresh"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        String query = "attribute_type:%s AND window_seconds:10 AND @timestamp:\"%s\""
                .formatted(type, Instant.ofEpochMilli(window));
        String body = HTTP.send(
                        HttpRequest.newBuilder(openSearch.resolve(
                                        "/metrics-own-*/_search?size=100&q=" + URLEncoder.encode(query, UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        List<JsonNode> found = new ArrayList<>();
        JSON.readTree(body).path("hits").path("hits").forEach(hit -> found.add(hit.path("_source")));
        return found;
    }

    private Document publish(String yaml) throws Exception {
        Document document = ChangingMetrics.document(yaml);
        ControlRecord record = ControlRecord.of(document, new Revision(++version, Instant.now(), "test"));
        write(record.historyKey(), record.value());
        write(record.presentKey(), record.value());
        return document;
    }

    private void delete(Document document) throws Exception {
        ControlRecord record = ControlRecord.deletion(document, new Revision(++version, Instant.now(), "test"));
        write(record.historyKey(), record.value());
        write(record.presentKey(), null);
    }

    private void write(byte[] key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.control("own"), key, value)).get();
    }

    /** Sends an event to one of the two partitions in turn; every other one is a line without a status. */
    private void send(long millis, String service, int size, String took) throws Exception {
        int partition = (int) (offset % 2);
        EventBuilder event =
                new EventBuilder(APPS, "topic-id", Topics.raw(APPS), partition, offset++, 0, millis, new byte[0]);
        event.timestampMicros(millis * 1000);
        event.append(Field.SERVICE_NAME, service.getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_BODY_BYTES, size);
        event.appendOpen("labels.took", took);
        if (partition == 0) {
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, 200);
        }
        producer.send(new ProducerRecord<>(Topics.events("own"), partition, null, EventBatchWriter.record(event)))
                .get();
    }
}
