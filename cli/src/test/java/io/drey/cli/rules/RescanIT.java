package io.drey.cli.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeSettings;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
import io.drey.operations.rules.Rescan;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.operations.suite.Job;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running job does not match an event that comes too late; a rescan of the lake does, once. */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class RescanIT {

    private static final DatasetId WEB = new DatasetId("tardy", "web");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BEFORE_THE_RULES = Duration.ofMinutes(10);
    private static final DateTimeFormatter ACCESS_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String DOCUMENTS =
            """
            kind: Tenant
            name: tardy
            partitions: 1
            replication: 1
            ---
            kind: Dataset
            tenant: tardy
            name: web
            format: combined
            reorder-delay: 2s
            silence-timeout: 1h
            """;

    private static final String RULES =
            """
            title: Refused
            id: refused
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code: 401}, condition: selection}
            ---
            title: Moved
            id: moved
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code: 302}, condition: selection}
            ---
            title: Refused, then let in
            id: let-in
            correlation:
                type: temporal_ordered
                rules: [refused, moved]
                group-by: [source.address]
                timespan: 2s
            level: high
            ---
            title: Nobody has it
            id: nobody
            logsource: {category: webserver}
            detection: {selection: {labels.nobody: x, http.response.status_code: 401}, condition: selection}
            ---
            title: The same, not told yet
            id: staged
            status: test
            correlation:
                type: temporal_ordered
                rules: [refused, moved]
                group-by: [source.address]
                timespan: 2s
            """;

    @TempDir
    private Path folder;

    private final List<Alert> alerts = new ArrayList<>();
    private final List<Alert> staged = new ArrayList<>();
    private Map<String, String> settings;
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;

    @Test
    void aLateEventIsMatchedByTheNextRescanOnce(LocalStack stack) throws Exception {
        Workspace workspace = new Workspace(stack.dir().getParent());
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        settings = StackSettings.of(stack, workspace);
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(settings)))) {
            lake.init();
        }
        Files.writeString(folder.resolve("tenant.yml"), DOCUMENTS);
        Files.writeString(folder.resolve("rules.yml"), RULES);
        CommandRun applied = CommandRun.drey(
                "apply",
                "-f",
                folder.toString(),
                "-Dkafka-bootstrap-servers=" + stack.kafka().bootstrapServers(),
                "--tenant",
                WEB.tenant());
        assertThat(applied.exitCode()).as(applied.err()).isZero();
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        Map<String, String> ids = JobSubmission.submit(stack, workspace, List.of(Job.FUSED), System.err::println);
        new JobStates(stack, ids).awaitRunning();
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", stack.kafka().bootstrapServers());
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> topic = List.of(new TopicPartition(Topics.alerts(WEB.tenant()), 0));
            consumer.assign(topic);
            consumer.seekToBeginning(topic);

            send("192.0.2.1", 401, begin);
            send("192.0.2.1", 302, begin.plusSeconds(1));
            send("192.0.2.2", 302, begin.plusSeconds(1));
            // Once these are told, the clock of that address has passed what is still missing.
            send("192.0.2.2", 401, begin.plusSeconds(4));
            send("192.0.2.2", 302, begin.plusSeconds(5));
            awaitAlerts(2);
            send("192.0.2.2", 401, begin);
            // Late, too, but before the rules were published.
            send("192.0.2.2", 401, begin.minus(BEFORE_THE_RULES));
            send("192.0.2.2", 302, begin.minus(BEFORE_THE_RULES));
            // Once this is told, the late lines were looked at.
            Instant after = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            send("192.0.2.2", 401, after);
            send("192.0.2.2", 302, after);
            awaitAlerts(3);
            assertThat(alerts).extracting(Alert::ruleId).containsOnly("let-in");
            Await.exactly("all lines to be in the lake", PATIENCE, 8, () -> landed(begin.minus(BEFORE_THE_RULES)));

            Instant from = begin.minus(BEFORE_THE_RULES);
            assertThat(rescan(from, "--dry-run")).hasSize(1);
            JsonNode late = rescan(from).get(0);
            JsonNode again = rescan(from);

            assertThat(again).as("a second rescan").isEmpty();
            awaitAlerts(4);
            Alert raised = alerts.get(3);
            assertThat(raised.id()).isEqualTo(late.path("id").asText());
            assertThat(raised.ruleId()).isEqualTo("let-in");
            assertThat(raised.groupKey()).isEqualTo("192.0.2.2");
            assertThat(Instant.ofEpochMilli(raised.firstMillis())).isEqualTo(begin);
            assertThat(Instant.ofEpochMilli(raised.timestampMillis())).isEqualTo(begin.plusSeconds(1));
            assertThat(raised.late()).isTrue();
            assertThat(raised.reason()).startsWith("Refused, then let in").endsWith(Rescan.LATE);
            assertThat(raised.evidence()).hasSize(2);
            assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
            assertThat(staged).as("of the rule that is being tried").isNotEmpty();
            assertThat(staged).extracting(Alert::ruleId).containsOnly("staged");
            assertThat(unseenFields(from))
                    .containsEntry("nobody", "labels.nobody")
                    .containsEntry("refused", "")
                    .containsEntry("let-in", "");
        } finally {
            producer.close();
            consumer.close();
            ids.values().forEach(id -> stack.flink().client(List.of("cancel", id)));
        }
    }

    /** Lines that nothing is wrong with go on and move the clock, until there are so many alerts. */
    private void awaitAlerts(int count) {
        Await.until("%d alerts".formatted(count), PATIENCE, () -> {
            send("192.0.2.9", 200, Instant.now());
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                Alert alert = Alert.decode(record.value());
                (alert.staged() ? staged : alerts).add(alert);
            }
            return alerts.size() >= count;
        });
        assertThat(alerts).hasSize(count);
    }

    private void send(String address, int status, Instant time) throws Exception {
        String line = "%s - - [%s] \"GET / HTTP/1.1\" %d 5 \"-\" \"curl\""
                .formatted(address, ACCESS_TIME.format(time), status);
        producer.send(new ProducerRecord<>(Topics.raw(WEB), line.getBytes(UTF_8)))
                .get();
    }

    /** How many lines of the address that matters are in the lake. */
    private long landed(Instant begin) throws IOException {
        long count = 0;
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(settings)));
                CloseableIterable<LogEvent> events =
                        LakeReader.happened(lake, WEB.tenant(), Optional.empty(), begin, Instant.now())) {
            for (LogEvent event : events) {
                count += "192.0.2.2".equals(event.text(FieldName.parse("source.address"))) ? 1 : 0;
            }
        }
        return count;
    }

    /** By rule, as a list of the published ones says it. */
    private Map<String, String> unseenFields(Instant since) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("rules", "list", "--tenant", WEB.tenant(), "--since", since.toString(), "--format", "json"));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        CommandRun run = CommandRun.drey(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("looked for the fields that rules ask in ", " events of the lake since " + since);
        Map<String, String> unseen = new HashMap<>();
        new ObjectMapper()
                .readTree(run.out())
                .forEach(row -> unseen.put(
                        row.path("rule").asText(), row.path("unseen_fields").asText()));
        return unseen;
    }

    private JsonNode rescan(Instant from, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("rules", "rescan", "--tenant", WEB.tenant(), "--from", from.toString(), "--to", "now"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--format", "json"));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        CommandRun run = CommandRun.drey(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }
}
