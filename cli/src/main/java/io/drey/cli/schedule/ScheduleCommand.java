package io.drey.cli.schedule;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What must be done regularly. */
@Command(
        name = "schedule",
        description = {
            "Does what must be done regularly, at its time: exports, retention and verification of the lake, rotation and expiry of "
                    + "indices, reports, and what your own files say. A PostgreSQL keeps which slot comes next and the history; any "
                    + "number of instances share the work.",
        },
        subcommands = {
            RunCommand.class,
            OnceCommand.class,
            ListCommand.class,
            HistoryCommand.class,
            TriggerCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            ExportCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey schedule list",
            "  drey schedule run --config config",
            "  drey schedule history lake-verify --limit 10",
            "  drey schedule export --kubernetes --image registry.example/drey:1.0",
        })
public final class ScheduleCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: "
                        + String.join(", ", List.copyOf(spec.subcommands().keySet())));
    }
}
