package io.drey.cli.jobs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "jobs",
        description = "Submits the jobs to a Flink cluster, tells what they do, stops and upgrades them.",
        subcommands = {
            SubmitCommand.class,
            ListCommand.class,
            LogsCommand.class,
            StopCommand.class,
            UpgradeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  drey jobs submit ingest cep", "  drey jobs list", "  drey jobs upgrade cep"})
public final class JobsCommand implements Runnable {

    static final String JOB =
            "ingest, collect, aggregation, cep, delivery, fused or maintenance; its name on the cluster; or its id.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: submit, list, logs, stop or upgrade");
    }
}
