package io.drey.cli.lake;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lines that could not become events. */
@Command(
        name = "dead-letters",
        description = "Shows which lines could not become events, and why, and makes events of them once they can.",
        subcommands = {
            DeadLettersListCommand.class,
            DeadLettersShowCommand.class,
            DeadLettersReplayCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey dead-letters list --tenant acme                      by dataset and reason, with an example each",
            "  drey dead-letters show --tenant acme --reason 'no time'   the lines themselves",
            "  drey dead-letters replay --tenant acme --dataset access   after the dataset's document was mended",
        },
        synopsisSubcommandLabel = "COMMAND")
public final class DeadLettersCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }
}
