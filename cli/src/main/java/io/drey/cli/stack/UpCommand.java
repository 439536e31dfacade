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
