package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.TcpProxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts are rows of a MariaDB, each once, also after it was away. Runs with {@code -Pmariadb}. */
@StackTest(Server.KAFKA)
@Tag("mariadb")
@Timeout(900)
class MariaDbIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TENANT = "maria";
    private static final int ALERTS = 20;

    @TempDir
    private Path folder;

    @Test
    void alertsAreUpserted(LocalStack stack) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), MariaDbServer.PASSWORD);
        try (MariaDbServer server = MariaDbServer.start(folder);
                TcpProxy proxy = TcpProxy.to(server.address());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            makeTopics(stack);
            InetSocketAddress address = proxy.address();
            Configuration settings = Configuration.fromMap(Map.of(
                    "kafka-bootstrap-servers",
                    stack.kafka().bootstrapServers(),
                    "delivery-sinks",
                    "jdbc",
                    "delivery-jdbc-url",
                    "jdbc:mysql://127.0.0.1:%d/%s".formatted(address.getPort(), MariaDbServer.DATABASE),
                    "delivery-jdbc-user",
                    MariaDbServer.USER,
                    "delivery-jdbc-password",
                    "file:" + password,
                    "delivery-jdbc-table",
                    "maria_alerts",
                    "restart-strategy.type",
                    "none",
                    "parallelism.default",
                    "1",
                    "execution.checkpointing.interval",
                    "500 ms"));
            EarlierTables.make(
                    "alerts-mariadb.sql",
                    "maria_alerts",
                    DriverManager.getConnection(server.jdbcUrl(), MariaDbServer.USER, MariaDbServer.PASSWORD));
            producer.send(new ProducerRecord<>(
                            "alerts." + TENANT, Alerts.staged(TENANT, "tried").encode()))
                    .get();
            JobClient job = DeliveryJob.build(settings).executeAsync("mariadb-it");
            try {
                send(producer, 0, ALERTS / 2);
                Await.value("first rows", PATIENCE, () -> rows(server), found -> found == ALERTS / 2);
                proxy.fail(TcpProxy.Fault.REFUSE);
                send(producer, ALERTS / 2, ALERTS);
                // A connection that broke is noticed when something is written.
                proxy.heal();
                Await.value("all rows", PATIENCE, () -> rows(server), found -> found == ALERTS);
                // The same alert with another reason.
                producer.send(new ProducerRecord<>(
                                "alerts." + TENANT,
                                Alerts.of(TENANT, "alert-3", "\uD83D\uDE00\0 Ä", Instant.ofEpochMilli(Alerts.COMPLETED))
                                        .asLate("found late")
                                        .encode()))
                        .get();
                Await.value(
                        "the row that was replaced",
                        PATIENCE,
                        () -> column(server, "group_key"),
                        "\uD83D\uDE00\uFFFD Ä"::equals);
                assertThat(rows(server)).isEqualTo(ALERTS);
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            } finally {
                job.cancel().get();
            }
            assertThat(query(server, "SELECT group_concat(id) FROM maria_alerts WHERE late"))
                    .isEqualTo("alert-3");
            assertThat(query(server, "SELECT late FROM maria_alerts WHERE tenant = 'earlier'"))
                    .isEqualTo("0");
            assertThat(query(server, "SELECT count(*) FROM maria_alerts WHERE id = 'tried'"))
                    .isEqualTo("0");
            assertThat(column(server, "CAST(ts AS char)")).isEqualTo("2026-01-31 23:59:59.500");
            assertThat(column(server, "rule_version")).isEqualTo("3");
            assertThat(column(server, "JSON_UNQUOTE(JSON_EXTRACT(evidence, '$[0].event_original'))"))
                    .isEqualTo("a\"\n");
            assertThat(column(server, "JSON_UNQUOTE(JSON_EXTRACT(evidence, '$[1].event_original'))"))
                    .isEqualTo("\uFFFD\uFFFD");
        }
    }

    private static void makeTopics(LocalStack stack) throws Exception {
        try (Admin admin = Admin.create(
                Map.<String, Object>of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("alerts." + TENANT, 1, (short) 1),
                            new NewTopic("control." + TENANT, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** Sends alerts, each twice. */
    private static void send(KafkaProducer<byte[], byte[]> producer, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            byte[] alert = Alerts.ofTenant(TENANT, "alert-" + i).encode();
            producer.send(new ProducerRecord<>("alerts." + TENANT, alert)).get();
            producer.send(new ProducerRecord<>("alerts." + TENANT, alert)).get();
        }
    }

    private static int rows(MariaDbServer server) throws SQLException {
        return Integer.parseInt(query(server, "SELECT count(*) FROM maria_alerts WHERE tenant = 'maria'"));
    }

    private static String column(MariaDbServer server, String column) throws SQLException {
        return query(server, "SELECT %s FROM maria_alerts WHERE id = 'alert-3'".formatted(column));
    }

    private static String query(MariaDbServer server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), MariaDbServer.USER, MariaDbServer.PASSWORD);
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
