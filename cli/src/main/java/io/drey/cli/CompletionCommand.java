package io.drey.cli;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Writes a script that completes drey's commands and options in bash and zsh.",
        footerHeading = "%nExample:%n",
        footer = "  source <(drey completion)")
final class CompletionCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().print(AutoComplete.bash("drey", spec.root().commandLine()));
        return ExitCodes.DONE;
    }
}
