package io.drey.cli.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.cli.console.Console;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeSettings;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
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

/**
 * What a running job raised, with its rules changed and its TaskManager killed on the way, is what a backtest over the lake finds
 * afterwards.
 */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class BacktestIT {

    private static final DatasetId WEB = new DatasetId("history", "web");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final DateTimeFormatter ACCESS_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    /** Few server errors: of more than 600 a minute nobody is told. */
    private static final int[] STATUSES = {
        200, 200, 200, 200, 302, 302, 302, 401, 401, 401, 404, 404, 404, 404, 404, 500
    };

    private static final int LINES_A_ROUND = 20;
    private static final long ROUND_MILLIS = 200;

    private static final String RULES =
            """
            title: Server error
            id: server-error
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code|gte: 500}, condition: selection}
            level: low
            ---
            title: Missing
            id: missing
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code: 404}, condition: selection}
            level: low
            ---
            title: Refused
            id: refused
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code: 401}, condition: selection}
            level: low
            ---
            title: Moved
            id: moved
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code: 302}, condition: selection}
            level: low
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
            title: Many pages that are not there
            id: many-missing
            correlation:
                type: value_count
                rules: [missing]
                group-by: [source.address]
                timespan: 3s
                condition: {field: url.path, gte: 6}
            level: medium
            """;

    @TempDir
    private Path folder;

    private final List<Instant> times = new ArrayList<>();
    private final Random random = new Random(5);
    private long sent;

    @Test
    void liveAndBacktestGiveTheSameAlerts(LocalStack stack) throws Exception {
        Workspace workspace = new Workspace(stack.dir().getParent());
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        Map<String, String> settings = StackSettings.of(stack, workspace);
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(settings)))) {
            lake.init();
        }
        Files.writeString(
                folder.resolve("tenant.yml"),
                """
                kind: Tenant
                name: history
                partitions: 2
                replication: 1
                ---
                kind: Dataset
                tenant: history
                name: web
                format: combined
                reorder-delay: 3s
                """);
        Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
        apply(stack);
        Console console = new Console(System.in, System.out, System.err, false);
        Map<String, String> ids = JobSubmission.submit(stack, workspace, List.of(Job.FUSED), console::tell);
        JobStates jobs = new JobStates(stack, ids);
        jobs.awaitRunning();

        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant end;
        Set<String> live = new TreeSet<>();
        Set<Integer> versions = new TreeSet<>();
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(kafka(stack), new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(kafka(stack), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            send(producer, Duration.ofSeconds(4));
            Files.writeString(rules, RULES.replace("gte: 6", "gte: 4").replace("timespan: 2s", "timespan: 4s"));
            apply(stack);
            send(producer, Duration.ofSeconds(8));
            stack.flink().killTaskManager();
            stack.flink().startTaskManager();
            send(producer, Duration.ofSeconds(6));
            end = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            jobs.awaitRunning();

            List<TopicPartition> partitions = consumer.partitionsFor(Topics.alerts(WEB.tenant())).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // Other lines go on, and move the clock past the range.
            Await.until("what was sent to be in the lake", PATIENCE, () -> {
                send(producer, Duration.ofMillis(ROUND_MILLIS));
                return landed(settings, begin, end) == linesBefore(end);
            });
            Set<String> found = backtest(settings, begin, end);
            assertThat(found).hasSizeGreaterThan(200);
            Await.until("as many alerts", PATIENCE, () -> {
                send(producer, Duration.ofMillis(ROUND_MILLIS));
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Alert alert = Alert.decode(record.value());
                    if (!Instant.ofEpochMilli(alert.timestampMillis()).isBefore(end)) {
                        continue;
                    }
                    live.add(alert.id());
                    if (alert.ruleId().equals("many-missing")) {
                        versions.add(alert.ruleVersion());
                    }
                }
                return live.size() >= found.size();
            });
            assertThat(live).isEqualTo(found);
            assertThat(CommandRun.drey(commandOfThePage(settings)).exitCode()).isZero();
            assertThat(versions).as("the rule was changed in the middle").hasSize(2);
        } finally {
            ids.values().forEach(id -> stack.flink().client(List.of("cancel", id)));
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, Duration duration) throws Exception {
        Instant end = Instant.now().plus(duration);
        while (Instant.now().isBefore(end)) {
            Instant time = Instant.now();
            for (int i = 0; i < LINES_A_ROUND; i++) {
                String line = "192.0.2.%d - - [%s] \"GET /%d HTTP/1.1\" %d 5 \"-\" \"curl\""
                        .formatted(
                                random.nextInt(12),
                                ACCESS_TIME.format(time),
                                random.nextInt(9),
                                STATUSES[random.nextInt(STATUSES.length)]);
                Future<?> unused = producer.send(
                        new ProducerRecord<>(Topics.raw(WEB), (int) (sent++ % 2), null, line.getBytes(UTF_8)));
                times.add(time.truncatedTo(ChronoUnit.SECONDS));
            }
            producer.flush();
            Await.until("the next round", PATIENCE, () -> !Instant.now().isBefore(time.plusMillis(ROUND_MILLIS)));
        }
    }

    private long linesBefore(Instant end) {
        return times.stream().filter(time -> time.isBefore(end)).count();
    }

    private static long landed(Map<String, String> settings, Instant begin, Instant end) throws IOException {
        long count = 0;
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(settings)));
                CloseableIterable<?> events =
                        LakeReader.happened(lake, WEB.tenant(), Optional.of(WEB.dataset()), begin, end)) {
            for (Object unused : events) {
                count++;
            }
        }
        return count;
    }

    private static Set<String> backtest(Map<String, String> settings, Instant begin, Instant end) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "rules", "backtest", "--tenant", WEB.tenant(), "--alerts", "--limit", "1000000", "--format", "json"));
        arguments.addAll(List.of("--from", begin.toString(), "--to", end.toString()));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        CommandRun run = CommandRun.drey(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        Set<String> ids = new TreeSet<>();
        for (JsonNode alert : new ObjectMapper().readTree(run.out())) {
            assertThat(ids.add(alert.path("id").asText())).isTrue();
        }
        return ids;
    }

    private static String[] commandOfThePage(Map<String, String> settings) throws IOException {
        Path page = Path.of(System.getProperty("drey.home")).resolve("docs/write-a-rule.md");
        String command = Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("bin/drey rules backtest --tenant"))
                .findFirst()
                .orElseThrow();
        List<String> arguments = new ArrayList<>(List.of(command.substring("bin/drey ".length())
                .replace("demo", WEB.tenant())
                .split(" ")));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        return arguments.toArray(String[]::new);
    }

    private void apply(LocalStack stack) {
        CommandRun run = CommandRun.drey(
                "apply",
                "-f",
                folder.toString(),
                "--tenant",
                WEB.tenant(),
                "-Dkafka-bootstrap-servers=" + stack.kafka().bootstrapServers());
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static Properties kafka(LocalStack stack) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        return properties;
    }
}
