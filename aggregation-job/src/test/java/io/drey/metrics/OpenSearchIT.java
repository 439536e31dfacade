package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.job.JobEnvironment;
import io.drey.job.opensearch.SearchDocument;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchEnd;
import io.drey.search.OpenSearchSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import io.drey.testing.TcpProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Metrics and their writer with a real OpenSearch. */
@StackTest(Server.OPENSEARCH)
@FlinkCluster
class OpenSearchIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static URI url;

    @BeforeAll
    static void installTemplates(LocalStack stack) throws Exception {
        url = stack.openSearch().url();
        IndexTemplates.install(url);
        IndexTemplates.install(url);
    }

    @Test
    void documentsArriveAndARepeatedRunOverwritesThem() throws Exception {
        aggregate("acme", url, 100_000).execute();
        assertThat(lines("metrics-acme-2026.03")).isEqualTo(GeneratedEvents.expected());

        aggregate("acme", url, 100_000).execute();
        assertThat(lines("metrics-acme-2026.03")).isEqualTo(GeneratedEvents.expected());
    }

    @Test
    void fieldsAreIndexedAsTheTemplateSaysAndNoOthers() throws Exception {
        aggregate("mapped", url, 100_000).execute();

        assertThat(search("metrics-mapped-*", "data_stream.namespace:mapped AND attribute_type:ip AND rank:1")
                        .path("hits")
                        .path("total")
                        .path("value")
                        .asInt())
                .isGreaterThan(10);
        JsonNode mapping = get("/metrics-mapped-2026.03/_mapping")
                .path("metrics-mapped-2026.03")
                .path("mappings");
        assertThat(mapping.path("dynamic").asText()).isEqualTo("false");
        assertThat(mapping.path("properties").path("@timestamp").path("type").asText())
                .isEqualTo("date");
        assertThat(mapping.path("properties")
                        .path("data_stream")
                        .path("properties")
                        .path("dataset")
                        .path("type")
                        .asText())
                .isEqualTo("keyword");
    }

    @Test
    void anOutageInTheMiddleIsSurvived() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(new InetSocketAddress(url.getHost(), url.getPort()))) {
            long before = GeneratedEvents.GENERATED.get();
            URI behindProxy = URI.create("http://127.0.0.1:" + proxy.address().getPort());
            JobClient job = aggregate("outage", behindProxy, 2_000).executeAsync();
            Await.until("the first document arrives", TIMEOUT, () -> !lines("metrics-outage-2026.03")
                    .isEmpty());

            proxy.fail(TcpProxy.Fault.REFUSE);
            Await.exactly(
                    "all events are read",
                    TIMEOUT,
                    GeneratedEvents.COUNT,
                    () -> GeneratedEvents.GENERATED.get() - before);
            assertThat(lines("metrics-outage-2026.03")).isNotEqualTo(GeneratedEvents.expected());
            proxy.heal();
            job.getJobExecutionResult().get();
        }

        assertThat(lines("metrics-outage-2026.03")).isEqualTo(GeneratedEvents.expected());
    }

    @Test
    void anOlderVersionDoesNotReplaceANewerOne() throws Exception {
        write(new SearchDocument("metrics-versions-2026.03", "a", 7, json("{\"count\":7}")));
        write(new SearchDocument("metrics-versions-2026.03", "a", 6, json("{\"count\":6}")));
        assertThat(get("/metrics-versions-2026.03/_doc/a")
                        .path("_source")
                        .path("count")
                        .asInt())
                .isEqualTo(7);

        write(new SearchDocument("metrics-versions-2026.03", "a", 7, json("{\"count\":77}")));
        assertThat(get("/metrics-versions-2026.03/_doc/a")
                        .path("_source")
                        .path("count")
                        .asInt())
                .isEqualTo(77);
    }

    @Test
    void aDocumentThatDoesNotFitIsKeptWithTheReasonAndTheOthersAreWritten() throws Exception {
        write(
                new SearchDocument("metrics-unfit-2026.03", "a", 1, json("{\"@timestamp\":\"yesterday\"}")),
                new SearchDocument("metrics-unfit-2026.03", "b", 1, json("{\"count\":1}")));

        assertThat(get("/metrics-unfit-2026.03/_doc/b").path("found").asBoolean())
                .isTrue();
        assertThat(get("/metrics-unfit-2026.03/_doc/a").path("found").asBoolean())
                .isFalse();
        JsonNode kept = get("/rejected-metrics-unfit-2026.03/_doc/a").path("_source");
        assertThat(kept.path("document").asText()).isEqualTo("{\"@timestamp\":\"yesterday\"}");
        assertThat(kept.path("reason").asText()).contains("@timestamp");
        assertThat(kept.path("status").asInt()).isEqualTo(400);
    }

    @Test
    void aClockThatIsADayAheadAndAReplayLeaveTheDocumentsOfOthersAsTheyWere() throws Exception {
        GeneratedEvents steady = new GeneratedEvents("steady");
        aggregate(url, 100_000, steady).execute();
        SortedMap<String, String> alone = documents("metrics-steady-*");
        assertThat(alone).hasSizeGreaterThan(1000);
        delete("/metrics-steady-2026.03");

        aggregate(
                        url,
                        100_000,
                        new GeneratedEvents("ahead", Duration.ofDays(1).toMillis()),
                        new GeneratedEvents("replayed", Duration.ofDays(-30).toMillis()),
                        steady)
                .execute();

        assertThat(documents("metrics-steady-*")).isEqualTo(alone);
        // What the clock ahead says opens no window of a day to come; all of the replay is counted where it belongs.
        assertThat(lines("metrics-ahead-*")).isEmpty();
        assertThat(lines("metrics-replayed-2026.01")).hasSameSizeAs(GeneratedEvents.expected());
    }

    /** Version and source by id. */
    private static SortedMap<String, String> documents(String index) throws IOException, InterruptedException {
        search(index, "*");
        SortedMap<String, String> documents = new TreeMap<>();
        for (JsonNode hit :
                get("/" + index + "/_search?size=10000&version=true").at("/hits/hits")) {
            documents.put(
                    hit.path("_id").asText(),
                    hit.path("_version") + " " + hit.path("_source").toString());
        }
        return documents;
    }

    private static void delete(String path) throws IOException, InterruptedException {
        assertThat(HTTP.send(
                                HttpRequest.newBuilder(url.resolve(path))
                                        .DELETE()
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static StreamExecutionEnvironment aggregate(String tenant, URI target, double eventsPerSecond) {
        return aggregate(target, eventsPerSecond, new GeneratedEvents(tenant));
    }

    private static StreamExecutionEnvironment aggregate(URI target, double eventsPerSecond, GeneratedEvents... all) {
        StreamExecutionEnvironment environment = environment();
        AggregationTopology.build(
                environment,
                GeneratedEvents.sourceOf(eventsPerSecond, all),
                GeneratedEvents.directoryOf(all),
                AggregationSettings.from(new Configuration()),
                damaged -> {},
                points -> OpenSearchEnd.write(MetricDocuments.of(points), settings(target), "metrics"));
        return environment;
    }

    private static void write(SearchDocument... documents) throws Exception {
        StreamExecutionEnvironment environment = environment();
        OpenSearchEnd.write(environment.fromData(SearchDocument.class, documents), settings(url), "tests");
        environment.execute();
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(2);
        return environment;
    }

    private static OpenSearchSettings settings(URI target) {
        return OpenSearchSettings.from(Configuration.fromMap(java.util.Map.of("opensearch-urls", target.toString())));
    }

    private static SortedSet<String> lines(String index) throws IOException, InterruptedException {
        SortedSet<String> lines = new TreeSet<>();
        for (JsonNode hit : search(index, "*").path("hits").path("hits")) {
            if (!hit.path("_source").path("metric").asText().equals("late")) {
                assertThat(lines.add(TestingIndex.line(hit.path("_source")))).isTrue();
            }
        }
        return lines;
    }

    private static JsonNode search(String index, String query) throws IOException, InterruptedException {
        HttpResponse<String> refreshed = HTTP.send(
                HttpRequest.newBuilder(url.resolve("/" + index + "/_refresh"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (refreshed.statusCode() == 404) {
            return JSON.createObjectNode();
        }
        return get("/" + index + "/_search?size=10000&q=" + java.net.URLEncoder.encode(query, UTF_8));
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(
                HTTP.send(HttpRequest.newBuilder(url.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private static byte[] json(String text) {
        return text.getBytes(UTF_8);
    }
}
