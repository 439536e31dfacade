package io.drey.cli.lake;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "lake",
        description = "Looks after the lake.",
        subcommands = {
            InitCommand.class,
            CompactCommand.class,
            ExpireCommand.class,
            RetainCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            EraseCommand.class,
            TagCommand.class,
            LedgerCommand.class,
            VerifyCommand.class,
            RestoreCommand.class,
            ExportCommand.class,
            ReparseCommand.class,
            AccessCommand.class,
            AuditCommand.class,
            ChangesCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  drey lake init")
public final class LakeCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }
}
