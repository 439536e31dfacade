package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.io.FileIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs that were cancelled, stopped, drained or lost in the middle of traffic go on: no line is lost and none is there twice. */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class RestartIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTITIONS = 2;
    private static final int LINES_A_SECOND = 400;
    private static final Duration A_WHILE = Duration.ofMinutes(4);

    private final LocalStack stack;
    private final Workspace workspace;
    private final LakeSettings settings;
    private Lake lake;

    RestartIT(LocalStack stack) {
        this.stack = stack;
        this.workspace = new Workspace(stack.dir().getParent());
        this.settings = LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace)));
    }

    @BeforeEach
    void makeTables() throws Exception {
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        lake = Lake.open(settings);
        lake.init();
        IndexTemplates.install(stack.openSearch().url());
    }

    @AfterEach
    void endJobs() {
        run("jobs", "stop", "--no-savepoint", "ingest", "fused");
        lake.close();
    }

    @Test
    void aCancelledJobGoesOnFromItsLatestCheckpoint() throws Exception {
        Traffic traffic = new Traffic("cancelled", 6_000);
        traffic.sender.start();
        String first = submitted("ingest").path("id").asText();
        CommandRun twice = run("jobs", "submit", "ingest");
        assertThat(twice.exitCode()).isEqualTo(1);
        assertThat(twice.err())
                .contains("runs already as " + first, "drey jobs stop ingest", "drey jobs upgrade ingest");

        traffic.awaitLanding();
        traffic.awaitSent(2_500);
        succeed("jobs", "stop", "ingest", "--no-savepoint");
        leaveUnfinishedCheckpoint(first);
        CommandRun again = succeed("jobs", "submit", "ingest", "--format", "json");
        JsonNode second = JSON.readTree(again.out()).get(0);
        assertThat(second.path("from").asText())
                .matches("hdfs://.*/flink/checkpoints/" + first + "/chk-\\d+")
                .doesNotEndWith("/chk-9999");
        assertThat(again.err())
                .contains("goes on from checkpoint", "of job " + first, "completed 20")
                .containsPattern("\\d+ (s|min) ago");

        traffic.awaitSent(4_500);
        succeed("jobs", "stop", "ingest", "--no-savepoint");
        assertThat(submitted("ingest").path("from").asText()).contains("/chk-");
        traffic.awaitEnd();
        String savepoint = stopped("ingest");
        assertThat(submitted("ingest").path("from").asText())
                .as("the savepoint is later than every checkpoint")
                .isEqualTo(savepoint);
        traffic.assertEachLineOnce();
    }

    @Test
    void whatKafkaHasDeletedUnreadIsNotLostInSilence() throws Exception {
        Traffic traffic = new Traffic("expired", 600);
        submitted("ingest");
        traffic.sender.start();
        traffic.awaitEnd();
        traffic.awaitLanded(600);
        succeed("jobs", "stop", "ingest", "--no-savepoint");
        Traffic unread = traffic.more(200);
        unread.sender.start();
        unread.awaitEnd();
        deleteAll(traffic.dataset);

        CommandRun refused = run("jobs", "submit", "ingest");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err())
                .contains(
                        "Kafka has deleted 200 records that it has not read",
                        "raw.expired.web[0] at ",
                        "'--from hdfs://",
                        "--fresh starts without state");
        String checkpoint = refused.err().replaceAll("(?s).*'--from (\\S+)'.*", "$1");
        CommandRun from = succeed("jobs", "submit", "ingest", "--from", checkpoint);
        assertThat(from.err()).contains("goes on from " + checkpoint);
        Traffic after = traffic.more(100);
        after.sender.start();
        after.awaitEnd();
        traffic.awaitLanded(700);
        succeed("jobs", "stop", "ingest", "--no-savepoint");
        CommandRun fresh = succeed("jobs", "submit", "ingest", "--fresh", "--format", "json");
        assertThat(JSON.readTree(fresh.out()).get(0).path("from").asText()).isEmpty();
        assertThat(fresh.err()).contains("begins without state, where its consumer group committed");
    }

    @Test
    void aStateThatIsNotTheLatestIsRefused() throws Exception {
        Traffic before = new Traffic("outdated", 100);
        submitted("ingest");
        before.sender.start();
        before.awaitLanded(100);
        String earlier = stopped("ingest");
        submitted("ingest");
        Traffic traffic = before.more(300);
        traffic.sender.start();
        traffic.awaitEnd();
        traffic.awaitCommitted(400);
        String later = stopped("ingest");
        FileIO files = lake.table(LakeTable.LOGS).io();
        byte[] metadata;
        try (var in = files.newInputFile(later + "/_metadata").newStream()) {
            metadata = in.readAllBytes();
        }
        files.deleteFile(later + "/_metadata");

        CommandRun refused = run("jobs", "submit", "ingest");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains(
                        "savepoint " + earlier.substring(earlier.lastIndexOf('/') + 1),
                        "its consumer group has committed 300 records more",
                        "--from",
                        "--fresh");
        try (OutputStream out = files.newOutputFile(later + "/_metadata").create()) {
            out.write(metadata);
        }
        assertThat(submitted("ingest").path("from").asText()).isEqualTo(later);
        traffic.awaitLanded(400);
        stopped("ingest");
        assertThat(traffic.landed()).isEqualTo(400);
    }

    @Test
    @Tag("faults")
    void aTopicThatWasMadeAnewIsNotReadFromItsMiddle() throws Exception {
        Traffic kept = new Traffic("kept", 200);
        Traffic traffic = new Traffic("anew", 300);
        submitted("ingest");
        kept.sender.start();
        traffic.sender.start();
        kept.awaitCommitted(200);
        traffic.awaitCommitted(300);
        kept.awaitLanded(200);
        traffic.awaitLanded(300);
        succeed("jobs", "stop", "ingest", "--no-savepoint");
        try (Admin admin = admin()) {
            String topic = Topics.raw(traffic.dataset);
            admin.deleteTopics(List.of(topic)).all().get();
            Await.until(
                    "the topic to be gone",
                    A_WHILE,
                    () -> !admin.listTopics().names().get().contains(topic));
        }

        assertThat(submitted("ingest").path("from").asText())
                .as("without a topic that was deleted on purpose the others go on")
                .contains("/chk-");
        Traffic more = kept.more(100);
        more.sender.start();
        kept.awaitCommitted(300);
        kept.awaitLanded(300);
        succeed("jobs", "stop", "ingest", "--no-savepoint");

        Traffic anew = new Traffic("anew", 600);
        anew.sender.start();
        anew.awaitEnd();
        CommandRun refused = run("jobs", "submit", "ingest");
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(1);
        assertThat(refused.err())
                .contains("topics were made anew since checkpoint", "raw.anew.web[0] at ", "300 in all", "--fresh");
        succeed("jobs", "submit", "ingest", "--fresh");
        anew.awaitLanded(900);
        kept.more(100).sender.start();
        kept.awaitLanded(400);
        assertThat(stopped("ingest")).contains("/savepoint-");
        assertThat(traffic.landed()).isEqualTo(900);
        assertThat(kept.landed()).isEqualTo(400);
    }

    @Test
    void aJobThatGoesBackToAnOlderSavepointLandsNothingTwice() throws Exception {
        Traffic traffic = new Traffic("rewound", 500);
        traffic.sender.start();
        submitted("ingest");
        traffic.awaitLanded(500);
        String older = stopped("ingest");
        submitted("ingest");
        Traffic later = traffic.more(1_500);
        later.sender.start();
        later.awaitLanded(501);
        stopped("ingest");

        CommandRun back = succeed("jobs", "submit", "ingest", "--from", older);

        assertThat(back.err()).containsPattern("lands none of the [0-9,]+ lines again that landed since 20");
        later.awaitEnd();
        later.awaitLanded(2_000);
        assertThat(stopped("ingest")).contains("/savepoint-");
        assertThat(traffic.landed()).isEqualTo(2_000);
        traffic.requireVerified();
    }

    @Test
    void ofTwoThatAreSubmittedAtOnceOneRuns() throws Exception {
        CompletableFuture<CommandRun> other = CompletableFuture.supplyAsync(() -> run("jobs", "submit", "ingest"));
        CommandRun mine = run("jobs", "submit", "ingest");
        List<CommandRun> both = List.of(mine, other.get());
        assertThat(both)
                .as(mine.err() + other.get().err())
                .extracting(CommandRun::exitCode)
                .containsExactlyInAnyOrder(0, 1);
        String refusal = both.stream()
                .filter(run -> run.exitCode() == 1)
                .map(CommandRun::err)
                .findFirst()
                .orElseThrow();
        assertThat(refusal).containsAnyOf("at the same time someone else started ingest-job", "runs already as");
        JsonNode jobs =
                JSON.readTree(succeed("jobs", "list", "--format", "json").out());
        assertThat(jobs)
                .filteredOn(job -> job.path("state").asText().equals("RUNNING"))
                .hasSize(1);
    }

    @Test
    @Tag("faults")
    void theFusedJobAndTheIngestJobTakeTurns() throws Exception {
        Traffic traffic = new Traffic("turns", 9_000);
        traffic.sender.start();
        submitted("ingest");
        traffic.awaitLanding();
        traffic.awaitSent(1_500);
        succeed("jobs", "stop", "ingest", "--no-savepoint");
        long committed = traffic.committed();
        CommandRun fused = succeed("jobs", "submit", "fused");
        assertThat(fused.err()).contains("goes on from where the ingest job stopped, checkpoint");
        Await.until("it to have a checkpoint", A_WHILE, () -> traffic.committed() > committed);
        succeed("jobs", "stop", "fused", "--no-savepoint");
        CommandRun ingest = succeed("jobs", "submit", "ingest");
        assertThat(ingest.err()).contains("goes on from where the fused job stopped, checkpoint");
        traffic.awaitSent(7_500);
        succeed("jobs", "stop", "ingest", "--drain");
        CommandRun anew = succeed("jobs", "submit", "ingest", "--format", "json");
        assertThat(JSON.readTree(anew.out()).get(0).path("from").asText()).isEmpty();
        assertThat(anew.err()).contains("begins without state, where the ingest job was drained with savepoint");
        traffic.awaitEnd();
        traffic.assertEachLineOnce();
    }

    @Test
    @Tag("faults")
    void jobsThatDiedWithTheirJobManagerAreNamedAndGoOn() throws Exception {
        Traffic traffic = new Traffic("lostmanager", 6_000);
        traffic.sender.start();
        String lost = submitted("ingest").path("id").asText();
        traffic.awaitLanding();
        traffic.awaitSent(2_500);
        now().flink().killJobManager();

        CommandRun up = succeed("stack", "up");
        assertThat(up.err())
                .contains(
                        "jobs were lost with Flink's JobManager",
                        "ingest-job (%s)".formatted(lost),
                        "'drey jobs submit ingest'");
        assertThat(succeed("stack", "up").err()).as("told once").doesNotContain("lost");
        assertThat(submitted("ingest").path("from").asText()).contains("/" + lost + "/chk-");
        traffic.awaitEnd();
        traffic.assertEachLineOnce();
    }

    @Test
    @Tag("faults")
    void aTaskManagerThatDiedIsReplacedAndTheJobsStay() throws Exception {
        Traffic traffic = new Traffic("losttasks", 6_000);
        traffic.sender.start();
        String id = submitted("ingest").path("id").asText();
        traffic.awaitLanding();
        traffic.awaitSent(2_500);
        long jobManager = now().flink().jobManagerPid();
        now().flink().killTaskManager();

        CommandRun up = succeed("stack", "up");
        assertThat(up.err()).contains("has the process back that it had lost").doesNotContain("jobs were lost");
        assertThat(now().flink().jobManagerPid()).isEqualTo(jobManager);
        Await.until("the job to run again", A_WHILE, () -> now().flink().allTasksRun(id));
        traffic.awaitEnd();
        traffic.assertEachLineOnce();
    }

    /** Lines of a tenant, and what became of them. */
    private final class Traffic {

        private final DatasetId dataset;
        private final int lines;
        private final Sender sender;
        private final RunOracle oracle;

        Traffic(String tenant, int lines) {
            this(new DatasetId(tenant, "web"), lines);
            TenantTopics.create(stack.kafka().bootstrapServers(), dataset, new GeneratedFeed(1, 1, 1));
        }

        private Traffic(DatasetId dataset, int lines) {
            this.dataset = dataset;
            this.lines = lines;
            this.oracle = new RunOracle(stack, dataset);
            this.sender = new Sender(
                    stack.kafka().bootstrapServers(),
                    Topics.raw(dataset),
                    new GeneratedFeed(lines, lines, LINES_A_SECOND));
        }

        Traffic more(int count) {
            return new Traffic(dataset, count);
        }

        void awaitLanding() {
            Await.atLeast("lines to land", A_WHILE, 1, () -> oracle.landed(lake));
        }

        void awaitLanded(int count) {
            Await.atLeast("%d lines to land".formatted(count), A_WHILE, count, () -> oracle.landed(lake));
        }

        long landed() {
            return oracle.landed(lake);
        }

        void awaitCommitted(int count) {
            Await.exactly("%d offsets to be committed".formatted(count), A_WHILE, count, () -> committed());
        }

        void awaitSent(int count) {
            Await.atLeast("%d lines to be sent".formatted(count), A_WHILE, count, () -> sender.sent());
        }

        void awaitEnd() {
            Await.until("all lines to be sent", A_WHILE, () -> {
                sender.check();
                return sender.hasEnded();
            });
        }

        /** The job is stopped first: nothing comes after what is counted. */
        void assertEachLineOnce() throws Exception {
            awaitLanded(lines);
            stopped("ingest");
            RunOracle.Expected expected = oracle.expected(lines);
            assertThat(oracle.rows(lake, LakeTable.LOGS)).isEqualTo(expected.events());
            assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isEqualTo(lines - expected.events());
            assertThat(oracle.distinctPositions(settings)).isEqualTo(expected.events());
            requireVerified();
        }

        /** The ledger knows each line that is missing, and each that is there twice. */
        void requireVerified() {
            CommandRun verified = run("lake", "verify", "--tenant", dataset.tenant(), "--settle", "PT0S");
            assertThat(verified.exitCode()).as(verified.err() + verified.out()).isZero();
        }

        long committed() throws Exception {
            try (Admin admin = admin()) {
                return admin
                        .listConsumerGroupOffsets("drey-ingest")
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .entrySet()
                        .stream()
                        .filter(entry -> entry.getKey().topic().equals(Topics.raw(dataset)))
                        .mapToLong(entry -> entry.getValue().offset())
                        .sum();
            }
        }
    }

    private void deleteAll(DatasetId dataset) throws Exception {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                latest.put(new TopicPartition(Topics.raw(dataset), partition), OffsetSpec.latest());
            }
            Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
            admin.listOffsets(latest)
                    .all()
                    .get()
                    .forEach((partition, end) -> deleted.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(deleted).all().get();
        }
    }

    private Admin admin() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        return Admin.create(properties);
    }

    /** What a checkpoint leaves that was under way when its job was cancelled. */
    private void leaveUnfinishedCheckpoint(String jobId) throws IOException {
        String file = "%s/flink/checkpoints/%s/chk-9999/a-part".formatted(stack.storageRoot(), jobId);
        try (OutputStream out =
                lake.table(LakeTable.LOGS).io().newOutputFile(file).create()) {
            out.write(1);
        }
    }

    /** The stack as its processes are now: the command line, which starts some anew, is another process for it. */
    private LocalStack now() {
        return LocalStack.attach(workspace.stack());
    }

    private JsonNode submitted(String job) throws IOException {
        return JSON.readTree(succeed("jobs", "submit", job, "--format", "json").out())
                .get(0);
    }

    private String stopped(String job) throws IOException {
        return JSON.readTree(succeed("jobs", "stop", job, "--format", "json").out())
                .get(0)
                .path("savepoint")
                .asText();
    }

    private CommandRun succeed(String... arguments) {
        return CommandRun.succeed(workspace, arguments);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.drey(workspace, arguments);
    }
}
