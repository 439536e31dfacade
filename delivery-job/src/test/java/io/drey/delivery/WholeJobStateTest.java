package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.DeliveryTopology.Gathering;
import io.drey.delivery.DeliveryTopology.TargetsEnd;
import io.drey.delivery.sending.Targets;
import io.drey.delivery.sending.TestingTargets;
import io.drey.event.DatasetId;
import io.drey.event.DeliveredCount;
import io.drey.event.LogEventCodec;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.kafka.RawRecord;
import io.drey.search.OpenSearchEnd;
import io.drey.search.OpenSearchSettings;
import io.drey.testing.Await;
import io.drey.testing.Savepoints;
import io.drey.testing.SmtpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of the whole job, with all that is sent: of earlier versions, taken while OpenSearch and all targets are away but
 * for one alert that a webhook took. All that was under way is delivered behind them, and the ledger goes on counting, also
 * where the job has got a name of its own since.
 */
@Timeout(900)
class WholeJobStateTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FIRST_HALF = 3;
    private static final int SECOND_HALF = 2;
    private static final int MORE_THAN_EVER_COME = 1_000;
    private static final Savepoints SAVEPOINTS = new Savepoints("whole-delivery-job");
    private static final Others OTHERS = new Others();

    @BeforeAll
    static void takeSavepoint() throws Exception {
        SAVEPOINTS.writeIfAsked(
                configuration -> {
                    OTHERS.mailServerIs("127.0.0.1:1");
                    return job(configuration, 1, RateLimiterStrategy.perCheckpoint(FIRST_HALF));
                },
                () -> OTHERS.wereAllAsked());
    }

    @AfterAll
    static void stop() {
        OTHERS.server.stop(0);
    }

    static Stream<Arguments> savepoints() {
        return SAVEPOINTS.all().stream()
                .flatMap(savepoint -> Stream.of(Arguments.of(savepoint, ""), Arguments.of(savepoint, "hooks")));
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void whatWasUnderWayIsDeliveredAndTheLedgerCountsOn(Path savepoint, String jobName) throws Exception {
        try (SmtpServer mail = SmtpServer.start(SmtpServer.Encryption.NONE, null)) {
            OTHERS.mailServerIs(mail.address());
            OTHERS.comeBack();
            TestingRecords.WRITTEN.clear();
            // As many for each of two subtasks; one of them has the source's state.
            Configuration configuration = Savepoints.restoring(savepoint);
            configuration.set(DeliverySettings.NAME, jobName);
            JobClient job = job(configuration, 2, RateLimiterStrategy.perCheckpoint(2 * SECOND_HALF))
                    .executeAsync();
            try {
                for (int n = 0; n < FIRST_HALF + SECOND_HALF; n++) {
                    String alert = "alert-" + n;
                    String event = "topic.0.%d.0".formatted(n);
                    String address = "10.0.0." + n;
                    arrives(alert, "/_bulk");
                    arrives(event, "/_bulk");
                    arrives(event, "/forward");
                    if (n > 0) {
                        arrives(alert, "/hook");
                    }
                    Await.until("mail of " + address, PATIENCE, () -> mail.mails().stream()
                            .anyMatch(each -> each.data().contains(address)));
                }
                Await.value(
                        "the ledger",
                        PATIENCE,
                        WholeJobStateTest::ledger,
                        told -> told.getOrDefault("webhook:hook", 0L) == FIRST_HALF + SECOND_HALF);
                assertThat(OTHERS.taken.get("/hook")).noneMatch("alert-0"::equals);
            } finally {
                job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void everyOperatorHasAName() {
        StreamExecutionEnvironment environment = job(new Configuration(), 1, RateLimiterStrategy.noOp());

        assertThat(environment.getStreamGraph().getStreamNodes())
                .isNotEmpty()
                .allSatisfy(node -> assertThat(node.getTransformationUID())
                        .as(node.getOperatorName())
                        .isNotNull())
                .extracting(StreamNode::getTransformationUID)
                .contains(
                        "alerts-gather-bulk",
                        "alerts-write-opensearch",
                        "logs-sort-answers",
                        "webhooks-gather-parcels",
                        "webhooks-send",
                        "forwarding-sort-answers",
                        "mail-gather-by-interval",
                        "delivery-job-sum-delivered");
    }

    private static void arrives(String text, String path) {
        Await.until("%s at %s".formatted(text, path), PATIENCE, () -> OTHERS.took(path).stream()
                .anyMatch(body -> body.contains(text)));
    }

    private static Map<String, Long> ledger() {
        Map<String, Long> told = new HashMap<>();
        TestingRecords.WRITTEN.stream()
                .filter(record -> record.topic().equals("ledger.acme"))
                .map(record -> DeliveredCount.decode(record.value()))
                .forEach(count -> told.put(count.target(), count.count()));
        return told;
    }

    private static StreamExecutionEnvironment job(
            Configuration configuration, int parallelism, RateLimiterStrategy pace) {
        configuration.setString("opensearch-urls", OTHERS.url());
        configuration.setString("opensearch-compression", "none");
        configuration.setString("opensearch-bulk-delay", "20 ms");
        configuration.setString("opensearch-retry-delay-max", "1 s");
        OpenSearchSettings openSearch = OpenSearchSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        DeliveryTopology.build(
                environment,
                new DeliveryTopology.Ends(
                        new DataGeneratorSource<>(
                                WholeJobStateTest::alert,
                                MORE_THAN_EVER_COME,
                                pace,
                                TypeInformation.of(RawRecord.class)),
                        new DataGeneratorSource<>(
                                n -> new LogEventCodec().encode(Events.access(ACCESS, n, 200)),
                                MORE_THAN_EVER_COME,
                                pace,
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                        new TestingRecords(),
                        Optional.of((documents, name) -> OpenSearchEnd.write(documents, openSearch, name)),
                        Optional.of(alerts -> alerts.sinkTo(new DiscardingSink<>())
                                .name("lake-alerts")
                                .uid("lake-alerts")),
                        Optional.of(new DiscardingSink<>()),
                        List.of(
                                new TargetsEnd("webhooks", new Known("hook"), Gathering.BY_REQUEST),
                                new TargetsEnd("forwarding", new Known("forward"), Gathering.BY_REQUEST),
                                new TargetsEnd("mail", new Known("oncall"), Gathering.BY_INTERVAL)),
                        TestingActs.NONE),
                new FixedDatasets(DatasetDocument.live(ACCESS, "combined")),
                DeliverySettings.from(configuration));
        return environment;
    }

    private static RawRecord alert(long n) {
        if (n == FIRST_HALF - 1) {
            // The first ones are on their way by mail then, and this one waits for the interval to end.
            Await.atLeast("a mail is tried", PATIENCE, 2, () -> OTHERS.asked("acme/oncall"));
        }
        return new RawRecord(
                "alerts.acme",
                0,
                n,
                Alerts.COMPLETED,
                Alerts.of("alert-" + n, "10.0.0." + n).encode());
    }

    /** OpenSearch, a webhook and a system that events are forwarded to, which are away until they come back. */
    private static final class Others {

        private final HttpServer server;
        private final Map<String, List<String>> refused = new ConcurrentHashMap<>();
        private final Map<String, List<String>> taken = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> lookUps = new ConcurrentHashMap<>();
        private final Map<String, TargetDocument> targets = new ConcurrentHashMap<>();
        private volatile boolean isThere;

        Others() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException("no port for a server", e);
            }
            server.createContext("/", this::answer);
            server.start();
            know("hook", "type: webhook\naddress: %s/hook".formatted(url()));
            know("forward", "type: http\nsend: events\naddress: %s/forward".formatted(url()));
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        void mailServerIs(String address) {
            know(
                    "oncall",
                    "type: mail\naddress: %s\nencryption: none\nfrom: drey@example.com\nto: [ann@example.com]\ninterval: 10s"
                            .formatted(address));
        }

        void comeBack() {
            isThere = true;
            taken.clear();
        }

        boolean wereAllAsked() {
            return took("/hook").contains("alert-0")
                    && refusals("/hook") >= FIRST_HALF - 1
                    && refusals("/forward") >= 1
                    && refusals("/_bulk") >= 2;
        }

        int asked(String key) {
            return lookUps.computeIfAbsent(key, unseen -> new AtomicInteger()).get();
        }

        List<String> took(String path) {
            return taken.getOrDefault(path, List.of());
        }

        private int refusals(String path) {
            return refused.getOrDefault(path, List.of()).size();
        }

        private void know(String name, String yaml) {
            targets.put(name, TestingTargets.target(name, yaml));
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String delivery = exchange.getRequestHeaders().getFirst("Drey-Delivery");
            boolean isTaken = isThere || "alert-0".equals(delivery);
            (isTaken ? taken : refused)
                    .computeIfAbsent(path, unseen -> new CopyOnWriteArrayList<>())
                    .add(delivery == null ? body : delivery);
            byte[] answer = "{\"version\":{\"number\":\"2.19.4\"},\"errors\":false}".getBytes(UTF_8);
            exchange.sendResponseHeaders(isTaken ? 200 : 503, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        }
    }

    /** One target of the tenant acme, as it stands. */
    private record Known(String name) implements Targets {

        private static final long serialVersionUID = 1L;

        @Override
        public void open() {}

        @Override
        public List<TargetDocument> of(String tenant) {
            return tenant.equals("acme") ? List.of(OTHERS.targets.get(name)) : List.of();
        }

        @Override
        public Optional<TargetDocument> find(String key) {
            OTHERS.lookUps.computeIfAbsent(key, unseen -> new AtomicInteger()).incrementAndGet();
            return Targets.super.find(key);
        }

        @Override
        public void close() {}
    }
}
