package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.Position;
import io.drey.operations.stack.Workspace;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        try (JobRun run = new JobRun(stack, workspace, DATASET, new GeneratedFeed(SEED, LINES, LINES_A_SECOND))) {
            run.send();
            run.awaitSent(KILL_AFTER);
            stack.flink().killTaskManager();
            stack.flink().startTaskManager();
            Instant restarted = Instant.now();
            run.awaitRunning();
            assertThat(Duration.between(restarted, Instant.now())).isLessThan(Duration.ofSeconds(60));
            assertSeesWhatIsOnTheTopicOnce(workspace, run.oracle());
            run.assertEverythingArrivesOnce(LINES);
            run.ids().values().forEach(id -> stack.flink().client(List.of("cancel", id)));
        }
    }
}
