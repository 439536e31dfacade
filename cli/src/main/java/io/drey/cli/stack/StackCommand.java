package io.drey.cli.stack;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "stack",
        description =
                "Runs Kafka, HDFS or S3, PostgreSQL, OpenSearch, Flink and Trino on this machine, without containers.",
        subcommands = {UpCommand.class, DownCommand.class, StackStatusCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  drey stack up", "  drey stack status --format json", "  drey stack down"})
public final class StackCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: up, down or status");
    }
}
