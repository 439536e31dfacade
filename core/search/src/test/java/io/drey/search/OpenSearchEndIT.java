package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.job.JobEnvironment;
import io.drey.job.delivery.Receipt;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.SendingEnd;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import io.drey.testing.TcpProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The writer against a real node that is throttled, away, blocked or set up wrongly. No job may restart: none may. */
@StackTest(Server.OPENSEARCH)
@Timeout(900)
@FlinkCluster
class OpenSearchEndIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    private static final Queue<DeadLetter> LETTERS = new ConcurrentLinkedQueue<>();
    private static final Queue<DeliveredCount> DELIVERED = new ConcurrentLinkedQueue<>();

    private static URI node;
    private static OpenSearchClient client;

    @BeforeAll
    static void installTemplates(LocalStack stack) throws Exception {
        node = stack.openSearch().url();
        client = new OpenSearchClient(OpenSearchConnection.to(node));
        IndexTemplates.install(client);
    }

    @BeforeEach
    void forget() {
        LETTERS.clear();
        DELIVERED.clear();
    }

    @Test
    void aStormOfThrottlingWithOneUnfitDocumentRejectsExactlyThatOne() throws Exception {
        try (FaultyBulkProxy storm = new FaultyBulkProxy(node, 3)) {
            run("logs-storm-2026.01", storm.url(), 700, 333, 10_000);

            assertThat(storm.throttled.get()).isGreaterThan(3 * 500);
        }

        assertThat(LETTERS).singleElement().satisfies(letter -> {
            assertThat(letter.tenant()).isEqualTo("acme");
            assertThat(letter.dataset()).isEqualTo("access");
            assertThat(letter.topic()).isEqualTo("opensearch:logs-storm-2026.01/n333");
            assertThat(new String(letter.raw(), UTF_8)).contains("\"n\":333").contains("no time");
            assertThat(letter.reason()).startsWith("refused by OpenSearch with 400: mapper_parsing_exception");
        });
        assertThat(ids("logs-storm-2026.01")).hasSize(699).doesNotContain("n333");
        assertThat(get("/rejected-logs-storm-2026.01/_doc/n333").path("found").asBoolean())
                .isTrue();
        assertThat(DELIVERED.stream().mapToLong(DeliveredCount::count).sum()).isEqualTo(699);
    }

    @Test
    void anOutageInTheMiddleRestartsNothingAndLosesNothing() throws Exception {
        // Minutes with -Pfaults.
        Duration outage = Duration.parse(System.getProperty("drey.test.outage", "PT5S"));
        try (TcpProxy proxy = TcpProxy.to(new InetSocketAddress(node.getHost(), node.getPort()))) {
            URI behindProxy = URI.create("http://127.0.0.1:" + proxy.address().getPort());
            JobClient job = start("logs-outage-2026.01", behindProxy, 20_000, -1, 2_000);
            Await.atLeast("some arrive", PATIENCE, 101, () -> count("logs-outage-2026.01"));
            proxy.fail(TcpProxy.Fault.REFUSE);
            long until = System.nanoTime() + outage.toNanos();
            Await.until("the outage ends", outage.plusMinutes(1), () -> System.nanoTime() > until);
            assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            assertThat(count("logs-outage-2026.01")).isLessThan(20_000);
            proxy.heal();
            job.getJobExecutionResult().get();
        }

        assertThat(count("logs-outage-2026.01")).isEqualTo(20_000);
        assertThat(LETTERS).isEmpty();
        assertThat(DELIVERED.stream().mapToLong(DeliveredCount::count).sum()).isEqualTo(20_000);
    }

    @Test
    void aReadOnlyIndexIsWaitedFor() throws Exception {
        put("/logs-blocked-2026.01", "{\"settings\":{\"index.blocks.write\":true}}");
        try (FaultyBulkProxy counting = new FaultyBulkProxy(node, 0)) {
            JobClient job = start("logs-blocked-2026.01", counting.url(), 50, -1, 10_000);
            Await.atLeast("the block was met and met again", PATIENCE, 2, () -> counting.requests.get());
            assertThat(count("logs-blocked-2026.01")).isZero();

            put("/logs-blocked-2026.01/_settings", "{\"index.blocks.write\":null}");
            job.getJobExecutionResult().get();
        }

        assertThat(count("logs-blocked-2026.01")).isEqualTo(50);
        assertThat(LETTERS).isEmpty();
    }

    @Test
    void aReadOnlyIndexThatNobodyMendsIsGivenUp() throws Exception {
        put("/logs-forgotten-2026.01", "{\"settings\":{\"index.blocks.write\":true}}");

        job("logs-forgotten-2026.01", node, 50, -1, 10_000, "opensearch-blocked-index-patience", "1 s")
                .execute();

        assertThat(LETTERS).hasSize(50).allSatisfy(letter -> assertThat(letter.reason())
                .contains("403: cluster_block_exception"));
    }

    @Test
    void atATemplateThatSomebodyChangedOnlyTheDocumentsThatDoNotFitAreRefused() throws Exception {
        put(
                "/_index_template/changed",
                """
                {"index_patterns":["logs-changed-*"],"priority":900,"template":{"mappings":{"properties":{
                  "n":{"type":"byte"},"@timestamp":{"type":"date"}}}}}""");

        run("logs-changed-2026.01", node, 200, -1, 10_000);

        // 128 to 199 are no bytes.
        assertThat(count("logs-changed-2026.01")).isEqualTo(128);
        assertThat(LETTERS).hasSize(72);
    }

    @Test
    void anExplosionOfFieldsIsStoppedByTheTemplateAndElseRefused() throws Exception {
        put(
                "/_index_template/exploding",
                """
                {"index_patterns":["logs-exploding-*"],"priority":900,
                 "template":{"settings":{"index.mapping.total_fields.limit":30},"mappings":{"dynamic":true}}}""");

        run("logs-exploding-2026.01", node, 100, -1, 10_000);
        assertThat(LETTERS).isNotEmpty().allSatisfy(letter -> assertThat(letter.reason())
                .contains("Limit of total fields [30]"));
        assertThat(count("logs-exploding-2026.01") + LETTERS.size()).isEqualTo(100);

        LETTERS.clear();
        run("logs-calm-2026.01", node, 100, -1, 10_000);
        assertThat(LETTERS).isEmpty();
        assertThat(get("/logs-calm-2026.01/_mapping").toString()).doesNotContain("field_1");
    }

    private static void run(String index, URI url, int documents, int unfit, double rate) throws Exception {
        job(index, url, documents, unfit, rate).execute();
    }

    private static JobClient start(String index, URI url, int documents, int unfit, double rate) throws Exception {
        return job(index, url, documents, unfit, rate).executeAsync();
    }

    private static StreamExecutionEnvironment job(
            String index, URI url, int documents, int unfit, double rate, String... more) {
        Configuration configuration = Configuration.fromMap(Map.of(
                "restart-strategy.type", "none",
                "execution.checkpointing.interval", "200 ms",
                // Shorter than the outage: checkpoints fail meanwhile, which must restart nothing either.
                "execution.checkpointing.timeout", "2 s",
                "opensearch-urls", url.toString(),
                "opensearch-bulk-documents", "50",
                "opensearch-retry-delay", "50 ms",
                "opensearch-retry-delay-max", "500 ms"));
        for (int i = 0; i < more.length; i += 2) {
            configuration.setString(more[i], more[i + 1]);
        }
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        environment.setParallelism(1);
        GeneratorFunction<Long, SearchDocument> generated = n -> document(index, n, unfit);
        SendingEnd.Outcome outcome = OpenSearchEnd.write(
                environment.fromSource(
                        new DataGeneratorSource<>(
                                generated,
                                documents,
                                RateLimiterStrategy.perSecond(rate),
                                TypeInformation.of(SearchDocument.class)),
                        org.apache.flink.api.common.eventtime.WatermarkStrategy.noWatermarks(),
                        "documents"),
                OpenSearchSettings.from(configuration),
                "tests");
        outcome.refused().sinkTo(new Collected<>(Collected.Into.LETTERS));
        outcome.delivered().sinkTo(new Collected<>(Collected.Into.DELIVERED));
        return environment;
    }

    private static SearchDocument document(String index, long n, int unfit) {
        String time = n == unfit ? "no time" : "2026-01-31T12:00:00Z";
        String json = "{\"@timestamp\":\"%s\",\"n\":%d,\"field_%d\":1}".formatted(time, n, n);
        return new SearchDocument(
                index,
                "n" + n,
                SearchDocument.UNVERSIONED,
                json.getBytes(UTF_8),
                new Receipt(ACCESS, "opensearch", 0, "raw.acme.access", 0, n));
    }

    private static int count(String index) throws Exception {
        client.send("POST", "/" + index + "/_refresh", new byte[0]);
        return get("/" + index + "/_count").path("count").asInt();
    }

    private static List<String> ids(String index) throws Exception {
        count(index);
        List<String> ids = new ArrayList<>();
        get("/" + index + "/_search?size=10000")
                .at("/hits/hits")
                .forEach(hit -> ids.add(hit.path("_id").asText()));
        return ids;
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(client.send("GET", path, new byte[0]).body());
    }

    private static void put(String path, String json) throws IOException, InterruptedException {
        assertThat(client.send("PUT", path, json.getBytes(UTF_8)).statusCode()).isEqualTo(200);
    }

    /** Keeps what arrives where tests look. */
    private static final class Collected<T> implements Sink<T> {

        enum Into {
            LETTERS,
            DELIVERED
        }

        private final Into into;

        Collected(Into into) {
            this.into = into;
        }

        @Override
        @SuppressWarnings("deprecation") // the interface still asks for it
        public SinkWriter<T> createWriter(InitContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(T element, Context context) {
                    switch (into) {
                        case LETTERS -> LETTERS.add((DeadLetter) element);
                        case DELIVERED -> DELIVERED.add((DeliveredCount) element);
                    }
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
