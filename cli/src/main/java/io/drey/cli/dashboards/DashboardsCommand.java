package io.drey.cli.dashboards;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Dashboards: putting them where people look, and making them of their descriptions. */
@Command(
        name = "dashboards",
        description = "Puts the dashboards into OpenSearch Dashboards, or what they show into a page.",
        subcommands = {InstallCommand.class, SnapshotCommand.class, BuildCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey dashboards install --url http://127.0.0.1:5601",
            "  drey dashboards snapshot --tenant acme --out acme.html",
        })
public final class DashboardsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: install, snapshot or build");
    }
}
