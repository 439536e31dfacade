package io.drey.cli.stack;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "Tells of each server whether it answers, and where it is. Exit code 1 if one does not.",
        footerHeading = "%nExample:%n",
        footer = "  drey stack status --format json")
final class StackStatusCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Mixin
    private FormatOption format = new FormatOption();

    StackStatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LocalStack stack = option.workspace().runningStack();
        ServerRows.of(stack).print(format.format(), console.out());
        return stack.status().stream().allMatch(ServerStatus::healthy) ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
