package io.drey.cli.stack;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.query.rows.OutputFormat;
import io.drey.stack.LocalStack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = {
            "Starts all servers, on free ports of this machine only, and returns when each answers. It keeps servers that run, and all data: safe to repeat, also after some servers "
                    + "died.",
            "It replaces a TaskManager that died, and the jobs go on by themselves. With a "
                    + "JobManager that died all jobs are lost: the command names them, and 'drey jobs "
                    + "submit' lets them go on from their latest checkpoints. Brokers, OpenSearch nodes and "
                    + "JobManagers that were started with --ha come back alone, while the others work."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey stack up",
            "  drey stack up --dir /tmp/drey",
            "  drey stack up --storage s3 --with-trino",
            "  drey stack up --ha",
            "",
            "Exit codes: 0 all answer; 1 one did not start, and the message says why; 2 asked for wrongly."
        })
final class UpCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Mixin
    private ServersOption servers = new ServersOption();

    UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LocalStack stack = option.workspace().start(console::tell, servers);
        ServerRows.of(stack).print(OutputFormat.TABLE, console.out());
        return ExitCodes.DONE;
    }
}
