package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.event.EventBatchWriter;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningPostgres;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that goes away, a webhook that refuses, and another Kafka: a job for each that may be away. None may restart. */
@StackTest({Server.KAFKA, Server.POSTGRES})
@Timeout(900)
class TargetsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final DatasetId ACCESS = new DatasetId("shop", "access");
    private static final int ALERTS = 20;
    private static final int LATE = 5;
    private static final int EVENTS = 100;
    private static final Pattern JDBC = Pattern.compile("jdbc:postgresql://([^:/]+):(\\d+)/(.*)");

    private final Map<String, String> delivered = new ConcurrentHashMap<>();
    private final Map<String, String> chatted = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    /** The driver asserts that a connection that broke did not break; clusters run without assertions. */
    @BeforeAll
    static void driverWithoutAssertions() {
        ClassLoader.getSystemClassLoader().setPackageAssertionStatus("org.postgresql", false);
    }

    @Test
    void everyTargetGetsItsOwnAndNoneHoldsUpTheOthers(LocalStack stack) throws Exception {
        RunningPostgres postgres = stack.postgres();
        Path password = Files.writeString(folder.resolve("password"), postgres.password());
        Matcher url = JDBC.matcher(postgres.jdbcUrl());
        assertThat(url.matches()).isTrue();
        HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/", this::receive);
        webhook.start();
        try (TcpProxy database = TcpProxy.to(new InetSocketAddress(url.group(1), Integer.parseInt(url.group(2))));
                KafkaProducer<byte[], byte[]> producer = producer(stack)) {
            makeTopics(stack);
            publish(
                    producer,
                    "hook",
                    """
                    {"kind":"Target","name":"hook","type":"webhook","address":"http://127.0.0.1:%d/","filter":
                     "alert.severity = high","template":"{\\"text\\":\\"{{rule.name}} by {{source.ip}}\\"}"}"""
                            .formatted(webhook.getAddress().getPort()));
            publish(
                    producer,
                    "chat",
                    """
                    {"kind":"Target","name":"chat","type":"webhook","address":"http://127.0.0.1:%d/chat","template":"slack",
                     "link":"https://soc.example/{{event.id}}"}"""
                            .formatted(webhook.getAddress().getPort()));
            publish(
                    producer,
                    "mirror",
                    """
                    {"kind":"Target","name":"mirror","type":"kafka","send":"events","address":"%s","topic":"mirrored",
                     "filter":"data_stream.dataset = access and http.response.status_code >= 400"}"""
                            .formatted(stack.kafka().bootstrapServers()));
            Map<String, String> settings = Map.of(
                    "kafka-bootstrap-servers",
                    stack.kafka().bootstrapServers(),
                    "delivery-jdbc-url",
                    "jdbc:postgresql://127.0.0.1:%d/%s"
                            .formatted(database.address().getPort(), url.group(3)),
                    "delivery-jdbc-user",
                    postgres.user(),
                    "delivery-jdbc-password",
                    "file:" + password,
                    "delivery-jdbc-table",
                    "shop_alerts",
                    "restart-strategy.type",
                    "none",
                    "parallelism.default",
                    "1",
                    "execution.checkpointing.interval",
                    "500 ms");
            EarlierTables.make(
                    "alerts.sql",
                    "shop_alerts",
                    DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password()));
            producer.send(new ProducerRecord<>(
                            "alerts.shop", Alerts.staged("shop", "tried").encode()))
                    .get();
            JobClient rows = start(settings, "jdbc");
            JobClient requests = start(settings, "webhooks;forwarding");
            try {
                send(producer, 0, ALERTS / 2);
                Await.value("first rows", PATIENCE, () -> rows(postgres), found -> found == ALERTS / 2);
                database.fail(TcpProxy.Fault.REFUSE);
                send(producer, ALERTS / 2, ALERTS);
                for (int i = 0; i < EVENTS; i++) {
                    producer.send(new ProducerRecord<>(
                                    "events.shop",
                                    EventBatchWriter.record(Events.access(ACCESS, i, i % 2 == 0 ? 200 : 404))))
                            .get();
                }
                Await.value("webhooks during the outage", PATIENCE, delivered::size, n -> n == ALERTS - 1);
                Await.value(
                        "mirrored events",
                        PATIENCE,
                        () -> TopicValues.of(stack, "mirrored").size(),
                        n -> n == EVENTS / 2);
                assertThat(rows(postgres)).isEqualTo(ALERTS / 2);
                database.heal();
                Await.value("all rows", PATIENCE, () -> rows(postgres), found -> found == ALERTS);
                Await.value(
                        "the ledger",
                        PATIENCE,
                        () -> ledger(stack),
                        sums -> sums.equals(Map.of(
                                "jdbc",
                                2L * ALERTS,
                                "webhook:hook",
                                2L * (ALERTS - 1),
                                "webhook:chat",
                                2L * ALERTS,
                                "kafka:mirror",
                                EVENTS / 2L)));
                Await.exactly("dead letters", PATIENCE, 2, () -> TopicValues.of(stack, "dead-letters.shop")
                        .size());
                assertThat(rows.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
                assertThat(requests.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            } finally {
                end(rows);
                end(requests);
            }
        } finally {
            webhook.stop(0);
        }

        assertThat(delivered.get("alert-3")).isEqualTo("{\"text\":\"Failed logins followed by a success by 1.2.3.4\"}");
        assertThat(JSON.readTree(chatted.get("alert-7"))
                        .at("/blocks/0/text/text")
                        .asText())
                .isEqualTo("[high] Failed logins followed by a success: 1.2.3.4");
        assertThat(TopicValues.of(stack, "dead-letters.shop"))
                .extracting(DeadLetter::decode)
                .hasSize(2)
                .allSatisfy(letter -> {
                    assertThat(letter.topic()).isEqualTo("webhook:hook/alert-7");
                    assertThat(letter.reason()).contains("HTTP 400");
                });
        assertThat(JSON.readTree(TopicValues.of(stack, "mirrored").get(0))
                        .at("/http/response/status_code")
                        .asInt())
                .isEqualTo(404);
        assertThat(query(postgres, "SELECT string_agg(id, ' ') FROM shop_alerts WHERE late"))
                .isEqualTo("alert-" + LATE);
        assertThat(query(postgres, "SELECT late FROM shop_alerts WHERE tenant = 'earlier'"))
                .isEqualTo("f");
        assertThat(query(postgres, "SELECT count(*) FROM shop_alerts WHERE id = 'tried'"))
                .isEqualTo("0");
        assertThat(column(postgres, "evidence->1->>'event_original'")).isEqualTo("\uFFFD\uFFFD");
    }

    private static JobClient start(Map<String, String> settings, String targets) throws Exception {
        Configuration configuration = Configuration.fromMap(settings);
        configuration.setString("delivery-sinks", targets);
        return DeliveryJob.build(configuration).executeAsync("targets-it");
    }

    /** Cancels a job; one that failed says why. */
    private static void end(JobClient job) throws Exception {
        CompletableFuture<?> result = job.getJobExecutionResult();
        if (result.isDone()) {
            result.get();
        }
        job.cancel().get();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("Drey-Delivery");
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean isChat = exchange.getRequestURI().getPath().equals("/chat");
        boolean refused = !isChat && id.equals("alert-7");
        if (!refused) {
            (isChat ? chatted : delivered).put(id, body);
        }
        exchange.sendResponseHeaders(refused ? 400 : 204, -1);
        exchange.close();
    }

    private static void makeTopics(LocalStack stack) throws Exception {
        try (Admin admin = Admin.create(
                Map.<String, Object>of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("alerts.shop", 1, (short) 1),
                            new NewTopic("events.shop", 1, (short) 1),
                            new NewTopic("control.shop", 1, (short) 1),
                            new NewTopic("mirrored", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(LocalStack stack) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void publish(KafkaProducer<byte[], byte[]> producer, String name, String json) throws Exception {
        producer.send(new ProducerRecord<>("control.shop", ("target/" + name).getBytes(UTF_8), json.getBytes(UTF_8)))
                .get();
    }

    /** Sends alerts, each twice. */
    private static void send(KafkaProducer<byte[], byte[]> producer, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            Alert raised = Alerts.ofTenant("shop", "alert-" + i);
            byte[] alert = (i == LATE ? raised.asLate("found late") : raised).encode();
            producer.send(new ProducerRecord<>("alerts.shop", alert)).get();
            producer.send(new ProducerRecord<>("alerts.shop", alert)).get();
        }
    }

    private static Map<String, Long> ledger(LocalStack stack) {
        Map<String, DeliveredCount> last = new HashMap<>();
        for (byte[] value : TopicValues.of(stack, "ledger.shop")) {
            DeliveredCount count = DeliveredCount.decode(value);
            last.put(count.key(), count);
        }
        Map<String, Long> sums = new HashMap<>();
        last.values().forEach(count -> sums.merge(count.target(), count.count(), Long::sum));
        return sums;
    }

    private static int rows(RunningPostgres postgres) throws SQLException {
        return Integer.parseInt(query(postgres, "SELECT count(*) FROM shop_alerts WHERE tenant = 'shop'"));
    }

    private static String column(RunningPostgres postgres, String column) throws SQLException {
        return query(postgres, "SELECT " + column + " FROM shop_alerts WHERE id = 'alert-3'");
    }

    private static String query(RunningPostgres postgres, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
