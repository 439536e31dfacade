package io.drey.cli.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.job.JobEnvironment;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.rollup.RollUp;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics of the lake, rolled up by Flink SQL and its own connector into a real OpenSearch. */
@StackTest(Server.OPENSEARCH)
@FlinkCluster
class RollUpIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    private URI url;

    @Test
    void hoursAndDaysAreWhatTheShortestWindowsAddUpTo(LocalStack stack) throws Exception {
        url = stack.openSearch().url();
        IndexTemplates.install(url);
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        List<MetricPoint> points = new ArrayList<>();
        for (int minute = 0; minute < 24 * 60; minute += 30) {
            windows(points, "rolled", "web", minute, 10);
            windows(points, "other", "web", minute, 1000);
        }
        // Another dataset has windows of a minute, and one hour alone.
        points.add(total("rolled", "edge", DAY.plusSeconds(12 * 3600), 60, "requests", 7));
        land(settings, points);

        RollUp rollUp = new RollUp(
                new FlinkQueryEngine(settings),
                OpenSearchSettings.from(Configuration.fromMap(Map.of("opensearch-urls", url.toString()))));
        Instant noon = DAY.plusSeconds(12 * 3600);
        rollUp.run("rolled", RollUp.Length.HOUR, noon);
        rollUp.run("rolled", RollUp.Length.DAY, DAY);

        Map<String, Long> expected = new TreeMap<>(Map.of(
                "3600 edge rollup_total requests", 7L,
                "3600 web rollup_total requests", 2 * 6 * 10L,
                "3600 web rollup_total bytes", 2 * 6 * 1000L,
                "3600 web rollup_status 200", 2 * 6 * 9L,
                "3600 web rollup_status 404", 2 * 6L,
                "86400 edge rollup_total requests", 7L,
                "86400 web rollup_total requests", 48 * 6 * 10L,
                "86400 web rollup_total bytes", 48 * 6 * 1000L,
                "86400 web rollup_status 200", 48 * 6 * 9L,
                "86400 web rollup_status 404", 48 * 6L));
        assertThat(found()).isEqualTo(expected);

        // Once more: the same documents, not more of them.
        rollUp.run("rolled", RollUp.Length.HOUR, noon);
        rollUp.run("rolled", RollUp.Length.DAY, DAY);
        assertThat(found()).isEqualTo(expected);

        // A correction in the lake gets to the same document.
        land(settings, List.of(total("rolled", "edge", noon, 60, "requests", 8)));
        rollUp.run("rolled", RollUp.Length.HOUR, noon);
        expected.put("3600 edge rollup_total requests", 8L);
        assertThat(found()).isEqualTo(expected);

        // An hour without anything writes nothing.
        rollUp.run("rolled", RollUp.Length.HOUR, DAY.minusSeconds(3600));
        assertThat(found()).isEqualTo(expected);
    }

    /** A minute's windows of ten seconds, and the longer one that they are part of. */
    private static void windows(List<MetricPoint> points, String tenant, String dataset, int minute, long requests) {
        for (int i = 0; i < 6; i++) {
            Instant start = DAY.plusSeconds(minute * 60L + i * 10L);
            MetricWindow window = new MetricWindow(tenant, dataset, start.toEpochMilli(), 10);
            points.add(MetricPoint.whole(window, "total", "requests", requests, requests));
            points.add(MetricPoint.whole(window, "total", "bytes", requests * 100, requests));
            points.add(MetricPoint.place(window, "status", 1, "200", requests - 1, 0, requests));
            points.add(MetricPoint.place(window, "status", 2, "404", 1, 0, requests));
        }
        Instant start = DAY.plusSeconds(minute * 60L);
        points.add(total(tenant, dataset, start, 60, "requests", requests * 6));
    }

    private static MetricPoint total(
            String tenant, String dataset, Instant start, int seconds, String metric, long value) {
        return MetricPoint.whole(
                new MetricWindow(tenant, dataset, start.toEpochMilli(), seconds), "total", metric, value, value);
    }

    private static void land(LakeSettings settings, List<MetricPoint> points) throws Exception {
        StreamExecutionEnvironment environment =
                JobEnvironment.create(Configuration.fromMap(Map.of("execution.checkpointing.interval", "500 ms")));
        environment.setParallelism(1);
        new LakeSinks(settings)
                .metrics()
                .accept(environment.fromData(MetricPoint.class, points.toArray(MetricPoint[]::new)));
        environment.execute();
    }

    /** What is in the index, by length, dataset, type and name; each once. */
    private Map<String, Long> found() throws Exception {
        ask("POST", "/metrics-rolled-*,metrics-other-*/_refresh", "");
        JsonNode hits = ask(
                        "POST",
                        "/metrics-rolled-*,metrics-other-*/_search",
                        "{\"size\": 1000, \"query\": {\"prefix\": {\"attribute_type\": \"rollup_\"}}}")
                .path("hits");
        Map<String, Long> found = new TreeMap<>();
        for (JsonNode hit : hits.path("hits")) {
            JsonNode document = hit.path("_source");
            assertThat(hit.path("_index").asText()).isEqualTo("metrics-rolled-2026.03");
            assertThat(hit.path("_id").asText()).matches("[0-9a-f]{32}");
            assertThat(document.path("window_level").asInt()).isEqualTo(100);
            assertThat(document.at("/data_stream/namespace").asText()).isEqualTo("rolled");
            Instant begin = Instant.parse(document.path("@timestamp").asText());
            int seconds = document.path("window_seconds").asInt();
            assertThat(begin).isEqualTo(seconds == 3600 ? DAY.plusSeconds(12 * 3600) : DAY);
            assertThat(Instant.parse(document.path("end_time").asText())).isEqualTo(begin.plusSeconds(seconds));
            assertThat(document.path("hour_of_day").asInt()).isEqualTo(seconds == 3600 ? 12 : 0);
            String name = document.path("metric")
                    .asText(document.path("attribute_value").asText());
            assertThat(found.put(
                            "%d %s %s %s"
                                    .formatted(
                                            seconds,
                                            document.at("/data_stream/dataset").asText(),
                                            document.path("attribute_type").asText(),
                                            name),
                            document.path(document.has("value") ? "value" : "count")
                                    .asLong()))
                    .as("twice: " + document)
                    .isNull();
        }
        return found;
    }

    private JsonNode ask(String method, String path, String body) throws Exception {
        return JSON.readTree(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url.resolve(path))
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body, UTF_8))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
