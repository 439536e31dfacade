package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
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
import io.drey.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** All jobs on a stack of servers, and lines that come while something is broken. */
final class JobRun implements AutoCloseable {

    private final LocalStack stack;
    private final Workspace workspace;
    private final DatasetId dataset;
    private final LakeSettings settings;
    private final Lake lake;
    private final RunOracle oracle;
    private final Map<String, String> ids;
    private final JobStates jobs;
    private final Sender sender;

    /** Makes what the jobs need, submits them, and returns when they run; no line is sent yet. */
    JobRun(LocalStack stack, Workspace workspace, DatasetId dataset, Feed feed) throws Exception {
        this.stack = stack;
        this.workspace = workspace;
        this.dataset = dataset;
        Files.writeString(
                workspace.stack().resolve("database-password"), stack.postgres().password());
        this.settings = StackSettings.lake(stack, workspace);
        this.lake = Lake.open(settings);
        this.oracle = new RunOracle(stack, dataset);
        lake.init();
        TenantTopics.create(stack.kafka().bootstrapServers(), dataset, feed);
        // Where the sender stands still for longer, the clock goes on with the silence, and what it sends then is late.
        applySilenceTimeout("1h");
        IndexTemplates.install(stack.openSearch().url());
        Console console = new Console(System.in, System.out, System.err, false);
        this.ids = JobSubmission.submitAll(stack, workspace, console::tell);
        this.jobs = new JobStates(stack, ids);
        awaitRunning();
        this.sender = new Sender(stack.kafka().bootstrapServers(), Topics.raw(dataset), feed);
    }

    /** The jobs' ids, by name. */
    Map<String, String> ids() {
        return ids;
    }

    private void applySilenceTimeout(String timeout) throws IOException {
        Path document = Files.writeString(
                workspace.dir().resolve(dataset.tenant() + "-silence.yaml"),
                "{kind: Dataset, tenant: %s, name: %s, format: combined, silence-timeout: %s}%n"
                        .formatted(dataset.tenant(), dataset.dataset(), timeout));
        CommandRun.succeed(workspace, "apply", "-f", document.toString());
        Files.delete(document);
    }

    void send() {
        sender.start();
    }

    void awaitSent(long lines) {
        Await.atLeast(lines + " lines to be sent", Duration.ofMinutes(3), lines, () -> {
            sender.check();
            return sender.sent();
        });
    }

    /** What a run of these lines must give, and what it gave so far. */
    RunOracle oracle() {
        return oracle;
    }

    /** Waits until each task of each job runs. */
    void awaitRunning() throws InterruptedException {
        jobs.awaitRunning();
    }

    /** Waits for the last of so many lines, and for all that follows from them: each once, and nothing else. */
    RunOracle.Expected assertEverythingArrivesOnce(int lines) throws Exception {
        Await.until("all lines to be sent", Duration.ofMinutes(3), () -> {
            sender.check();
            return sender.hasEnded();
        });
        applySilenceTimeout("10s");
        RunOracle.Expected expected = oracle.expected(lines);
        Await.atLeast("each line to be in the lake", Duration.ofMinutes(3), lines, () -> oracle.landed(lake));
        assertThat(oracle.rows(lake, LakeTable.LOGS)).isEqualTo(expected.events());
        assertThat(oracle.rows(lake, LakeTable.DEAD_LETTERS)).isEqualTo(lines - expected.events());
        assertThat(oracle.distinctPositions(settings)).isEqualTo(expected.events());
        assertThat(oracle.positionsInEventsTopic())
                .as("what a checkpoint covers is in the events topic, also what was in an open batch")
                .hasSize((int) expected.events());

        SearchCounts search = new SearchCounts(stack.openSearch().url(), dataset.tenant());
        Await.atLeast(
                "each request to be in a closed window",
                Duration.ofMinutes(3),
                expected.events(),
                () -> search.metrics().requests());
        oracle.assertCounts(expected.counts());

        assertThat(expected.alertIds()).isNotEmpty();
        Await.atLeast(
                "each alert to be found",
                Duration.ofMinutes(2),
                expected.alertIds().size(),
                () -> oracle.alertIds().size());
        assertThat(oracle.alertIds()).isEqualTo(expected.alertIds());
        return expected;
    }

    @Override
    public void close() {
        sender.stop();
        lake.close();
    }
}
