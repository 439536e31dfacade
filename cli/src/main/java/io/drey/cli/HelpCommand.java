package io.drey.cli;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "help",
        description = "Shows the help of a command, or of drey.",
        footerHeading = "%nExamples:%n",
        footer = {"  drey help parse", "  drey help lake restore"})
final class HelpCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command, as it is called.")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    HelpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw OperationException.usage(Misspelt.command(command, word));
            }
            command = next;
        }
        console.out().print(command.getUsageMessage());
        return ExitCodes.DONE;
    }
}
