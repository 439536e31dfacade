package io.drey.cli.alerts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Alerts, and what people do with them. */
@Command(
        name = "alerts",
        description =
                "Lists alerts, and says what people did with them: who knows, who has them, for how long a rule is muted.",
        subcommands = {
            ListCommand.class,
            AckCommand.class,
            AssignCommand.class,
            MuteCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey alerts list --status open --from now-1d",
            "  drey alerts ack 3f2a9c0d1e4b5a6978695a4b3c2d1e0f --note \"known scanner\"",
            "  drey alerts assign --rule path-scanner --to alice",
            "  drey alerts mute --rule path-scanner --group 203.0.113.9 --for 4h",
        },
        synopsisSubcommandLabel = "COMMAND")
public final class AlertsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }
}
