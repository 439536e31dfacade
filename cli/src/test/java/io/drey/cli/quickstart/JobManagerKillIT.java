package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.console.Console;
import io.drey.event.DatasetId;
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
import io.drey.stack.ServerStatus;
import io.drey.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All four jobs on a cluster with two JobManagers. In the middle of a run the one that leads is killed, and later the other one,
 * which leads then, is paused past its lease and goes on as if it still led. What a run without all that gives is computed
 * offline from the very lines that were sent.
 */
@Tag("faults")
class JobManagerKillIT {

    private static final DatasetId DATASET = new DatasetId("led", "web");
    private static final long SEED = 11;
    private static final int LINES = 18_000;
    private static final int LINES_A_SECOND = 300;
    private static final int KILL_AFTER = 3_000;
    private static final int PAUSE_AFTER = 9_000;

    @Test
    void aLeaderThatIsKilledAndOneThatIsPausedPastItsLeaseChangeNothingThatArrives() throws Exception {
        Path dir = Path.of("target/stack-ha").toAbsolutePath();
        Workspace workspace = new Workspace(dir);
        LocalStack stack =
                LocalStack.in(workspace.stack()).withAll().highlyAvailable().start();
        try {
            goThrough(stack, workspace);
        } finally {
            stack.stopAndDelete();
        }
    }

    private static void goThrough(LocalStack stack, Workspace workspace) throws Exception {
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
            new JobStates(stack, ids).awaitRunning();

            Sender sender = new Sender(stack.kafka().bootstrapServers(), Topics.raw(DATASET), feed);
            sender.start();
            Await.until(
                    "the lines before the kill to be sent", Duration.ofMinutes(1), () -> sender.sent() >= KILL_AFTER);
            String before = stack.flink().restUrl().toString();
            stack.flink().killJobManager();
            Instant killed = Instant.now();
            assertThat(stack.flink().restUrl().toString())
                    .as("the other one is asked from now on")
                    .isNotEqualTo(before);
            awaitRunning(stack, ids, killed, "was killed");
            stack.flink().startJobManagers();

            Await.until(
                    "the lines before the pause to be sent", Duration.ofMinutes(2), () -> sender.sent() >= PAUSE_AFTER);
            stack.flink().pauseSecondJobManager();
            Instant paused = Instant.now();
            assertThat(stack.flink().restUrl().toString())
                    .as("the one that was killed is back")
                    .isEqualTo(before);
            awaitRunning(stack, ids, paused, "was paused");
            stack.flink().resumeSecondJobManager();
            Await.until("all lines to be sent", Duration.ofMinutes(3), sender::hasEnded);

            RunOracle.Expected expected = oracle.expected(LINES);
            Await.until("each line to be in the lake", Duration.ofMinutes(3), () -> oracle.landed(lake) >= LINES);
            assertThat(oracle.rows(lake, LakeTable.LOGS)).isEqualTo(expected.events());
            assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isEqualTo(LINES - expected.events());
            assertThat(oracle.distinctPositions(settings)).isEqualTo(expected.events());
            assertThat(oracle.positionsInEventsTopic()).hasSize((int) expected.events());

            SearchCounts search = new SearchCounts(stack.openSearch().url(), DATASET.tenant());
            Await.until(
                    "each request to be in a closed window",
                    Duration.ofMinutes(3),
                    () -> search.metrics().requests() >= expected.events());
            assertThat(oracle.metricCounts()).containsAllEntriesOf(expected.counts());

            assertThat(expected.alertIds()).isNotEmpty();
            Await.until(
                    "each alert to be found",
                    Duration.ofMinutes(2),
                    () -> oracle.alertIds().size() >= expected.alertIds().size());
            assertThat(oracle.alertIds()).isEqualTo(expected.alertIds());
            assertThat(stack.status()).as("both JobManagers live").allMatch(ServerStatus::healthy);
            awaitRunning(stack, ids, Instant.now(), "gave its lease up");
        }
    }

    /** Waits until all jobs run under the ids that they had, and says how long that took. */
    private static void awaitRunning(LocalStack stack, Map<String, String> ids, Instant since, String what) {
        Await.until("all jobs to run again", Duration.ofMinutes(2), () -> {
            for (String id : ids.values()) {
                if (!stack.flink().allTasksRun(id)) {
                    return false;
                }
            }
            return true;
        });
        Duration recovery = Duration.between(since, Instant.now());
        System.err.println("all jobs run %d ms after their JobManager %s".formatted(recovery.toMillis(), what));
        assertThat(recovery).isLessThan(Duration.ofSeconds(60));
    }
}
