package io.drey.cli.targets;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Targets, to which alerts and events are sent on. */
@Command(
        name = "targets",
        description = "Tries where alerts are sent on to.",
        subcommands = {TestCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {"  drey targets test -f config/oncall.yaml --secrets /etc/drey/secrets"},
        synopsisSubcommandLabel = "COMMAND")
public final class TargetsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }
}
