package io.drey.cli.query;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        description = "Writes compliance reports from the lake.",
        subcommands = {
            ReportRunCommand.class,
            PackCommand.class,
            ReportListCommand.class,
            PacksCommand.class,
            ReportVerifyCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey report list",
            "  drey report run invalid-access-attempts --out reports",
            "  drey report packs",
            "  drey report pack pci --period 2026-10 --out reports",
            "  drey report verify reports"
        })
public final class ReportCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: run, pack, list, packs or verify");
    }
}
