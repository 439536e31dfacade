package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.flink.FlinkRefusal;
import io.drey.operations.jobs.JobControl;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "Shows why a job failed, if it did, and the ends of the logs of the JobManager and of the "
                + "TaskManagers that run it, which other jobs write to as well.",
        footerHeading = "%nExamples:%n",
        footer = {"  drey jobs logs ingest", "  drey jobs logs cep --lines 1000 | grep WARN"})
final class LogsCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many lines of each log (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Parameters(paramLabel = "JOB", description = JobsCommand.JOB)
    private String name;

    LogsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (lines < 1) {
            throw OperationException.usage("--lines %d: give 1 or more".formatted(lines));
        }
        FlinkCluster cluster = flink.cluster();
        FlinkJob job = new JobControl(cluster, console::tell).known(name);
        for (FlinkCluster.Failure failure : cluster.failures(job.id())) {
            heading("%s failed at %s: %s".formatted(failure.task(), failure.when(), failure.reason()));
            console.out().println(Printable.ofLines(failure.trace().stripTrailing()));
        }
        heading("log of the JobManager");
        print(() -> cluster.jobManagerLog(lines));
        for (String taskManager : cluster.taskManagersOf(job.id())) {
            heading("log of TaskManager " + taskManager);
            print(() -> cluster.taskManagerLog(taskManager, lines));
        }
        return ExitCodes.DONE;
    }

    private interface Log {
        List<String> lines() throws FlinkRefusal;
    }

    private void print(Log log) {
        try {
            log.lines().forEach(line -> console.out().println(Printable.ofLines(line)));
        } catch (FlinkRefusal e) {
            console.tell("the log is not to be had: " + e.getMessage());
        }
    }

    private void heading(String text) {
        console.out().println("=== " + Printable.ofWhole(text));
    }
}
