package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.cli.console.Console;
import io.drey.event.DatasetId;
import io.drey.event.Position;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/**
 * All four jobs on a real cluster, whose TaskManager is killed in the middle. What a run without the kill gives is
 * computed offline from the very lines that were sent: metrics by recounting, alerts by the reference matcher.
 */
@StackTest({Server.KAFKA, Server.HDFS, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK})
class TaskManagerKillIT {

    private static final DatasetId DATASET = new DatasetId("killed", "web");
    private static final long SEED = 7;
    private static final int LINES = 9_000;
    private static final int LINES_A_SECOND = 300;
    private static final int KILL_AFTER = 3_000;

    /** What the job wrote before the kill and had not landed it writes again. */
    private static void assertSeesWhatIsOnTheTopicOnce(Workspace workspace, RunOracle oracle) {
        List<String> before = ids(oracle);
        List<String> seen = CommandRun.succeed(
                        workspace,
                        "query",
                        "--live",
                        "--from",
                        "2000-01-01",
                        "--tenant",
                        DATASET.tenant(),
                        "--format",
                        "csv",
                        "--sql",
                        "SELECT event_id FROM logs")
                .out()
                .lines()
                .skip(1)
                .toList();
        assertThat(seen).doesNotHaveDuplicates().containsAll(before);
        assertThat(ids(oracle)).containsAll(seen);
    }

    private static List<String> ids(RunOracle oracle) {
        return oracle.positionsInEventsTopic().stream().map(Position::eventId).toList();
    }

    @Test
    void aKilledTaskManagerChangesNothingThatArrives(LocalStack stack) throws Exception {
        Workspace workspace = new Workspace(stack.dir().getParent());
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        RunOracle oracle = new RunOracle(stack, DATASET);
        Feed feed = new GeneratedFeed(SEED, LINES, LINES_A_SECOND);
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(StackSettings.of(stack, workspace)));
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            TenantTopics.create(stack.kafka().bootstrapServers(), DATASET, feed);
            IndexTemplates.install(stack.openSearch().url());
            Console console = new Console(System.in, System.out, System.err, false);
            Map<String, String> ids = JobSubmission.submitAll(stack, workspace, console::tell);
            JobStates jobs = new JobStates(stack, ids);
            jobs.awaitRunning();

            Sender sender = new Sender(stack.kafka().bootstrapServers(), Topics.raw(DATASET), feed);
            sender.start();
            Await.until(
                    "the lines before the kill to be sent", Duration.ofMinutes(1), () -> sender.sent() >= KILL_AFTER);
            stack.flink().killTaskManager();
            stack.flink().startTaskManager();
            Instant restarted = Instant.now();
            jobs.awaitRunning();
            assertThat(Duration.between(restarted, Instant.now())).isLessThan(Duration.ofSeconds(60));
            assertSeesWhatIsOnTheTopicOnce(workspace, oracle);
            Await.until("all lines to be sent", Duration.ofMinutes(2), sender::hasEnded);

            RunOracle.Expected expected = oracle.expected(LINES);
            Await.until("each line to be in the lake", Duration.ofMinutes(3), () -> oracle.landed(lake) >= LINES);
            assertThat(oracle.rows(lake, LakeTable.LOGS)).isEqualTo(expected.events());
            assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isEqualTo(LINES - expected.events());
            assertThat(oracle.distinctPositions(settings)).isEqualTo(expected.events());
            assertThat(oracle.positionsInEventsTopic())
                    .as("what a checkpoint covers is in the events topic, also what was in an open batch")
                    .hasSize((int) expected.events());

            SearchCounts search = new SearchCounts(stack.openSearch().url(), DATASET.tenant());
            Await.until(
                    "each request to be in a closed window",
                    Duration.ofMinutes(3),
                    () -> search.metrics().requests() >= expected.events());
            Map<String, Long> counts = oracle.metricCounts();
            assertThat(counts).containsAllEntriesOf(expected.counts());
            assertThat(counts.keySet().stream().filter(key -> key.startsWith("status")))
                    .allMatch(expected.counts()::containsKey);

            assertThat(expected.alertIds()).isNotEmpty();
            Await.until(
                    "each alert to be found",
                    Duration.ofMinutes(2),
                    () -> oracle.alertIds().size() >= expected.alertIds().size());
            assertThat(oracle.alertIds()).isEqualTo(expected.alertIds());
            ids.values().forEach(id -> stack.flink().client(List.of("cancel", id)));
        }
    }
}
