package io.drey.cli.stack;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.stack.Workspace;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "stack",
        description =
                "Runs Kafka, HDFS or S3, PostgreSQL, OpenSearch, Flink and Trino on this machine, without containers.",
        subcommands = {StackCommand.Up.class, StackCommand.Down.class, StackCommand.Status.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  drey stack up", "  drey stack status --format json", "  drey stack down"})
public final class StackCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: up, down or status");
    }

    @Command(
            name = "up",
            description = {
                "Starts all servers, on free ports of this machine only, and returns when each answers. What runs is kept, and "
                        + "data is kept too: safe to repeat, also after some of them died.",
                "A TaskManager that died is replaced, and the jobs go on by themselves. With a JobManager that died all jobs are "
                        + "lost: they are named, and 'drey jobs submit' has them go on from their latest checkpoints."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey stack up",
                "  drey stack up --dir /tmp/drey",
                "  drey stack up --storage s3 --with-trino",
                "",
                "Exit codes: 0 all answer; 1 one did not start, and the message says why; 2 asked for wrongly."
            })
    static final class Up implements Callable<Integer> {

        private final Console console;

        @Mixin
        private WorkspaceOption option = new WorkspaceOption();

        @Mixin
        private ServersOption servers = new ServersOption();

        Up(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            LocalStack stack = option.workspace().start(console::tell, servers);
            rows(stack).print(OutputFormat.TABLE, console.out());
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "down",
            description = "Stops all servers and deletes their folder: data, logs and reports are gone.",
            footerHeading = "%nExample:%n",
            footer = "  drey stack down")
    static final class Down implements Callable<Integer> {

        private final Console console;

        @Mixin
        private WorkspaceOption option = new WorkspaceOption();

        Down(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            Workspace workspace = option.workspace();
            if (!Files.isDirectory(workspace.stack())) {
                console.tell("no stack in %s: nothing to stop".formatted(workspace.dir()));
            } else {
                LocalStack.attach(workspace.stack()).stopAndDelete(Workspace.progressTo(console::tell));
            }
            workspace.deleteRest();
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "status",
            description = "Tells of each server whether it answers, and where it is. Exit code 1 if one does not.",
            footerHeading = "%nExample:%n",
            footer = "  drey stack status --format json")
    static final class Status implements Callable<Integer> {

        private final Console console;

        @Mixin
        private WorkspaceOption option = new WorkspaceOption();

        @Mixin
        private FormatOption format = new FormatOption();

        Status(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            LocalStack stack = option.workspace().runningStack();
            rows(stack).print(format.format(), console.out());
            return stack.status().stream().allMatch(ServerStatus::healthy) ? ExitCodes.DONE : ExitCodes.FAILED;
        }
    }

    private static Rows rows(LocalStack stack) {
        List<List<Object>> rows = new ArrayList<>();
        for (ServerStatus status : stack.status()) {
            rows.add(List.of(
                    status.server().name().toLowerCase(Locale.ROOT),
                    status.healthy() ? "healthy" : "down",
                    status.url(),
                    status.detail()));
        }
        return new Rows(List.of("server", "state", "url", "detail"), rows);
    }
}
