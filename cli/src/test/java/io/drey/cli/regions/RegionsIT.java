package io.drey.cli.regions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.cli.DocsPage;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.stack.Checkout;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A region works alone while the centre is away, and the centre has its alerts, metrics and lines when it is back, each once. The region is
 * the tests' stack, the centre a Kafka and an OpenSearch of its own; the jobs of both run on one Flink cluster.
 */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class RegionsIT {

    private static final String TENANT = "acme";
    private static final DatasetId DATASET = new DatasetId(TENANT, "webeu");
    private static final Duration A_WHILE = Duration.ofMinutes(5);
    /** Three of them, should they come within one minute, are fewer alerts than one rule may raise in it. */
    private static final int A_BATCH = 150;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter CLF =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final LocalStack region;
    private final Workspace workspace;
    private final DocsPage page;
    /** The paths of the lines that were sent. */
    private final List<String> sent = new ArrayList<>();

    private final List<String> jobs = new ArrayList<>();

    @TempDir
    private Path folder;

    private LocalStack centre;
    private MirrorMaker mirror;

    RegionsIT(LocalStack region) throws IOException {
        this.region = region;
        this.page = DocsPage.of("regions.md");
        this.workspace = new Workspace(region.dir().getParent());
    }

    @BeforeEach
    void startCentre() throws Exception {
        Files.writeString(
                workspace.stack().resolve("database-password"),
                region.postgres().password());
        centre = centreStack();
        IndexTemplates.install(centre.openSearch().url());
        IndexTemplates.install(region.openSearch().url());
        Path documents = Files.writeString(
                folder.resolve("acme.yaml"),
                """
                {kind: Tenant, name: acme, partitions: 2, replication: 1}
                ---
                %s
                ---
                kind: Rule
                tenant: acme
                name: 3f0c8a66-52f5-4a1c-9a51-6f1d9c8f8a10
                rule: |
                  title: A page that fails
                  id: 3f0c8a66-52f5-4a1c-9a51-6f1d9c8f8a10
                  status: stable
                  logsource: {category: webserver}
                  detection:
                    failed: {http.response.status_code: 500}
                    condition: failed
                  level: medium
                """
                        .formatted(page.blocks("yaml").get(0)));
        Path ofCentre = Files.writeString(
                folder.resolve("centre.yaml"),
                """
                {kind: Tenant, name: acme, partitions: 2, replication: 1}
                ---
                %s
                """
                        .formatted(page.blocks("yaml").get(1)));
        CommandRun.succeed(workspace, "apply", "-f", documents.toString());
        CommandRun.succeed(
                workspace,
                "apply",
                "-f",
                ofCentre.toString(),
                "-Dkafka-bootstrap-servers=" + centre.kafka().bootstrapServers());
        mirror = new MirrorMaker(
                folder, region.kafka().bootstrapServers(), centre.kafka().bootstrapServers());
    }

    @AfterEach
    void stop() throws Exception {
        FlinkCluster flink = new FlinkCluster(region.flink().restUrl());
        for (String job : jobs) {
            flink.cancel(job);
        }
        mirror.kill();
        centre.stopAndDelete();
    }

    /** As if the centre were another region that calls a dataset the same. */
    private void assertThatTheDoctorSeesOneNameInTwoRegions() throws IOException {
        String regions = "";
        for (LocalStack each : List.of(region, centre)) {
            String name = each == region ? "eu" : "us";
            Path settings = Files.createDirectories(folder.resolve("region-" + name));
            Files.writeString(
                    settings.resolve("config.yaml"),
                    "kafka-bootstrap-servers: %s\n".formatted(each.kafka().bootstrapServers()));
            regions += "  %s: %s\n".formatted(name, settings);
        }
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("config.yaml"), "query-regions:\n" + regions);
        CommandRun doctor = CommandRun.drey(workspace, "doctor", "--config", config.toString());
        assertThat(doctor.out())
                .contains("acme/webeu is a dataset of eu and us, and no field cloud.region tells them apart");
    }

    /** As the job at the centre says it, of which Flink hears some seconds later: none waited longer than the test took. */
    private void assertThatDeliveryTellsHowLongItTook(String job, Instant begun) {
        List<Double> most = Await.value(
                "how long documents took to be visible", A_WHILE, () -> visibleDelays(job), delays -> delays.stream()
                        .anyMatch(millis -> millis >= 1));
        double longest = Duration.between(begun, Instant.now()).toMillis();
        assertThat(most).allSatisfy(millis -> assertThat(millis).isBetween(0.0, longest));
    }

    /** The longest of each way that documents take, in milliseconds. */
    private List<Double> visibleDelays(String job) throws IOException {
        List<Double> most = new ArrayList<>();
        URI url = region.flink().restUrl();
        for (JsonNode vertex :
                JSON.readTree(url.resolve("/jobs/" + job).toURL()).path("vertices")) {
            String path = "/jobs/%s/vertices/%s/subtasks/metrics"
                    .formatted(job, vertex.path("id").asText());
            for (JsonNode metric : JSON.readTree(url.resolve(path).toURL())) {
                String name = metric.path("id").asText();
                if (name.endsWith("visibleDelay_max")) {
                    String asked = path + "?agg=max&get=" + URLEncoder.encode(name, UTF_8);
                    most.add(JSON.readTree(url.resolve(asked).toURL())
                            .at("/0/max")
                            .asDouble());
                }
            }
        }
        return most;
    }

    @Test
    void theCentreHasAllOfARegionOnceItIsBack() throws Exception {
        Instant begun = Instant.now();
        Map<String, String> ofRegion = StackSettings.of(region, workspace);
        Map<String, String> ofCentre = settingsOfCentre(ofRegion);
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(ofRegion)));
                Lake global = Lake.open(LakeSettings.from(Configuration.fromMap(ofCentre)))) {
            lake.init();
            global.init();
            assertThatTheDoctorSeesOneNameInTwoRegions();
            submit("ingest-job", ofRegion, List.of());
            submit("cep-job", ofRegion, List.of());
            submit("aggregation-job", ofRegion, settingsOf(0));
            submit("ingest-job", ofCentre, List.of());
            submit("aggregation-job", ofCentre, settingsOf(1));
            submit("delivery-job", ofCentre, settingsOf(2));
            mirror.start();

            send(A_BATCH);
            Await.atLeast("the region's lines at the centre", A_WHILE, sent.size(), () -> lines(global)
                    .size());

            centre.stop();
            send(A_BATCH);
            Await.atLeast("the region to go on while the centre is away", A_WHILE, sent.size(), () -> lines(lake)
                    .size());
            mirror.kill();
            centre = centreStack();
            mirror.start();
            send(A_BATCH);

            Await.atLeast("all lines at the centre", A_WHILE, sent.size(), () -> lines(global)
                    .size());
            assertThat(lines(global)).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(lines(lake)).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(regionsOf(global)).containsOnly("eu-central-1");
            Await.atLeast(
                    "lines that were sent again to be counted",
                    A_WHILE,
                    A_BATCH,
                    () -> rows(global, LakeTable.DROPPED));

            Await.atLeast("an alert for each line at the centre", A_WHILE, sent.size(), () -> alerts(centre));
            assertThat(alerts(centre)).isEqualTo(sent.size());
            Await.atLeast(
                    "all of the region's metrics to be counted", A_WHILE, sent.size(), () -> requests(metrics(region)));
            Await.exactly("the region's metrics at the centre: none that differs", A_WHILE, 0, this::differingMetrics);
            assertThat(requests(metrics(centre))).isEqualTo(sent.size());
            assertThatDeliveryTellsHowLongItTook(jobs.get(jobs.size() - 1), begun);
        }
    }

    private LocalStack centreStack() {
        return LocalStack.in(folder.resolve("centre"))
                .with(Server.KAFKA, Server.OPENSEARCH)
                .start();
    }

    private Map<String, String> settingsOfCentre(Map<String, String> ofRegion) {
        Map<String, String> settings = new LinkedHashMap<>(ofRegion);
        settings.put("kafka-bootstrap-servers", centre.kafka().bootstrapServers());
        settings.put("opensearch-urls", centre.openSearch().url().toString());
        settings.put("lake-catalog-type", "hadoop");
        settings.keySet().removeIf(key -> key.startsWith("lake-catalog-u") || key.startsWith("lake-catalog-p"));
        settings.put("lake-warehouse", region.storageRoot() + "/centre-" + System.nanoTime());
        return settings;
    }

    /** The settings that a command of the page gives its job. */
    private List<String> settingsOf(int command) {
        return DocsPage.words(page.commands().get(command)).stream()
                .filter(word -> word.startsWith("-D"))
                .toList();
    }

    private void submit(String module, Map<String, String> settings, List<String> more) {
        List<String> arguments = new ArrayList<>(StackSettings.arguments(settings));
        arguments.addAll(more);
        jobs.add(region.flink().submit(Checkout.jobJar(module), arguments));
    }

    /** Sends lines of now, each of which raises an alert. */
    private void send(int count) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", region.kafka().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> written = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String line = "192.0.2.%d - - [%s] \"GET /%d HTTP/1.1\" 500 10 \"-\" \"curl/8\""
                        .formatted(sent.size() % 7, CLF.format(Instant.now()), sent.size());
                written.add(producer.send(new ProducerRecord<>(Topics.raw(DATASET), line.getBytes(UTF_8))));
                sent.add("/" + sent.size());
            }
            for (Future<RecordMetadata> record : written) {
                record.get();
            }
        }
    }

    /** The paths of the lines that landed; no two that were sent have the same. */
    private static List<String> lines(Lake lake) throws Exception {
        return texts(lake, "url_path");
    }

    private static List<String> regionsOf(Lake lake) throws Exception {
        return texts(lake, "cloud_region").stream().distinct().toList();
    }

    private static List<String> texts(Lake lake, String column) throws Exception {
        List<String> texts = new ArrayList<>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(LakeTable.LOGS))
                .where(Expressions.and(
                        Expressions.equal("tenant", TENANT), Expressions.equal("dataset", DATASET.dataset())))
                .build()) {
            rows.forEach(row -> texts.add(row.getField(column).toString()));
        }
        return texts;
    }

    private static long rows(Lake lake, LakeTable table) throws Exception {
        try (CloseableIterable<Record> rows = IcebergGenerics.read(lake.table(table))
                .where(Expressions.and(
                        Expressions.equal("tenant", TENANT), Expressions.equal("dataset", DATASET.dataset())))
                .build()) {
            long count = 0;
            for (Record row : rows) {
                assertThat(row.getField("tenant")).isEqualTo(TENANT);
                count++;
            }
            return count;
        }
    }

    private static long alerts(LocalStack stack) throws Exception {
        return search(stack, "alerts-acme-*").size();
    }

    /** The documents of metrics by their ids. */
    private static Map<String, JsonNode> metrics(LocalStack stack) throws Exception {
        return search(stack, "metrics-acme-*");
    }

    /** How many documents of metrics the region has and the centre has not so, and the other way round. */
    private long differingMetrics() throws Exception {
        Set<Map.Entry<String, JsonNode>> ofRegion =
                new HashSet<>(metrics(region).entrySet());
        Set<Map.Entry<String, JsonNode>> ofCentre =
                new HashSet<>(metrics(centre).entrySet());
        Set<Map.Entry<String, JsonNode>> either = new HashSet<>(ofRegion);
        either.addAll(ofCentre);
        ofRegion.retainAll(ofCentre);
        either.removeAll(ofRegion);
        return either.size();
    }

    private static long requests(Map<String, JsonNode> metrics) {
        return metrics.values().stream()
                .filter(document -> document.path("metric").asText().equals("requests"))
                .filter(document -> document.path("window_level").asInt() == 0)
                .mapToLong(document -> document.path("value").asLong())
                .sum();
    }

    private static Map<String, JsonNode> search(LocalStack stack, String indices) throws Exception {
        OpenSearchClient client =
                new OpenSearchClient(OpenSearchConnection.to(stack.openSearch().url()));
        client.send("POST", "/" + indices + "/_refresh", new byte[0]);
        String query = "{\"size\":10000,\"query\":{\"term\":{\"data_stream.dataset\":\"webeu\"}}}";
        HttpResponse<byte[]> answer = client.send("POST", "/" + indices + "/_search", query.getBytes(UTF_8));
        Map<String, JsonNode> documents = new TreeMap<>();
        JSON.readTree(answer.body())
                .path("hits")
                .path("hits")
                .forEach(hit -> documents.put(hit.path("_id").asText(), hit.path("_source")));
        return documents;
    }
}
