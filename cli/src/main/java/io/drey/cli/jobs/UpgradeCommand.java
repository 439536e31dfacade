package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.jobs.JobControl;
import io.drey.operations.stack.Checkout;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import io.drey.query.rows.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "upgrade",
        description = {
            "Replaces the program of a running job: stops it with a savepoint and starts the new jar from that.",
            "If the new program cannot take the state, or does not come up, the command starts the "
                    + "old one again and says why. Settings stay as they were, except those that you give."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey jobs upgrade cep",
            "  drey jobs upgrade cep --jar drey-cep-job-1.2-job.jar --flink http://jobmanager:8081",
            "  drey jobs upgrade aggregation -Dmetrics-window=30s"
        })
final class UpgradeCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private JobSettingsOption settings = new JobSettingsOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "The new program (default: the job's jar in this checkout or release).")
    private Path jar;

    @Option(
            names = "--earlier-jar",
            paramLabel = "FILE",
            description = "The program that runs now, where the cluster does not have it any more.")
    private Path earlier;

    @Option(
            names = "--savepoints",
            paramLabel = "DIR",
            description = "Where the savepoint goes (default: the cluster's execution.checkpointing.savepoint-dir).")
    private String savepoints;

    @Option(names = "--drop-unmapped-state", description = "Lose the state of operators that the new program lacks.")
    private boolean drop;

    @Parameters(paramLabel = "JOB", description = JobsCommand.JOB)
    private String name;

    UpgradeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> arguments = StackSettings.arguments(settings.over(flink.stackSettings(), meant()));
        Path program =
                jar != null ? jar : Checkout.jobJar(NamedJob.of(name).job().module());
        FlinkCluster cluster = flink.cluster();
        JobControl control = new JobControl(cluster, console::tell);
        String folder = control.savepointFolder(Optional.ofNullable(savepoints));
        JobControl.Done done = control.upgrade(
                name, program, Optional.ofNullable(earlier), arguments, folder, drop ? Unmapped.DROP : Unmapped.REFUSE);
        new Rows(List.of("job", "id", "savepoint"), List.of(List.of(done.name(), done.id(), done.savepoint())))
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    /** The job, or any where it is named by the id that the cluster gave it. */
    private List<Job> meant() {
        return NamedJob.find(name).map(named -> List.of(named.job())).orElseGet(() -> List.of(Job.values()));
    }
}
