package io.drey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "jobs",
        description = "Submits the jobs to the running local stack's Flink cluster, and tells what they do.",
        subcommands = {JobsCommand.Submit.class, JobsCommand.ListJobs.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  drey jobs submit ingest cep", "  drey jobs list"})
final class JobsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: submit or list");
    }

    @Command(
            name = "submit",
            description = "Submits jobs with the settings of the running local stack.",
            footerHeading = "%nExamples:%n",
            footer = {"  drey jobs submit", "  drey jobs submit ingest"})
    static final class Submit implements Callable<Integer> {

        private final Console console;

        @Mixin
        private WorkspaceOption option = new WorkspaceOption();

        @Mixin
        private FormatOption format = new FormatOption();

        @Parameters(paramLabel = "JOB", description = "ingest, aggregation, cep or delivery; all where none is named.")
        private List<String> names = new ArrayList<>();

        Submit(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<Job> jobs = JobSubmission.named(names);
            Workspace workspace = option.workspace();
            LocalStack stack = workspace.runningStack();
            Map<String, String> ids = JobSubmission.submit(stack, workspace, jobs, console);
            List<List<Object>> rows = new ArrayList<>();
            ids.forEach((job, id) -> rows.add(List.of(job, id)));
            new Rows(List.of("job", "id"), rows).print(format.format, console.out());
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "list",
            description = "Lists the jobs of the running local stack's cluster.",
            footerHeading = "%nExample:%n",
            footer = "  drey jobs list --format json")
    static final class ListJobs implements Callable<Integer> {

        private final Console console;

        @Mixin
        private WorkspaceOption option = new WorkspaceOption();

        @Mixin
        private FormatOption format = new FormatOption();

        ListJobs(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            URI overview = option.workspace().runningStack().flink().restUrl().resolve("/jobs/overview");
            List<List<Object>> rows = new ArrayList<>();
            for (JsonNode job : new ObjectMapper().readTree(overview.toURL()).path("jobs")) {
                rows.add(List.of(
                        job.path("name").asText(),
                        job.path("jid").asText(),
                        job.path("state").asText(),
                        Instant.ofEpochMilli(job.path("start-time").asLong()).toString(),
                        Duration.ofMillis(job.path("duration").asLong())
                                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                .toString()));
            }
            new Rows(List.of("job", "id", "state", "started", "running"), rows).print(format.format, console.out());
            return ExitCodes.DONE;
        }
    }
}
