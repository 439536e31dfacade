package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drey.configuration.ActDocument;
import io.drey.configuration.ActDocument.Selector;
import io.drey.configuration.ActDocument.Verb;
import io.drey.configuration.AlertCondition;
import io.drey.configuration.ControlRecord;
import io.drey.configuration.Revision;
import io.drey.event.Alert;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What people did with alerts stays with them however often these are delivered; of muted ones no webhook hears. */
@StackTest({Server.KAFKA, Server.OPENSEARCH})
class ActsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TENANT = "acted";
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");

    private final Set<String> notified = ConcurrentHashMap.newKeySet();

    private long version;

    @Test
    void aReplayedAlertKeepsWhatPeopleDidWithIt(LocalStack stack) throws Exception {
        OpenSearchClient client =
                new OpenSearchClient(OpenSearchConnection.to(stack.openSearch().url()));
        IndexTemplates.install(client);
        HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/", this::receive);
        webhook.start();
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(
                            new NewTopic("alerts." + TENANT, 1, (short) 1),
                            new NewTopic("control." + TENANT, 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            String target =
                    "{\"kind\":\"Target\",\"name\":\"hook\",\"type\":\"webhook\",\"address\":\"http://127.0.0.1:%d/\"}"
                            .formatted(webhook.getAddress().getPort());
            producer.send(new ProducerRecord<>(
                            "control." + TENANT, "target/hook".getBytes(UTF_8), target.getBytes(UTF_8)))
                    .get();
            Selector noisy = Selector.rule("brute-force-login", Optional.of("9.9.9.9"));
            act(producer, new ActDocument(TENANT, Verb.MUTE, noisy, "2999-01-01T00:00:00Z", BEFORE, "alice", ""));
            Selector office = Selector.rule("brute-force-login", Optional.empty())
                    .and(AlertCondition.parse("{source.ip|cidr: 10.0.0.0/8, alert.severity: high}"));
            act(producer, new ActDocument(TENANT, Verb.MUTE, office, "2999-01-01T00:00:00Z", BEFORE, "alice", "drill"));
            JobClient job = DeliveryJob.build(Configuration.fromMap(Map.of(
                            "kafka-bootstrap-servers",
                            stack.kafka().bootstrapServers(),
                            "opensearch-urls",
                            stack.openSearch().url().toString(),
                            "delivery-sinks",
                            "opensearch;webhooks",
                            "delivery-payloads",
                            "alerts",
                            "parallelism.default",
                            "1",
                            "execution.checkpointing.interval",
                            "500 ms")))
                    .executeAsync("acts-it");
            try {
                send(producer, alert("a1", "1.2.3.4"));
                send(producer, Alerts.staged(TENANT, "s1"));
                send(producer, alert("a2", "9.9.9.9"));
                send(producer, alert("a5", "10.9.8.7"));
                send(producer, alert("a3", "1.2.3.4"));
                // Requests are under way side by side: the one of the last document may be answered first.
                for (String id : List.of("a1", "a2", "a5", "a3")) {
                    Await.value("document " + id, PATIENCE, () -> told(client, id), told -> !told.isMissingNode());
                }
                Await.value("webhooks", PATIENCE, () -> notified, ids -> ids.containsAll(Set.of("a1", "a3")));
                assertThat(notified).doesNotContain("a2", "a5", "s1");
                Await.value(
                        "the staged one", PATIENCE, () -> told(client, "staged", "s1"), told -> !told.isMissingNode());
                assertThat(told(client, "s1").isMissingNode()).isTrue();
                assertThat(told(client, "a2").path("muted").asBoolean()).isTrue();
                assertThat(told(client, "a2").path("muted_scope").asText())
                        .isEqualTo("rule brute-force-login, group 9.9.9.9");
                assertThat(told(client, "a5").path("muted_scope").asText())
                        .isEqualTo(
                                "rule brute-force-login, where {\"source.ip|cidr\":\"10.0.0.0/8\",\"alert.severity\":\"high\"}");
                assertThat(told(client, "a5").path("muted_note").asText()).isEqualTo("drill");
                assertThat(told(client, "a3").has("muted")).isFalse();
                assertThat(told(client, "a1").has("status")).isFalse();

                act(
                        producer,
                        new ActDocument(TENANT, Verb.ACK, Selector.alert("a1"), "", Instant.now(), "bob", "known"));
                Await.value(
                        "the act in a document that is written again",
                        PATIENCE,
                        () -> {
                            send(producer, alert("a1", "1.2.3.4"));
                            return told(client, "a1");
                        },
                        told -> told.path("status").asText().equals("acknowledged"));
                send(producer, alert("a1", "1.2.3.4"));
                send(producer, alert("a4", "1.2.3.4"));
                Await.value("what comes behind it", PATIENCE, () -> told(client, "a4"), told -> !told.isMissingNode());
                assertThat(told(client, "a1").path("status_by").asText()).isEqualTo("bob");
                assertThat(told(client, "a1").path("status_note").asText()).isEqualTo("known");
                assertThat(told(client, "a4").has("status")).isFalse();
            } finally {
                job.cancel().get();
            }
        } finally {
            webhook.stop(0);
        }
    }

    private void act(KafkaProducer<byte[], byte[]> producer, ActDocument act) throws Exception {
        ControlRecord record = ControlRecord.of(act.toDocument(), new Revision(++version, act.time(), act.by()));
        for (byte[] key : List.of(record.historyKey(), record.presentKey())) {
            producer.send(new ProducerRecord<>("control." + TENANT, key, record.value()))
                    .get();
        }
    }

    private static Alert alert(String id, String group) {
        return Alerts.of(TENANT, id, group, Instant.ofEpochMilli(Alerts.COMPLETED));
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, Alert alert) throws Exception {
        producer.send(new ProducerRecord<>("alerts." + TENANT, alert.encode())).get();
    }

    /** What its document tells below {@code alert}. */
    private static JsonNode told(OpenSearchClient client, String id) throws Exception {
        return told(client, "alerts", id);
    }

    private static JsonNode told(OpenSearchClient client, String kind, String id) throws Exception {
        return JSON.readTree(client.send("GET", "/%s-acted-2026.01/_doc/%s".formatted(kind, id), new byte[0])
                        .body())
                .at("/_source/alert");
    }

    private void receive(HttpExchange exchange) throws IOException {
        notified.add(JSON.readTree(exchange.getRequestBody()).at("/event/id").asText());
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }
}
