package io.drey.cli.stack;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.stack.Workspace;
import io.drey.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "down",
        description = "Stops all servers and deletes their folder: data, logs and reports are gone.",
        footerHeading = "%nExample:%n",
        footer = "  drey stack down")
final class DownCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    DownCommand(Console console) {
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
