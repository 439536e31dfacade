package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.event.EventBatchWriter;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a real topic to real documents and rows. */
@StackTest({Server.KAFKA, Server.OPENSEARCH})
class DeliveryIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ALERTS = 25;
    private static final int EVENTS = 200;
    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final byte[] NONSENSE = {1, 2, (byte) 0xFF};

    @TempDir
    private Path folder;

    @Test
    void everyAlertAndEventIsDeliveredOnceThoughItWasSentTwice(LocalStack stack) throws Exception {
        OpenSearchClient client =
                new OpenSearchClient(OpenSearchConnection.to(stack.openSearch().url()));
        IndexTemplates.install(client);
        IndexTemplates.installTenant(client, "acme");
        send(stack);
        LakeSettings lake = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake open = Lake.open(lake)) {
            open.init();
        }
        Configuration configuration = Configuration.fromMap(Map.of(
                "kafka-bootstrap-servers",
                stack.kafka().bootstrapServers(),
                "opensearch-urls",
                stack.openSearch().url().toString(),
                "lake-catalog-type",
                "hadoop",
                "lake-warehouse",
                folder.toUri().toString(),
                "parallelism.default",
                "2",
                "execution.checkpointing.interval",
                "500 ms"));
        JobClient job = DeliveryJob.build(configuration).executeAsync("delivery-it");
        try {
            Await.value("all alerts", PATIENCE, () -> count(client, "alerts-acme"), n -> n == ALERTS);
            Await.value("all rows", PATIENCE, () -> idsInLake(lake).size(), n -> n == ALERTS);
            Await.value("all events", PATIENCE, () -> count(client, "logs-acme"), n -> n == EVENTS);

            JsonNode alert = search(client, "/alerts-acme-2026.01/_search?q=source.ip:1.2.3.4")
                    .at("/hits/hits/0/_source");
            assertThat(alert.at("/event/kind").asText()).isEqualTo("alert");
            assertThat(alert.at("/evidence")).hasSize(2);
            JsonNode found = search(
                    client, "/logs-acme-2026.01.31/_search?q=message:page%20AND%20http.response.status_code:404");
            assertThat(found.at("/hits/total/value").asInt()).isEqualTo(EVENTS / 2);

            Map<String, DeliveredCount> ledger = Await.value(
                    "the ledger",
                    PATIENCE,
                    () -> ledger(stack),
                    counts -> sum(counts, "lake") == 2 * ALERTS && sum(counts, "opensearch") == EVENTS + 2 * ALERTS);
            assertThat(ledger.values())
                    .filteredOn(count -> count.topic().equals("raw.acme.access"))
                    .singleElement()
                    .isEqualTo(new DeliveredCount(
                            ACCESS, "opensearch", Alerts.COMPLETED, "raw.acme.access", 0, EVENTS, EVENTS - 1));
            List<byte[]> letters = Await.value(
                    "the dead letter",
                    PATIENCE,
                    () -> TopicValues.of(stack, "dead-letters.acme"),
                    there -> !there.isEmpty());
            assertThat(letters).hasSize(1);
            assertThat(DeadLetter.decode(letters.get(0)).raw()).isEqualTo(NONSENSE);
        } finally {
            job.cancel().get();
        }
    }

    private static void send(LocalStack stack) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(
                            new NewTopic("alerts.acme", 2, (short) 1), new NewTopic("events.acme", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("alerts.acme", 0, null, NONSENSE))
                    .get();
            for (int i = 0; i < 2 * ALERTS; i++) {
                Alert alert = Alerts.of("alert-" + i % ALERTS, "1.2.3.4");
                producer.send(new ProducerRecord<>("alerts.acme", i % 2, null, alert.encode()))
                        .get();
            }
            LogEventCodec codec = new LogEventCodec();
            for (int i = 0; i < 2 * EVENTS; i++) {
                LogEvent event = Events.access(ACCESS, i % EVENTS, i % 2 == 0 ? 200 : 404);
                byte[] record = i < EVENTS / 2 ? codec.encode(event) : EventBatchWriter.record(event);
                producer.send(new ProducerRecord<>("events.acme", 0, null, record))
                        .get();
            }
        }
    }

    private static int count(OpenSearchClient client, String index) throws Exception {
        client.send("POST", "/" + index + "/_refresh", new byte[0]);
        return search(client, "/" + index + "/_count").path("count").asInt();
    }

    private static JsonNode search(OpenSearchClient client, String path) throws Exception {
        return JSON.readTree(client.send("GET", path, new byte[0]).body());
    }

    private static long sum(Map<String, DeliveredCount> ledger, String target) {
        return ledger.values().stream()
                .filter(count -> count.target().equals(target))
                .mapToLong(DeliveredCount::count)
                .sum();
    }

    private static Map<String, DeliveredCount> ledger(LocalStack stack) {
        Map<String, DeliveredCount> last = new HashMap<>();
        for (byte[] value : TopicValues.of(stack, "ledger.acme")) {
            DeliveredCount count = DeliveredCount.decode(value);
            last.put(count.key(), count);
        }
        return last;
    }

    /** Of this test's tenant: the job delivers what others on the same stack send, too. */
    private static Set<Object> idsInLake(LakeSettings settings) throws Exception {
        Set<Object> ids = new HashSet<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(LakeTable.ALERTS))
                        .where(Expressions.equal("tenant", "acme"))
                        .build()) {
            for (Record row : rows) {
                assertThat(ids.add(row.getField("id")))
                        .as("one row for alert %s", row.getField("id"))
                        .isTrue();
            }
        }
        return ids;
    }
}
