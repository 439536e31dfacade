package io.drey.cli.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.cli.generate.TrafficGenerator;
import io.drey.cli.generate.TrafficSettings;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Position;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.opensearch.IndexTemplates;
import io.drey.job.opensearch.OpenSearchEnd;
import io.drey.job.opensearch.OpenSearchSettings;
import io.drey.metrics.AggregationSettings;
import io.drey.metrics.AggregationTopology;
import io.drey.metrics.MetricDocuments;
import io.drey.stack.LocalStack;
import io.drey.stack.Server;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every panel's query, run on a real node over what the real aggregation writes, has something to draw. */
@StackTest(Server.OPENSEARCH)
class DashboardsIT {

    private static final DatasetId DATASET = new DatasetId("panels", "web");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int LINES = 20_000;
    private static final int LINES_A_SECOND = 100;

    private static final List<byte[]> EVENTS = new ArrayList<>();

    private static URI url;

    @BeforeAll
    static void aggregateTraffic(LocalStack stack) throws Exception {
        url = stack.openSearch().url();
        IndexTemplates.install(url);
        generate();
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(1);
        AggregationTopology.build(
                environment,
                new DataGeneratorSource<>(
                        n -> EVENTS.get(n.intValue()),
                        EVENTS.size(),
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                new FixedDatasets(DatasetDocument.live(DATASET, "combined")),
                AggregationSettings.from(new Configuration()),
                damaged -> {},
                points -> OpenSearchEnd.write(
                        MetricDocuments.of(points),
                        OpenSearchSettings.from(Configuration.fromMap(Map.of("opensearch-urls", url.toString()))),
                        "metrics"));
        environment.execute();
        ask("POST", "/metrics-*/_refresh", "");
    }

    @Test
    void everyPanelOfEveryPackHasSomethingToDraw() throws Exception {
        for (String pack : SavedObjectsTest.packs()) {
            List<PackFile.Query> queries = new PackFile(PackFile.read(pack)).queries();
            assertThat(queries).as(pack).isNotEmpty();
            for (PackFile.Query query : queries) {
                JsonNode answer = ask(
                        "POST", "/" + query.indices() + "/_search", query.body().toString());
                assertThat(answer.path("timed_out").asBoolean(true))
                        .as("%s: %s", query.panel(), answer)
                        .isFalse();
                assertThat(answer.at("/_shards/failed").asInt()).isZero();
                if (query.buckets().isEmpty()) {
                    requireNumbers(query, answer);
                }
                for (String place : query.buckets()) {
                    assertThat(answer.at(place))
                            .as("%s at %s: %s", query.panel(), place, answer)
                            .isNotEmpty();
                    answer.at(place).forEach(bucket -> requireNumbers(query, bucket));
                }
            }
        }
    }

    @Test
    void theNumbersOfTheRequestsPanelAreTheLines() throws Exception {
        PackFile.Query requests = new PackFile(PackFile.read("web-traffic"))
                .queries().stream()
                        .filter(query -> query.panel().equals("drey-web-traffic-requests"))
                        .findFirst()
                        .orElseThrow();
        JsonNode answer =
                ask("POST", "/metrics-panels-*/_search", requests.body().toString());
        assertThat(answer.at(requests.values().get(0)).asInt()).isEqualTo(EVENTS.size());
    }

    private static void requireNumbers(PackFile.Query query, JsonNode holder) {
        for (String value : query.values()) {
            JsonNode number = holder.at(value);
            assertThat(number.isMissingNode() || number.isNull())
                    .as("%s has %s in %s", query.panel(), value, holder)
                    .isFalse();
            if (value.endsWith("/value")) {
                assertThat(number.asDouble())
                        .as("%s has %s in %s", query.panel(), value, holder)
                        .isPositive();
            }
        }
    }

    private static void generate() {
        TrafficGenerator traffic = new TrafficGenerator(TrafficSettings.combined(3, START, LINES_A_SECOND));
        LineParser parser = Formats.parser("combined");
        LogEventCodec codec = new LogEventCodec();
        for (int n = 0; n < LINES; n++) {
            byte[] line = traffic.nextLine();
            LogEvent event = LogEvent.at(
                    DATASET,
                    new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.panels.web", 0, n, 0),
                    START.toEpochMilli() + n * 1000L / LINES_A_SECOND,
                    line);
            if (parser.parse(event, 0, line.length) == null) {
                EVENTS.add(codec.encode(event));
            }
        }
    }

    private static JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        return PackFile.JSON.readTree(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url.resolve(path))
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body, UTF_8))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
