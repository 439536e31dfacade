package io.drey.cli.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.cli.lake.ServerLake;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.schedule.alert.ScheduleAlert;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.WallClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The schedules that every installation has, on real servers. */
@StackTest({Server.POSTGRES, Server.HDFS, Server.KAFKA, Server.OPENSEARCH, Server.FLINK})
@Timeout(1800)
class ScheduleIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final DateTimeFormatter INDEX_DAY = DateTimeFormatter.ofPattern("uuuu.MM.dd");
    private static final String TENANT = "planned";
    private static final int LINES = 40;

    /** More than it takes until the hour of lines is archived. */
    private static final Duration UNTIL_EXPORTED = Duration.ofMinutes(4);

    /** More than it takes a scheduler to begin, and to do what may have become due by then. */
    private static final Duration UNTIL_ALL_IS_DONE = Duration.ofMinutes(6);

    private LocalDate today;

    @TempDir
    private Path folder;

    private Map<String, String> keys;

    @Test
    void whatMustBeDoneRegularlyIsDone(LocalStack stack) throws Exception {
        // The slot that archives the hour before comes at twenty minutes past.
        WallClock.awaitRoomInHour(UNTIL_EXPORTED, 20);
        today = LocalDate.now(ZoneOffset.UTC);
        keys = ServerLake.onHdfs(stack, "schedules", folder);
        keys.put("kafka-bootstrap-servers", stack.kafka().bootstrapServers());
        keys.put("opensearch-urls", stack.openSearch().url().toString());
        keys.put("schedule-jdbc-url", keys.get("lake-catalog-uri"));
        keys.put("schedule-jdbc-user", keys.get("lake-catalog-user"));
        keys.put("schedule-jdbc-password", keys.get("lake-catalog-password"));
        keys.put("schedule-alerts-tenant", TENANT);
        keys.put("schedule-reports-to", folder.resolve("reports").toString());
        apply();
        Instant hourBefore = Instant.now()
                .minus(Duration.ofMinutes(20))
                .truncatedTo(ChronoUnit.HOURS)
                .minusSeconds(3600);
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(keys));
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            land(settings, hourBefore);

            assertThat(outcome("once", "lake-verify")).contains("done", "%d lines in ".formatted(LINES));
            assertThat(outcome("once", "lake-changes")).contains("done", "changes recorded");
            assertThat(drey("schedule", "once", "lake-verify").err()).contains("nothing to do: its next slot is ");
            assertThat(outcome("once", "lake-retain")).contains("done", "1 datasets, 0 rows deleted");

            keys.put("query-flink-url", stack.flink().restUrl().toString());
            reports();
            packs();
            keys.remove("query-flink-url");
            export(hourBefore);
            indices(stack.openSearch().url());
            assertThat(outcome("once", "rules-rescan")).contains("done", "0 alerts there, 0 late ones raised");
            rollUps(settings, stack.openSearch().url());
            costs(settings, hourBefore, stack.openSearch().url());
            aScheduleIsPausedAndAskedForByHand();
            aFindingIsAnAlert(lake, stack);
        }
        aRefusedDocumentKeepsTheRowsOfItsTenantOnly();
    }

    private void aRefusedDocumentKeepsTheRowsOfItsTenantOnly() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", keys.get("kafka-bootstrap-servers"));
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic("control.garbled", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("control.garbled", "dataset/web", "nonsense"))
                    .get();
        }
        keys.keySet().removeIf(key -> key.startsWith("schedule-"));
        CommandRun run = drey("lake", "retain", "--format", "csv");
        assertThat(run.out()).contains(TENANT + ",web,logs,");
        assertThat(run.err()).contains("not done for garbled: nothing is deleted while a document is refused");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private void reports() {
        assertThat(outcome("once", "report-daily-review")).contains("done", "for 1 tenants");
        // Before a quarter past five the latest slot is yesterday's, and its report of the day before.
        assertThat(Stream.of(1, 2)
                        .map(days -> folder.resolve("reports")
                                .resolve(TENANT)
                                .resolve(today.minusDays(days).toString())
                                .resolve("daily-review.manifest.json"))
                        .filter(Files::exists))
                .singleElement(as(PATH))
                .content()
                .contains("on a cluster");
    }

    private void packs() throws Exception {
        CommandRun unknown = drey("schedule", "list", "-Dschedule-packs=pcy");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean 'pci'?");
        keys.put("schedule-packs", "gdpr");
        keys.put("schedule-deliver-to", "file://" + folder.resolve("delivered"));

        assertThat(outcome("once", "pack-gdpr")).contains("done", "gdpr of ", "for 1 tenants");

        String name;
        try (Stream<Path> made = Files.list(folder.resolve("reports").resolve(TENANT))) {
            name = made.map(path -> path.getFileName().toString())
                    .filter(each -> each.startsWith("gdpr-"))
                    .findFirst()
                    .orElseThrow();
        }
        Path delivered = folder.resolve("delivered").resolve(name);
        assertThat(delivered.resolve("pack.manifest.json")).content().contains("on a cluster");
        assertThat(delivered).isDirectoryContaining("glob:**/index.html");
        assertThat(row("history", "pack-gdpr").path("outcome").asText()).isEqualTo("done");
        assertThat(row("history", "pack-gdpr").toString()).contains("gdpr of ");
    }

    private void export(Instant hour) {
        CommandRun off = drey("schedule", "once", "lake-export");
        assertThat(off.exitCode()).isEqualTo(2);
        assertThat(off.err()).contains("set schedule-export-to");
        Path archive = folder.resolve("archive");
        keys.put("schedule-export-to", archive.toString());

        assertThat(outcome("once", "lake-export")).contains("done", "%d lines of %s".formatted(LINES, hour));
        assertThat(archive.resolve(TENANT).resolve("web")).isDirectoryRecursivelyContaining("glob:**/manifest.json");
    }

    private void indices(URI url) throws Exception {
        IndexTemplates.install(url);
        String old = "logs-%s-%s".formatted(TENANT, INDEX_DAY.format(today.minusDays(50)));
        String current = "logs-%s-%s".formatted(TENANT, INDEX_DAY.format(today));
        String coming = "logs-%s-%s".formatted(TENANT, INDEX_DAY.format(today.plusDays(1)));
        assertThat(ask(url, "PUT", old)).isEqualTo(200);
        assertThat(ask(url, "PUT", current)).isEqualTo(200);

        assertThat(outcome("once", "index-rotate")).contains("done");
        assertThat(ask(url, "HEAD", coming)).isEqualTo(200);
        assertThat(outcome("once", "index-expire")).contains("done");
        assertThat(ask(url, "HEAD", old)).isEqualTo(404);
        assertThat(ask(url, "HEAD", current)).isEqualTo(200);
    }

    /** What is in the documents {@link RollUpIT} checks. */
    private void rollUps(LakeSettings settings, URI url) throws Exception {
        assertThat(outcome("once", "metrics-hours"))
                .contains("done", "the lake has no metrics: set metrics-lake for the aggregation job");
        // Before a quarter past two the latest slot is yesterday's, and its day the one before.
        List<MetricPoint> points = new ArrayList<>();
        for (int days = 1; days <= 2; days++) {
            long start = today.minusDays(days)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .toEpochMilli();
            points.add(MetricPoint.whole(new MetricWindow(TENANT, "web", start, 10), "total", "requests", 5, 5));
        }
        StreamExecutionEnvironment environment = ServerLake.environment("1 min");
        new LakeSinks(settings)
                .metrics()
                .accept(environment.fromData(MetricPoint.class, points.toArray(MetricPoint[]::new)));
        environment.execute("lands metrics");

        assertThat(outcome("once", "metrics-days")).contains("done", "the day from ", " of 1 tenants");
        Set<String> found = new TreeSet<>();
        for (int days = 1; days <= 2; days++) {
            String month = DateTimeFormatter.ofPattern("uuuu.MM").format(today.minusDays(days));
            String index = "metrics-%s-%s".formatted(TENANT, month);
            if (ask(url, "HEAD", index) == 200) {
                found.add(index);
            }
        }
        assertThat(found).hasSize(1);
    }

    /** Of a day whose lines, files and documents are known. */
    private void costs(LakeSettings settings, Instant hourBefore, URI url) throws Exception {
        // Before half past four the latest slot is yesterday's, and its day the one before.
        List<LocalDate> days = List.of(today.minusDays(1), today.minusDays(2));
        for (LocalDate day : days) {
            land(settings, day.atTime(12, 0).toInstant(ZoneOffset.UTC));
            String index = "logs-%s-%s".formatted(TENANT, INDEX_DAY.format(day));
            for (String dataset : List.of("web", "web", "web", "edge")) {
                String document = "{\"@timestamp\":\"%sT12:00:00Z\",\"data_stream\":{\"dataset\":\"%s\"}}";
                send(url, "POST", index + "/_doc?refresh=true", document.formatted(day, dataset));
            }
        }

        CommandRun run = drey("schedule", "once", "metrics-cost");
        assertThat(run.exitCode()).as(run.err()).isZero();
        LocalDate day = days.stream()
                .filter(each -> run.out().contains(each + " of 1 tenants"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run.out()));

        boolean isOfFirst = day.equals(LocalDate.ofInstant(hourBefore, ZoneOffset.UTC));
        long lineBytes = 0;
        for (int i = 0; i < LINES; i++) {
            lineBytes += event(i, hourBefore).lengthOf(Field.EVENT_ORIGINAL) * (isOfFirst ? 2L : 1L);
        }
        Map<String, Double> of = costsIn(url, day);
        assertThat(of.get("web raw_bytes")).isEqualTo((double) lineBytes);
        // The metrics of roll-ups are among them.
        assertThat(of.get("web lake_bytes")).isBetween(fileBytes(settings, day), fileBytes(settings, day) + 100_000.0);
        double stored = send(url, "GET", "logs-%s-%s/_stats/store".formatted(TENANT, INDEX_DAY.format(day)), "")
                .at("/_all/total/store/size_in_bytes")
                .asDouble();
        assertThat(of.get("web index_bytes")).isBetween(stored * 0.74, stored * 0.76 + 1_000_000);
        assertThat(of.get("edge index_bytes")).isCloseTo(stored / 4, within(stored / 100));
        assertThat(of.get("edge raw_bytes")).isZero();
        double gib = lineBytes / (double) (1L << 30);
        assertThat(of.get("web raw_usd")).isCloseTo(gib * 1620 / 365, within(1e-12));
        assertThat(of.get("web lake_usd"))
                .isCloseTo(of.get("web lake_bytes") / (1L << 30) * (0.023 + 2 * 0.0125 + 9 * 0.004), within(1e-12));
        assertThat(of).hasSize(10);
    }

    /** What a day costs, by dataset and metric. */
    private static Map<String, Double> costsIn(URI url, LocalDate day) throws Exception {
        String index = "metrics-%s-%s"
                .formatted(TENANT, DateTimeFormatter.ofPattern("uuuu.MM").format(day));
        JsonNode hits = send(
                        url,
                        "POST",
                        index + "/_search",
                        "{\"size\":100,\"query\":{\"bool\":{\"filter\":[{\"term\":{\"attribute_type\":\"cost\"}},{\"term\":{\"@timestamp\":\"%s\"}}]}}}"
                                .formatted(day))
                .at("/hits/hits");
        Map<String, Double> costs = new TreeMap<>();
        for (JsonNode hit : hits) {
            JsonNode cost = hit.path("_source");
            assertThat(cost.path("window_level").asInt()).isEqualTo(100);
            costs.put(
                    cost.at("/data_stream/dataset").asText() + " "
                            + cost.path("metric").asText(),
                    cost.path("value").asDouble());
        }
        return costs;
    }

    private static double fileBytes(LakeSettings settings, LocalDate day) throws Exception {
        double bytes = 0;
        try (Lake lake = Lake.open(settings);
                CloseableIterable<FileScanTask> tasks =
                        lake.asItIs(LakeTable.LOGS).newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                boolean isOfDay = task.partition().get(1, Integer.class) == day.toEpochDay();
                bytes += isOfDay ? task.file().fileSizeInBytes() : 0;
            }
        }
        return bytes;
    }

    private static JsonNode send(URI url, String method, String path, String body) throws Exception {
        return JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(url.resolve("/" + path))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    private void aFindingIsAnAlert(Lake lake, LocalStack stack) throws Exception {
        Path own = Files.createDirectory(folder.resolve("schedules"));
        Files.writeString(
                own.resolve("own.yaml"),
                "schedules: [{name: verify-more, cron: '* * * * *', run: lake verify, with: {tenant: %s}}]"
                        .formatted(TENANT));
        Table logs = lake.table(LakeTable.LOGS);
        logs.newDelete().deleteFile(someFile(logs)).commit();

        CommandRun found = drey("schedule", "once", "verify-more", "--schedules", own.toString());

        assertThat(found.exitCode()).as(found.err()).isEqualTo(1);
        assertThat(found.out()).contains("failed", "findings, the first: ");
        Alert alert = alerts(stack).get(0);
        assertThat(alert.ruleId()).isEqualTo(ScheduleAlert.FAILED);
        assertThat(alert.tenant()).isEqualTo(TENANT);
        assertThat(alert.reason())
                .startsWith("Schedule verify-more: the run of ")
                .contains("findings");
    }

    private void aScheduleIsPausedAndAskedForByHand() throws Exception {
        assertThat(drey("schedule", "pause", "lake-retain").exitCode()).isZero();
        assertThat(row("list", "lake-retain").path("state").asText()).isEqualTo("paused");
        assertThat(drey("schedule", "resume", "lake-retain").exitCode()).isZero();
        assertThat(row("list", "lake-retain").path("state").asText()).isEqualTo("on");
        CommandRun unknown = drey("schedule", "trigger", "lake-retian");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("lake-retain");

        CommandRun asked = drey("schedule", "trigger", "lake-retain");
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        whileSchedulerRuns(() -> Await.until(
                "the run that was asked for to begin",
                PATIENCE,
                () -> row("history", "lake-retain").path("cause").asText().equals("hand")));
        // What the end of the first one broke off, and what is due besides, is done by the next.
        whileSchedulerRuns(() -> {
            Await.until("all that is due to be done", UNTIL_ALL_IS_DONE, this::isAllDone);
            JsonNode latest = row("history", "lake-retain");
            assertThat(latest.path("cause").asText()).isEqualTo("hand");
            assertThat(latest.path("outcome").asText()).isEqualTo("done");
            listAndHistoryTellAll();
        });
    }

    private boolean isAllDone() throws Exception {
        Instant now = Instant.now();
        for (JsonNode row : list()) {
            if (!row.path("latest_outcome").asText().equals("done")
                    || !Instant.parse(row.path("next_slot").asText()).isAfter(now)) {
                return false;
            }
        }
        return true;
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    /** Ends it as SIGTERM does. */
    private void whileSchedulerRuns(Meanwhile meanwhile) throws Exception {
        Process scheduler = start("schedule", "run");
        try {
            meanwhile.run();
        } finally {
            scheduler.destroy();
            assertThat(scheduler.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private JsonNode list() throws Exception {
        return JSON.readTree(drey("schedule", "list", "--format", "json").out());
    }

    private void listAndHistoryTellAll() throws Exception {
        JsonNode list = list();
        assertThat(list)
                .extracting(row -> row.path("schedule").asText())
                .containsExactly(
                        "index-expire",
                        "index-rotate",
                        "lake-changes",
                        "lake-export",
                        "lake-retain",
                        "lake-verify",
                        "metrics-cost",
                        "metrics-days",
                        "metrics-hours",
                        "pack-gdpr",
                        "report-daily-review",
                        "rules-rescan");
        JsonNode history =
                JSON.readTree(drey("schedule", "history", "--format", "json").out());
        assertThat(history).hasSizeGreaterThanOrEqualTo(8);
    }

    /** What a command writes, which must be done. */
    private String outcome(String... command) {
        CommandRun run =
                drey(Stream.concat(Stream.of("schedule"), Stream.of(command)).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    /** The first row of a schedule. */
    private JsonNode row(String command, String schedule) throws Exception {
        for (JsonNode row :
                JSON.readTree(drey("schedule", command, "--format", "json").out())) {
            if (row.path("schedule").asText().equals(schedule)) {
                return row;
            }
        }
        throw new AssertionError("there is no row of " + schedule);
    }

    private CommandRun drey(String... command) {
        return CommandRun.drey(arguments(command).toArray(String[]::new));
    }

    private List<String> arguments(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        keys.forEach((key, value) -> all.add("-D" + key + "=" + value));
        return all;
    }

    private Process start(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.drey.cli.Main"));
        all.addAll(arguments(command));
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/schedule-run.log").toFile())
                .start();
    }

    private void apply() throws Exception {
        Path documents = Files.writeString(
                folder.resolve("documents.yaml"),
                """
                kind: Tenant
                name: %1$s
                replication: 1
                partitions: 1
                ---
                kind: Dataset
                tenant: %1$s
                name: web
                format: combined
                retention: 400d
                """
                        .formatted(TENANT));
        CommandRun run = CommandRun.drey(
                "apply",
                "-f",
                documents.toString(),
                "-Dkafka-bootstrap-servers=" + keys.get("kafka-bootstrap-servers"));
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static void land(LakeSettings settings, Instant arrival) throws Exception {
        StreamExecutionEnvironment environment = ServerLake.environment("1 min");
        new LakeSinks(settings)
                .logs()
                .accept(environment
                        .fromSequence(0, LINES - 1)
                        .map(offset -> event(offset, arrival))
                        .returns(LogEventTypeInfo.INSTANCE));
        environment.execute("lands lines");
    }

    private static LogEvent event(long offset, Instant arrival) {
        byte[] line = "198.51.100.%d - - [%s] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\""
                .formatted(
                        offset,
                        DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT)
                                .format(arrival.atOffset(ZoneOffset.UTC)))
                .getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(
                new DatasetId(TENANT, "web"),
                new Position("id", "raw." + TENANT + ".web", 0, offset, 0),
                arrival.toEpochMilli(),
                line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        event.ingestedMillis(arrival.toEpochMilli());
        assertThat(Formats.parser("combined").parse(event, 0, line.length)).isNull();
        return event;
    }

    private static DataFile someFile(Table table) throws Exception {
        try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
            return files.iterator().next().file();
        }
    }

    private static int ask(URI url, String method, String index) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(url.resolve("/" + index))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static List<Alert> alerts(LocalStack stack) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        List<Alert> alerts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("alerts." + TENANT).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Await.until("the alert", PATIENCE, () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> alerts.add(Alert.decode(each.value())));
                return !alerts.isEmpty();
            });
        }
        return alerts;
    }
}
