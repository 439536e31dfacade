package io.drey.cli.search;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The life of date-named indices, where OpenSearch's own index management is not there to do it. */
@Command(
        name = "index",
        description = {
            "Looks after the indices of logs, alerts and metrics: drey schedule runs rotate and expire once a day. "
                    + "Where OpenSearch's index management plugin is there, the policies in dashboards/ism do the same.",
        },
        subcommands = {
            IndexInitCommand.class,
            IndexRotateCommand.class,
            IndexExpireCommand.class,
            RebuildCommand.class,
            IndexAccessCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey index init --tenant acme",
            "  drey index rotate --dry-run",
            "  drey index expire --keep logs=30d --keep alerts=400d --keep metrics=400d --dry-run",
            "  drey index rebuild --tenant acme --from 2026-03-01 --to 2026-04-01",
            "  drey index access --tenant acme",
        })
public final class IndexCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: init, rotate, expire, rebuild or access");
    }
}
