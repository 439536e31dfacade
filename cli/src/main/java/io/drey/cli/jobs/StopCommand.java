package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.Ending;
import io.drey.operations.jobs.JobControl;
import io.drey.operations.jobs.KubernetesSubmission;
import io.drey.operations.jobs.YarnSubmission;
import io.drey.operations.kubernetes.KubernetesCluster;
import io.drey.operations.suite.NamedJob;
import io.drey.operations.yarn.YarnCluster;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        description =
                "Stops jobs, each with a savepoint from which it can go on. A job that does not run stays as it is.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey jobs stop ingest aggregation cep",
            "  drey jobs stop cep --drain",
            "  drey jobs stop delivery --no-savepoint",
            "  drey jobs stop ingest --flink application_1712345678901_0042",
            "  drey jobs stop ingest --target yarn-application",
            "  drey jobs stop ingest cep --target kubernetes --namespace drey"
        })
final class StopCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private TargetOption target = new TargetOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(
            names = "--savepoints",
            paramLabel = "DIR",
            description = "Where savepoints go (default: the cluster's execution.checkpointing.savepoint-dir).")
    private String savepoints;

    @Option(
            names = "--no-savepoint",
            description = "End the job as it is. Submitted again it goes on from its latest checkpoint.")
    private boolean without;

    @Option(
            names = "--drain",
            description = "For good: close all windows and tell all that waits first. Submitted again it begins without"
                    + " state.")
    private boolean drain;

    @Parameters(paramLabel = "JOB", arity = "1..*", description = JobsCommand.JOB)
    private List<String> names = new ArrayList<>();

    StopCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (without && (drain || savepoints != null)) {
            throw OperationException.usage("--no-savepoint leaves no room for --drain and --savepoints");
        }
        return switch (target.target()) {
            case CLUSTER -> onCluster();
            case YARN -> onYarn();
            case KUBERNETES -> onKubernetes();
        };
    }

    private int onYarn() throws InterruptedException {
        try (YarnCluster yarn = target.yarn(flink)) {
            return stopped(name -> {
                Optional<FlinkCluster> cluster = YarnSubmission.clusterOf(yarn, NamedJob.of(name));
                if (cluster.isEmpty()) {
                    console.tell("the %s job does not run: nothing to stop".formatted(name));
                    return new JobControl.Done(name, "", "");
                }
                return of(cluster.get()).stop(name);
            });
        }
    }

    private int onKubernetes() throws InterruptedException {
        List<String> useless = new ArrayList<>();
        if (drain) {
            useless.add("--drain");
        }
        if (savepoints != null) {
            useless.add("--savepoints");
        }
        target.refuse(
                useless, "the operator stops jobs to go on, with savepoints in the folder of their configuration");
        KubernetesCluster kubernetes = target.namespace(flink);
        return stopped(name -> KubernetesSubmission.stop(
                kubernetes,
                name,
                without ? KubernetesSubmission.Keeps.LATEST : KubernetesSubmission.Keeps.SAVEPOINT,
                console::tell));
    }

    private int onCluster() throws InterruptedException {
        return stopped(of(flink.cluster()));
    }

    private Stopping of(FlinkCluster cluster) {
        JobControl control = new JobControl(cluster, console::tell);
        Optional<String> folder =
                without ? Optional.empty() : Optional.of(control.savepointFolder(Optional.ofNullable(savepoints)));
        return name -> control.stop(name, folder, drain ? Ending.DRAIN : Ending.PAUSE);
    }

    /** Stops one job. */
    private interface Stopping {
        JobControl.Done stop(String name) throws InterruptedException;
    }

    private int stopped(Stopping stopping) throws InterruptedException {
        List<List<Object>> rows = new ArrayList<>();
        for (String name : names) {
            JobControl.Done done = stopping.stop(name);
            if (!done.id().isEmpty()) {
                rows.add(List.of(done.name(), done.id(), done.savepoint()));
            }
        }
        new Rows(List.of("job", "id", "savepoint"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
