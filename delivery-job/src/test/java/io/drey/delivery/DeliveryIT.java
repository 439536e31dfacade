package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Alert;
import io.drey.job.JobEnvironment;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.job.opensearch.IndexTemplates;
import io.drey.job.opensearch.OpenSearchEnd;
import io.drey.job.opensearch.OpenSearchSettings;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeSinks;
import io.drey.lake.LakeTable;
import io.drey.stack.LocalStack;
import io.drey.stack.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ALERTS = 25;

    @TempDir
    private Path folder;

    @Test
    void everyAlertIsOneDocumentAndOneRowThoughItWasSentTwice(LocalStack stack) throws Exception {
        IndexTemplates.install(stack.openSearch().url());
        sendTwice(stack);
        LakeSettings lake = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake open = Lake.open(lake)) {
            open.init();
        }
        Configuration configuration = Configuration.fromMap(Map.of(
                "kafka-bootstrap-servers", stack.kafka().bootstrapServers(),
                "opensearch-urls", stack.openSearch().url().toString(),
                "execution.checkpointing.interval", "500 ms"));
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);
        DeliveryTopology.build(
                environment,
                KafkaEnds.alerts(KafkaSettings.from(configuration), "delivery-it"),
                documents -> OpenSearchEnd.write(documents, OpenSearchSettings.from(configuration), "alerts"),
                new LakeSinks(lake).alerts());
        JobClient job = environment.executeAsync("delivery-it");
        try {
            Await.value(
                    "all documents",
                    PATIENCE,
                    () -> search(stack).at("/hits/total/value").asInt(),
                    n -> n == ALERTS);
            Await.value("all rows", PATIENCE, () -> idsInLake(lake).size(), n -> n == ALERTS);

            JsonNode hit = search(stack).at("/hits/hits/0/_source");
            assertThat(hit.at("/event/kind").asText()).isEqualTo("alert");
            assertThat(hit.at("/evidence")).hasSize(2);
        } finally {
            job.cancel().get();
        }
    }

    private static void sendTwice(LocalStack stack) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(new NewTopic("alerts.acme", 2, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 2 * ALERTS; i++) {
                Alert alert = Alerts.of("alert-" + i % ALERTS, "1.2.3.4");
                producer.send(new ProducerRecord<>("alerts.acme", i % 2, null, alert.encode()))
                        .get();
            }
        }
    }

    private static JsonNode search(LocalStack stack) throws Exception {
        URI search = stack.openSearch().url().resolve("/alerts-acme-2026.01/_search?q=source.ip:1.2.3.4");
        HttpClient http = HttpClient.newHttpClient();
        URI refresh = stack.openSearch().url().resolve("/alerts-acme-2026.01/_refresh");
        http.send(HttpRequest.newBuilder(refresh).build(), BodyHandlers.discarding());
        return JSON.readTree(http.send(HttpRequest.newBuilder(search).build(), BodyHandlers.ofByteArray())
                .body());
    }

    private static Set<Object> idsInLake(LakeSettings settings) throws Exception {
        Set<Object> ids = new HashSet<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<Record> rows =
                        IcebergGenerics.read(lake.table(LakeTable.ALERTS)).build()) {
            for (Record row : rows) {
                assertThat(ids.add(row.getField("id"))).as("one row an alert").isTrue();
            }
        }
        return ids;
    }
}
