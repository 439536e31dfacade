package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.generate.TrafficGenerator;
import io.drey.operations.generate.TrafficSettings;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tenant's topics grow from 4 to 12 partitions under load, with all jobs running, and a TaskManager is killed just after. What
 * arrives is what was sent, and what a run without a growth gives, computed from the very lines.
 */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
@Tag("faults")
class GrowIT {

    private static final DatasetId DATASET = new DatasetId("growing", "web");
    private static final long SEED = 11;
    private static final int LINES = 12_000;
    private static final int LINES_A_SECOND = 300;
    private static final int GROW_AFTER = 3_000;
    private static final int BEFORE = 4;
    private static final int AFTER = 12;

    @TempDir
    private Path folder;

    private volatile int partitions = BEFORE;

    @Test
    void topicsGrowUnderLoadAndNothingIsLostDoubledOrLate(LocalStack stack) throws Exception {
        Workspace workspace = new Workspace(stack.dir().getParent());
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        RunOracle oracle = new RunOracle(stack, DATASET);
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace)));
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            apply(stack, BEFORE);
            IndexTemplates.install(stack.openSearch().url());
            Map<String, String> ids = submit(workspace);
            JobStates jobs = new JobStates(stack, ids);
            jobs.awaitRunning();

            Sender sender = new Sender(stack.kafka().bootstrapServers(), Topics.raw(DATASET), new SpreadFeed());
            sender.start();
            Await.atLeast("lines before the growth", Duration.ofMinutes(1), GROW_AFTER, () -> sender.sent());
            CommandRun grown = apply(stack, AFTER);
            assertThat(grown.out()).contains("events.growing", "partitions: 4 -> 12");
            assertThat(grown.err()).contains("the raw partitions that there are keep theirs");
            partitions = AFTER;
            long grownAt = sender.sent();
            Await.atLeast(
                    "lines to be sent to the new partitions",
                    Duration.ofMinutes(1),
                    grownAt + LINES_A_SECOND * 5L,
                    () -> sender.sent());
            stack.flink().killTaskManager();
            stack.flink().startTaskManager();
            jobs.awaitRunning();
            Await.until("all lines to be sent", Duration.ofMinutes(2), sender::hasEnded);
            sender.check();

            RunOracle.Expected expected = oracle.expected(LINES);
            Await.atLeast("each line to be in the lake", Duration.ofMinutes(3), LINES, () -> oracle.landed(lake));
            assertThat(oracle.rows(lake, LakeTable.LOGS)).isEqualTo(expected.events());
            assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isEqualTo(LINES - expected.events());
            assertThat(oracle.distinctPositions(settings)).isEqualTo(expected.events());
            assertThat(oracle.positionsInEventsTopic()).hasSize((int) expected.events());
            assertKeepsTheOrderAndUsesAllPartitions(stack);

            SearchCounts search = new SearchCounts(stack.openSearch().url(), DATASET.tenant());
            Await.atLeast(
                    "each request to be in a closed window",
                    Duration.ofMinutes(3),
                    expected.events(),
                    () -> search.metrics().requests());
            oracle.assertCounts(expected.counts());
            assertThat(search.metrics().late()).isZero();
            Await.atLeast(
                    "each event to be found", Duration.ofMinutes(2), expected.events(), () -> oracle.searchable());
            assertThat(oracle.searchable()).isEqualTo(expected.events());

            assertThat(expected.alertIds()).isNotEmpty();
            Await.atLeast(
                    "each alert to be found",
                    Duration.ofMinutes(2),
                    expected.alertIds().size(),
                    () -> oracle.alertIds().size());
            assertThat(oracle.alertIds()).isEqualTo(expected.alertIds());
            ids.values().forEach(id -> stack.flink().client(List.of("cancel", id)));
        }
    }

    /** Each on two slots: what one reads of a raw partition that is new, the other has to be told. */
    private static Map<String, String> submit(Workspace workspace) throws Exception {
        Map<String, String> ids = new HashMap<>();
        String submitted = CommandRun.succeed(
                        workspace,
                        "jobs",
                        "submit",
                        "ingest",
                        "cep",
                        "aggregation",
                        "delivery",
                        "-Dparallelism.default=2",
                        "--format",
                        "json")
                .out();
        new ObjectMapper()
                .readTree(submitted)
                .forEach(job -> ids.put(job.path("job").asText(), job.path("id").asText()));
        assertThat(ids).hasSize(4);
        return ids;
    }

    private CommandRun apply(LocalStack stack, int count) throws Exception {
        Path file = folder.resolve("growing.yaml");
        Files.writeString(
                file,
                """
                kind: Tenant
                name: growing
                replication: 1
                partitions: %d
                ---
                kind: Dataset
                tenant: growing
                name: web
                format: combined
                """
                        .formatted(count));
        CommandRun run = CommandRun.drey(
                "apply",
                "-f",
                file.toString(),
                "-Dkafka-bootstrap-servers=" + stack.kafka().bootstrapServers());
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    /** As the consumers see it: of each raw partition all in one event partition, each not above the highest there a repeat. */
    private void assertKeepsTheOrderAndUsesAllPartitions(LocalStack stack) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        String topic = Topics.events(DATASET.tenant());
        Map<Integer, Set<Integer>> eventPartitions = new HashMap<>();
        Map<Integer, Long> highest = new HashMap<>();
        Map<Integer, Set<Long>> seen = new HashMap<>();
        EventRecordReader reader = new EventRecordReader();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, AFTER)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    reader.open(record.value());
                    while (reader.next()) {
                        LogEvent event = reader.event();
                        int raw = event.partition();
                        eventPartitions
                                .computeIfAbsent(raw, any -> new TreeSet<>())
                                .add(record.partition());
                        boolean isNew = seen.computeIfAbsent(raw, any -> new HashSet<>())
                                .add(event.offset());
                        assertThat(isNew)
                                .as("%d.%d comes in its place, or again", raw, event.offset())
                                .isEqualTo(event.offset() > highest.getOrDefault(raw, -1L));
                        highest.merge(raw, event.offset(), Math::max);
                    }
                }
            }
        }
        assertThat(eventPartitions).hasSize(AFTER).allSatisfy((raw, used) -> assertThat(used)
                .as("of raw partition %d", raw)
                .hasSize(1));
        assertThat(eventPartitions.values()).doesNotHaveDuplicates();
    }

    /** Traffic that is sent when it happens, over all partitions that the raw topic has by then. */
    private final class SpreadFeed implements Feed {

        @Override
        public String description() {
            return "growing traffic";
        }

        @Override
        public int partitions() {
            return partitions;
        }

        @Override
        public OptionalLong lines() {
            return OptionalLong.of(LINES);
        }

        @Override
        public DatasetDocument document(DatasetId id) {
            return DatasetDocument.live(id, "combined");
        }

        @Override
        public boolean showsEverything() {
            return true;
        }

        @Override
        public Set<String> rulesShown() {
            return Set.of();
        }

        @Override
        public void feed(Sink sink) throws InterruptedException {
            TrafficGenerator traffic =
                    new TrafficGenerator(TrafficSettings.combined(SEED, Instant.now(), LINES_A_SECOND));
            for (int line = 0; line < LINES; line++) {
                Duration early = Duration.between(Instant.now(), traffic.timeOf(line));
                if (early.toMillis() > 0) {
                    Thread.sleep(early.toMillis());
                }
                sink.accept(traffic.nextLine(), line % partitions);
            }
        }
    }
}
