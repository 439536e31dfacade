package io.drey.cli.quickstart;

import static io.drey.cli.CommandRun.drey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Heartbeat;
import io.drey.event.Topics;
import io.drey.operations.flink.FlinkCluster;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs are submitted, upgraded, stopped and fused as a user would, while half of an attack has been seen. */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class JobLifecycleIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final LocalStack stack;
    private final String dir;

    @TempDir
    private Path folder;

    JobLifecycleIT(LocalStack stack) {
        this.stack = stack;
        this.dir = stack.dir().getParent().toString();
    }

    @BeforeEach
    void makeTables() throws Exception {
        Files.writeString(
                stack.dir().resolve("database-password"), stack.postgres().password());
        CommandRun init = run("lake", "init");
        assertThat(init.exitCode()).as(init.err()).isZero();
        IndexTemplates.install(stack.openSearch().url());
    }

    @AfterEach
    void endJobs() {
        run("jobs", "stop", "--no-savepoint", "ingest", "cep", "fused", "delivery", "delivery-hooks", "delivery-mail");
    }

    @Test
    void anUpgradeKeepsHalfAMatchAndWhatCannotTakeItIsRefused() throws Exception {
        DatasetId dataset = new DatasetId("upgraded", "web");
        TenantTopics.create(stack.kafka().bootstrapServers(), dataset, new GeneratedFeed(1, 1, 1));
        // While the upgrade takes its time, the clock is not to go on with the silence and pass what comes then.
        Path patient = Files.writeString(
                Path.of(dir).resolve("upgraded.yaml"),
                "{kind: Dataset, tenant: upgraded, name: web, format: combined, silence-timeout: 1h}\n");
        CommandRun applied = run("apply", "-f", patient.toString());
        assertThat(applied.exitCode()).as(applied.err()).isZero();
        List<JsonNode> submitted = rows(run("jobs", "submit", "ingest", "cep", "--format", "json"));
        for (JsonNode job : submitted) {
            assertThat(stack.flink().allTasksRun(job.path("id").asText()))
                    .as("submit returns when all tasks run")
                    .isTrue();
        }
        CommandRun twice = run("jobs", "submit", "cep");
        assertThat(twice.exitCode()).as(twice.err()).isEqualTo(1);
        assertThat(twice.err())
                .contains(
                        "runs already as " + submitted.get(1).path("id").asText(),
                        "drey jobs stop cep",
                        "drey jobs upgrade cep");
        Instant begin = Instant.now().minusSeconds(30);
        for (int second = 0; second < 5; second++) {
            send(dataset, begin.plusSeconds(second), "/login", 401);
        }
        Map<TopicPartition, Long> behind = behindEvents(dataset.tenant(), 5);
        Await.until("the failures to be read, which end at " + behind, A_WHILE, () -> hasCommitted("cep-job", behind));

        CommandRun upgrade = run("jobs", "upgrade", "cep", "--jar", changed(jobJar("cep-job")), "--format", "json");
        assertThat(upgrade.exitCode()).as(upgrade.err()).isZero();
        JsonNode upgraded = rows(upgrade).get(0);
        assertThat(upgraded.path("savepoint").asText()).contains("/savepoints/savepoint-");
        assertThat(state(upgraded.path("id").asText())).isEqualTo("RUNNING");

        CommandRun refused = run("jobs", "upgrade", "cep", "--jar", jarOf(OtherCepJob.class));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("the new cep job did not start", "Cannot map", "the old one runs again from hdfs://");
        CommandRun same = run("jobs", "upgrade", "cep", "--jar", changed(jobJar("cep-job")));
        assertThat(same.exitCode()).as(same.err()).isZero();
        assertThat(same.err()).as("the program of the upgrade is back").contains("nothing to do");

        CommandRun anotherVersion = run("jobs", "upgrade", "cep", "--jar", ofVersion("0.0.1", jobJar("cep-job")));
        assertThat(anotherVersion.exitCode()).isEqualTo(2);
        assertThat(anotherVersion.err()).contains("is of Drey 0.0.1, and this command of");
        CommandRun tooLarge = run("jobs", "upgrade", "cep", "-Dparallelism.default=100");
        assertThat(tooLarge.exitCode()).isEqualTo(1);
        assertThat(tooLarge.err()).contains("cep would need 100 task slots", "start TaskManagers");
        assertThat(rows(run("jobs", "list", "--format", "json")))
                .as("what is refused stops nothing")
                .anyMatch(job -> job.path("job").asText().equals("cep-job")
                        && job.path("state").asText().equals("RUNNING"));

        CommandRun mistaken = run("jobs", "upgrade", "cep", "--jar", jobJar("ingest-job"));
        assertThat(mistaken.exitCode()).isEqualTo(2);
        assertThat(mistaken.err()).contains("makes the job 'ingest-job', not 'cep-job'");

        send(dataset, begin.plusSeconds(6), "/login", 200);
        send(dataset, begin.plusSeconds(29), "/", 200);
        Alert alert = alerts(dataset.tenant(), 1).get(0);
        assertThat(alert.ruleId()).isEqualTo("brute-force-login");
        assertThat(alert.eventCount()).isEqualTo(6);

        CommandRun unwritable = run("jobs", "stop", "cep", "--savepoints", "file:///proc/drey");
        assertThat(unwritable.exitCode()).isEqualTo(1);
        assertThat(unwritable.err()).contains("the cep job was not stopped", "--no-savepoint");
        Await.exactly("it to run on", A_WHILE, 0, () -> run("status").exitCode());
        JsonNode stopped =
                rows(run("jobs", "stop", "cep", "ingest", "--format", "json")).get(0);
        CommandRun again = run("jobs", "stop", "cep");
        assertThat(again.exitCode()).isZero();
        assertThat(again.err()).contains("nothing to stop");
        CommandRun from =
                run("jobs", "submit", "cep", "--from", stopped.path("savepoint").asText());
        assertThat(from.exitCode()).as(from.err()).isZero();

        CommandRun logs = run("jobs", "logs", "cep", "--lines", "5");
        assertThat(logs.exitCode()).isZero();
        assertThat(logs.out()).contains("=== log of the JobManager");
        CommandRun unknown = run("jobs", "logs", "nonsense");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no job 'nonsense'", "cep-job");
    }

    @Test
    void theFusedJobDoesTheWorkOfThreeInOneChain() throws Exception {
        DatasetId dataset = new DatasetId("fused", "web");
        TenantTopics.create(stack.kafka().bootstrapServers(), dataset, new GeneratedFeed(1, 1, 1));
        CommandRun ingest = run("jobs", "submit", "ingest");
        assertThat(ingest.exitCode()).as(ingest.err()).isZero();
        CommandRun beside = run("jobs", "submit", "fused");
        assertThat(beside.exitCode()).isEqualTo(1);
        assertThat(beside.err()).contains("would do its work twice", "drey jobs stop ingest");
        CommandRun stopped = run("jobs", "stop", "ingest");
        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        JsonNode fused = rows(run("jobs", "submit", "fused", "--detached", "--format", "json"))
                .get(0);
        // While the ingest job ran it may have said that nothing comes.
        long heartbeats = end(Topics.events(dataset.tenant()));

        Instant begin = Instant.now().minusSeconds(30);
        for (int second = 0; second < 5; second++) {
            send(dataset, begin.plusSeconds(second), "/login", 401);
        }
        send(dataset, begin.plusSeconds(5), "/login", 200);
        assertThat(alerts(dataset.tenant(), 1).get(0).eventCount())
                .as("the clock passes the last event when the dataset falls silent")
                .isEqualTo(6);
        assertThat(end(Topics.events(dataset.tenant())))
                .as("no event in a topic")
                .isEqualTo(heartbeats);
        List<String> chains = new ArrayList<>();
        URI plan = stack.flink().restUrl().resolve("/jobs/" + fused.path("id").asText() + "/plan");
        JSON.readTree(plan.toURL())
                .at("/plan/nodes")
                .forEach(node -> chains.add(node.path("description").asText()));
        assertThat(chains)
                .filteredOn(chain -> chain.contains("parse"))
                .singleElement()
                .satisfies(chain -> assertThat(chain)
                        .contains(
                                "raw-records", "count-in-windows", "sift-events", "logs as rows", "lake logs: Writer"));

        Await.exactly("all to be read", A_WHILE, 0, () -> lag("raw.fused.web", "drey-ingest"));
        String id = fused.path("id").asText();
        FlinkCluster flink = new FlinkCluster(stack.flink().restUrl());
        Await.exactly(
                "the dataset's own count of events",
                A_WHILE,
                6,
                () -> flink.counter(id, "parse", "tenant.fused.dataset.web.events"));
        assertThat(metrics(id))
                .anyMatch(metric -> metric.endsWith("parse.tenant.fused.dataset.web.letters"))
                .anyMatch(metric -> metric.matches(".*IcebergFilesCommitter\\.table\\..*\\.lastCommitDurationMs"))
                .anyMatch(metric ->
                        metric.matches(".*IcebergFilesCommitter\\.table\\..*elapsedSecondsSinceLastSuccessfulCommit"));
        Await.value(
                "the clock to be seconds behind lines of now",
                A_WHILE,
                () -> {
                    send(dataset, Instant.now(), "/", 200);
                    return flink.counter(id, "parse", "tenant.fused.dataset.web.clockLag");
                },
                millis -> millis >= 5_000 && millis < 60_000);
        CommandRun doctor = run("doctor", "--format", "json");
        assertThat(doctor.exitCode()).as(doctor.out()).isZero();
        assertThat(rows(doctor))
                .extracting(row -> row.path("check").asText())
                .contains(
                        "java",
                        "memory",
                        "disk",
                        "folder",
                        "server kafka",
                        "flink version",
                        "flink clock",
                        "kafka version",
                        "retention of raw.fused.web",
                        "opensearch version",
                        "opensearch clock",
                        "lake logs",
                        "lake storage",
                        "checkpoints of fused-job");
        assertThat(run("jobs", "stop", "fused", "--drain").exitCode()).isZero();
    }

    @Test
    void deliveryJobsRunSideBySideAndGoOnFromTheirOwnStates() throws Exception {
        TenantTopics.create(
                stack.kafka().bootstrapServers(), new DatasetId("beside", "web"), new GeneratedFeed(1, 1, 1));
        String plain = submitted("delivery", "-Ddelivery-sinks=opensearch");
        CommandRun twice = run("jobs", "submit", "delivery", "-Ddelivery-sinks=webhooks");
        assertThat(twice.exitCode()).isEqualTo(1);
        assertThat(twice.err())
                .contains("the delivery job runs already as " + plain, "--name has another run beside it");
        CommandRun another = run("jobs", "submit", "cep", "--name", "hooks");
        assertThat(another.exitCode()).isEqualTo(2);
        assertThat(another.err()).contains("only delivery jobs run side by side");

        CommandRun secret = run("jobs", "submit", "collect", "maintenance", "-Dlake-catalog-password=file:/none");
        assertThat(secret.exitCode()).isEqualTo(1);
        assertThat(secret.err())
                .contains("the maintenance job is refused: lake-catalog-password refers to the file /none");
        CommandRun slots = run("jobs", "submit", "cep", "aggregation", "-Dparallelism.default=100");
        assertThat(slots.exitCode()).isEqualTo(1);
        assertThat(slots.err()).contains("cep, aggregation would need 200 task slots", "start TaskManagers");
        assertThat(rows(run("jobs", "list", "--format", "json")))
                .as("what is refused starts nothing")
                .noneMatch(job -> List.of("collect-job", "maintenance-job", "cep-job", "aggregation-job")
                                .contains(job.path("job").asText())
                        && job.path("state").asText().equals("RUNNING"));

        String hooks = submitted("delivery", "--name", "hooks", "-Ddelivery-sinks=webhooks");

        assertThat(rows(run("jobs", "list", "--format", "json")))
                .filteredOn(job -> job.path("state").asText().equals("RUNNING"))
                .extracting(
                        job -> job.path("job").asText() + " " + job.path("id").asText())
                .contains("delivery-job " + plain, "delivery-hooks-job " + hooks);
        assertThat(rows(run("doctor", "--format", "json")))
                .extracting(row -> row.path("check").asText())
                .contains("checkpoints of delivery-job", "checkpoints of delivery-hooks-job");
        assertThat(run("status").out()).contains("delivery-job", "delivery-hooks-job");

        CommandRun upgrade = run("jobs", "upgrade", "delivery-hooks", "-Ddelivery-requests-in-flight=7");
        assertThat(upgrade.exitCode()).as(upgrade.err()).isZero();
        CommandRun stopped = run("jobs", "stop", "delivery-hooks", "delivery", "--format", "json");
        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        List<JsonNode> states = rows(stopped);
        assertThat(states).extracting(job -> job.path("job").asText()).containsExactly("delivery-hooks", "delivery");

        // The other's state is the later one.
        CommandRun again = run("jobs", "submit", "delivery", "--name", "hooks", "-Ddelivery-sinks=webhooks");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains(states.get(0).path("savepoint").asText());
        CommandRun mail = run("jobs", "submit", "delivery-mail", "-Ddelivery-sinks=mail", "--detached");
        assertThat(mail.exitCode()).as(mail.err()).isZero();
        assertThat(mail.err()).contains("begins without state");
        assertThat(run("jobs", "stop", "--no-savepoint", "delivery-hooks", "delivery-mail")
                        .exitCode())
                .isZero();
    }

    /** The names of all metrics of a job's operators. */
    private List<String> metrics(String id) throws IOException {
        List<String> names = new ArrayList<>();
        URI job = stack.flink().restUrl().resolve("/jobs/" + id);
        for (JsonNode vertex : JSON.readTree(job.toURL()).path("vertices")) {
            URI metrics = URI.create("%s/vertices/%s/subtasks/metrics"
                    .formatted(job, vertex.path("id").asText()));
            JSON.readTree(metrics.toURL())
                    .forEach(metric -> names.add(metric.path("id").asText()));
        }
        return names;
    }

    private String submitted(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("jobs", "submit", "--format", "json"));
        all.addAll(List.of(arguments));
        CommandRun run = run(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return rows(run).get(0).path("id").asText();
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", dir));
        return drey(all.toArray(String[]::new));
    }

    private static List<JsonNode> rows(CommandRun run) throws IOException {
        assertThat(run.out()).as(run.err()).isNotEmpty();
        List<JsonNode> rows = new ArrayList<>();
        JSON.readTree(run.out()).forEach(rows::add);
        return rows;
    }

    private String state(String jobId) throws IOException {
        return rows(run("jobs", "list", "--format", "json")).stream()
                .filter(job -> job.path("id").asText().equals(jobId))
                .map(job -> job.path("state").asText())
                .findFirst()
                .orElse("unknown");
    }

    /** How far a group is behind, as the status tells; -1 where it has not begun. */
    private long lag(String topic, String group) throws IOException {
        for (JsonNode row :
                JSON.readTree(run("status", "--format", "json").out()).path("topics")) {
            if (row.path("topic").asText().equals(topic)
                    && row.path("read_by").asText().equals(group)) {
                return row.path("lag_records").asLong();
            }
        }
        return -1;
    }

    /**
     * Where the topic of events goes on behind so many of them. Its records are no measure: one may hold several events that come at
     * nearly the same time, and others tell of silence.
     */
    private Map<TopicPartition, Long> behindEvents(String tenant, int events) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Topics.events(tenant))) {
            consumer.seekToBeginning(consumer.assignment());
            EventRecordReader reader = new EventRecordReader();
            AtomicInteger read = new AtomicInteger();
            Await.atLeast("events on the topic", A_WHILE, events, () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (!Heartbeat.isHeartbeat(record.value())) {
                        reader.open(record.value());
                        while (reader.next()) {
                            read.incrementAndGet();
                        }
                    }
                }
                return read;
            });
            Map<TopicPartition, Long> behind = new HashMap<>();
            consumer.assignment().forEach(partition -> behind.put(partition, consumer.position(partition)));
            return behind;
        }
    }

    private boolean hasCommitted(String group, Map<TopicPartition, Long> behind) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return behind.entrySet().stream().allMatch(end -> {
                OffsetAndMetadata offset = committed.get(end.getKey());
                return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
            });
        }
    }

    private void send(DatasetId dataset, Instant when, String path, int status) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        String line = "192.0.2.7 - - [%s +0000] \"GET %s HTTP/1.1\" %d 512 \"-\" \"curl/8\""
                .formatted(TIME.format(when), path, status);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.raw(dataset), 0, null, line.getBytes(UTF_8)))
                    .get();
        }
    }

    private List<Alert> alerts(String tenant, int count) {
        List<Alert> alerts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Topics.alerts(tenant))) {
            consumer.seekToBeginning(consumer.assignment());
            Await.until("alerts of " + tenant, A_WHILE, () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    alerts.add(Alert.decode(record.value()));
                }
                return alerts.size() >= count;
            });
        }
        return alerts;
    }

    private long end(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            return consumer.endOffsets(consumer.assignment()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String topic) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList());
        return consumer;
    }

    private static String jobJar(String module) {
        return io.drey.operations.stack.Checkout.jobJar(module).toString();
    }

    /** The same program in other bytes, always the same ones. */
    private String changed(String jar) throws IOException {
        Path copy = folder.resolve("changed.jar");
        if (!Files.exists(copy)) {
            Files.copy(Path.of(jar), copy);
            try (FileSystem files = FileSystems.newFileSystem(copy)) {
                Files.writeString(files.getPath("/changed.txt"), "a newer build");
            }
        }
        return copy.toString();
    }

    /** The same program, as another release would have built it. */
    private String ofVersion(String version, String jar) throws IOException {
        Path copy = Files.copy(Path.of(jar), folder.resolve("other-version.jar"));
        try (FileSystem files = FileSystems.newFileSystem(copy)) {
            Path manifest = files.getPath("/META-INF/MANIFEST.MF");
            Files.writeString(
                    manifest,
                    Files.readString(manifest).replaceFirst("Drey-Version: [^\\r\\n]+", "Drey-Version: " + version));
        }
        return copy.toString();
    }

    private String jarOf(Class<?> main) throws IOException {
        Path jar = folder.resolve(main.getSimpleName() + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        String entry = main.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                InputStream code = main.getClassLoader().getResourceAsStream(entry)) {
            entries.putNextEntry(new JarEntry(entry));
            code.transferTo(entries);
        }
        return jar.toString();
    }
}
