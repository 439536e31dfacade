package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.operations.stack.Workspace;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
        LocalStack stack = LocalStack.in(workspace.stack())
                .withAll()
                .highlyAvailable(Server.FLINK)
                .start();
        try {
            goThrough(stack, workspace);
        } finally {
            stack.stopAndDelete();
        }
    }

    private static void goThrough(LocalStack stack, Workspace workspace) throws Exception {
        try (JobRun run = new JobRun(stack, workspace, DATASET, new GeneratedFeed(SEED, LINES, LINES_A_SECOND))) {
            Map<String, String> ids = run.ids();
            run.send();
            run.awaitSent(KILL_AFTER);
            String before = stack.flink().restUrl().toString();
            stack.flink().killJobManager();
            Instant killed = Instant.now();
            assertThat(stack.flink().restUrl().toString())
                    .as("the other one is asked from now on")
                    .isNotEqualTo(before);
            awaitRunning(stack, ids, killed, "was killed");
            stack.flink().startJobManagers();

            run.awaitSent(PAUSE_AFTER);
            stack.flink().pauseSecondJobManager();
            Instant paused = Instant.now();
            assertThat(stack.flink().restUrl().toString())
                    .as("the one that was killed is back")
                    .isEqualTo(before);
            awaitRunning(stack, ids, paused, "was paused");
            stack.flink().resumeSecondJobManager();

            run.assertEverythingArrivesOnce(LINES);
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
