package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Field;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces and parts of lines through the running job, which is stopped in their midst; the ledger knows every line. */
@StackTest(Server.KAFKA)
class MultilineIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANT = "joining";
    private static final DatasetId SHOP = new DatasetId(TENANT, "shop");
    private static final DatasetId PODS = new DatasetId(TENANT, "pods");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final List<String> TRACE = List.of(
            "2024-05-01 12:00:00,123 ERROR [main] com.acme.Shop - boom",
            "java.lang.IllegalStateException: boom",
            "\tat com.acme.Shop.sell(Shop.java:12)",
            "\tat com.acme.Shop.main(Shop.java:3)",
            "Caused by: java.io.IOException: \u00e4 disk",
            "\t... 2 more");
    private static final String BEFORE = "2024-05-01 12:00:00,000 INFO  [main] com.acme.Shop - begun";
    private static final String AFTER = "2024-05-01 12:00:01,000 INFO  [main] com.acme.Shop - goes on";
    private static final String LAST = "2024-05-01 12:00:02,000 INFO  [main] com.acme.Shop - waits";

    /** Two streams of a container, each cut, one of them within a trace of Python. */
    private static final List<String> PARTS = List.of(
            "2024-05-01T12:00:00.1Z stdout F 2024-05-01 12:00:00,000 - shop - INFO - begun",
            "2024-05-01T12:00:00.2Z stderr P 2024-05-01 12:00:00,000 - shop - ERROR - no",
            "2024-05-01T12:00:00.2Z stdout P 2024-05-01 12:00:00,000 - shop - INFO - a long",
            "2024-05-01T12:00:00.3Z stderr F  order",
            "2024-05-01T12:00:00.4Z stderr F Traceback (most recent call last):",
            "2024-05-01T12:00:00.4Z stdout F  line",
            "2024-05-01T12:00:00.5Z stderr P   File \"shop.py\", line 3,",
            "2024-05-01T12:00:00.6Z stderr F  in <module>",
            "2024-05-01T12:00:00.7Z stderr F ValueError: 7");

    private static final int PARTS_BEFORE_THE_STOP = 7;
    private static final String LAST_PART = "2024-05-01T12:00:09.0Z %s F 2024-05-01 12:00:09,000 - shop - INFO - waits";

    @TempDir
    private Path folder;

    private final List<LogEvent> events = new ArrayList<>();

    @Test
    void tracesAreOneEventAlsoWhereTheJobWasStoppedWithinThem(LocalStack stack) throws Exception {
        String servers = stack.kafka().bootstrapServers();
        Map<String, Object> properties = Map.of("bootstrap.servers", servers);
        String[] options = {
            "-Dlake-catalog-type=hadoop",
            "-Dlake-warehouse=" + folder.resolve("lake").toUri()
        };
        LakeSettings settings =
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings);
                Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            lake.init();
            for (String topic : List.of(
                    Topics.control(TENANT),
                    Topics.events(TENANT),
                    Topics.deadLetters(TENANT),
                    Topics.raw(SHOP),
                    Topics.raw(PODS))) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
            publish(producer, SHOP, "'format':'app','multiline':'java','multiline-wait':'1m'");
            publish(producer, PODS, "'format':'app','envelope':'cri','multiline':'python','multiline-wait':'1m'");
            TopicPartition written = new TopicPartition(Topics.events(TENANT), 0);
            consumer.assign(List.of(written));
            consumer.seekToBeginning(consumer.assignment());

            InProcessIngest ingest = new InProcessIngest("multiline-it", servers, settings, Duration.ofSeconds(1));
            JobClient first = ingest.start(1, null);
            send(producer, SHOP, Stream.concat(Stream.of(BEFORE), TRACE.stream().limit(3)));
            send(producer, PODS, PARTS.stream().limit(PARTS_BEFORE_THE_STOP));
            // The first line of each has left when the second was read.
            Await.until("the job to have read of both", PATIENCE, () -> take(consumer, written) && events.size() == 2);
            String savepoint = first.stopWithSavepoint(
                            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();

            JobClient second = ingest.start(2, savepoint);
            send(producer, SHOP, Stream.concat(TRACE.stream().skip(3), Stream.of(AFTER, LAST)));
            send(
                    producer,
                    PODS,
                    Stream.concat(
                            PARTS.stream().skip(PARTS_BEFORE_THE_STOP),
                            Stream.of(LAST_PART.formatted("stderr"), LAST_PART.formatted("stdout"))));
            Await.until(
                    "all but the last of each stream", PATIENCE, () -> take(consumer, written) && events.size() == 6);
            second.stopWithSavepoint(
                            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();

            assertThat(of(SHOP)).containsExactly("0: " + BEFORE, "1: " + String.join("\n", TRACE), "7: " + AFTER);
            assertThat(of(PODS))
                    .containsExactly(
                            "0: 2024-05-01 12:00:00,000 - shop - INFO - begun",
                            "1: 2024-05-01 12:00:00,000 - shop - ERROR - no order\nTraceback (most recent call last):\n"
                                    + "  File \"shop.py\", line 3, in <module>\nValueError: 7",
                            "2: 2024-05-01 12:00:00,000 - shop - INFO - a long line");

            // The job reads the raw topics of other tests, too.
            assertThat(rows(lake.table(LakeTable.LOGS))).isEqualTo(6);
            assertThat(rows(lake.table(LakeTable.DROPPED))).isEqualTo(11);
            CommandRun clean = drey(options, "lake", "verify", "--tenant", TENANT, "--settle", "PT0S");
            assertThat(clean.exitCode()).as(clean.err() + clean.out()).isZero();
            Path restored = folder.resolve("restored");
            CommandRun restore = drey(
                    options, "lake", "restore", "--tenant", TENANT, "--dataset", "shop", "--out", restored.toString());
            assertThat(restore.exitCode()).as(restore.err()).isZero();
            assertThat(restoredLines(restored))
                    .isEqualTo(BEFORE + "\n" + String.join("\n", TRACE) + "\n" + AFTER + "\n");

            Table dropped = lake.table(LakeTable.DROPPED);
            DataFile lost = someFile(dropped);
            dropped.newDelete().deleteFile(lost).commit();
            CommandRun found = drey(options, "lake", "verify", "--tenant", TENANT, "--settle", "PT0S");
            assertThat(found.exitCode()).isEqualTo(1);
            for (JsonNode finding : JSON.readTree(found.out())) {
                assertThat(finding.path("finding").asText()).isEqualTo("lost");
                assertThat(finding.path("position").asText()).startsWith("raw.joining.");
            }
        }
    }

    private static void publish(KafkaProducer<byte[], byte[]> producer, DatasetId dataset, String keys)
            throws Exception {
        String json = "{'kind':'Dataset','name':'%s',%s}"
                .formatted(dataset.dataset(), keys)
                .replace('\'', '"');
        producer.send(new ProducerRecord<>(
                        Topics.control(TENANT), ("dataset/" + dataset.dataset()).getBytes(UTF_8), json.getBytes(UTF_8)))
                .get();
    }

    /** All at one time of arrival, so that it plays no part how long the job was down. */
    private static void send(KafkaProducer<byte[], byte[]> producer, DatasetId dataset, Stream<String> lines)
            throws Exception {
        for (String line : lines.toList()) {
            producer.send(new ProducerRecord<>(Topics.raw(dataset), null, ARRIVED, null, line.getBytes(UTF_8)))
                    .get();
        }
    }

    private static final long ARRIVED = System.currentTimeMillis();

    /** Takes what has come; true, to go on with a condition. */
    private boolean take(KafkaConsumer<byte[], byte[]> consumer, TopicPartition topic) {
        EventRecordReader reader = new EventRecordReader();
        for (var record : consumer.poll(Duration.ofMillis(200)).records(topic)) {
            if (!Heartbeat.isHeartbeat(record.value())) {
                reader.open(record.value());
                while (reader.next()) {
                    events.add(reader.event());
                }
            }
        }
        return true;
    }

    private List<String> of(DatasetId dataset) {
        return events.stream()
                .filter(event -> event.datasetId().equals(dataset))
                .map(event -> event.offset() + ": " + event.text(Field.EVENT_ORIGINAL))
                .toList();
    }

    private static String restoredLines(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return Files.readString(files.toList().get(0));
        }
    }

    private static long rows(Table table) throws Exception {
        long rows = 0;
        try (CloseableIterable<FileScanTask> files = ofTenant(table)) {
            for (FileScanTask each : files) {
                rows += each.file().recordCount();
            }
        }
        return rows;
    }

    private static DataFile someFile(Table table) throws Exception {
        try (CloseableIterable<FileScanTask> files = ofTenant(table)) {
            return files.iterator().next().file();
        }
    }

    /** A file holds rows of one tenant. */
    private static CloseableIterable<FileScanTask> ofTenant(Table table) {
        table.refresh();
        return table.newScan().filter(Expressions.equal("tenant", TENANT)).planFiles();
    }

    private static CommandRun drey(String[] options, String... command) {
        return CommandRun.drey(
                Stream.concat(Stream.of(command), Stream.concat(Stream.of(options), Stream.of("--format", "json")))
                        .toArray(String[]::new));
    }
}
