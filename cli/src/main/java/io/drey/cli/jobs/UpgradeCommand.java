package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.jobs.JobControl;
import io.drey.operations.jobs.KubernetesSubmission;
import io.drey.operations.jobs.YarnSubmission;
import io.drey.operations.stack.Checkout;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import io.drey.operations.yarn.YarnCluster;
import io.drey.query.rows.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                    + "old one again and says why. Settings stay as they were, except those that you give.",
            "On YARN the new program is an application of its own. YARN keeps neither settings nor jars: give all"
                    + " settings again, as for submit, and the jar that runs now with --earlier-jar.",
            "On Kubernetes the new program is the image that the overlay names now; settings of the overlay that changed are"
                    + " taken, too, and those that were given beside it stay."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey jobs upgrade cep",
            "  drey jobs upgrade cep --jar changed-cep-job.jar --flink http://jobmanager:8081",
            "  drey jobs upgrade aggregation -Dmetrics-window=30s",
            "  drey jobs upgrade ingest --target yarn-application --config config \\",
            "      --earlier-jar /opt/drey-0.1.0/jobs/drey-ingest-job-0.1.0-job.jar",
            "  drey jobs upgrade cep --target kubernetes --overlay my-overlay"
        })
final class UpgradeCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private JobSettingsOption settings = new JobSettingsOption();

    @Mixin
    private TargetOption target = new TargetOption();

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
        JobControl.Done done =
                switch (target.target()) {
                    case YARN -> onYarn();
                    case KUBERNETES -> onKubernetes();
                    case CLUSTER -> onCluster();
                };
        new Rows(List.of("job", "id", "savepoint"), List.of(List.of(done.name(), done.id(), done.savepoint())))
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private JobControl.Done onKubernetes() throws InterruptedException {
        List<String> useless = new ArrayList<>();
        if (jar != null) {
            useless.add("--jar");
        }
        if (earlier != null) {
            useless.add("--earlier-jar");
        }
        if (savepoints != null) {
            useless.add("--savepoints");
        }
        target.refuse(useless, "the image that the overlay names has the program, and its configuration the folder");
        NamedJob job = NamedJob.of(name);
        TargetOption.Kubernetes kubernetes = target.kubernetes(flink);
        return new KubernetesSubmission(kubernetes.cluster(), kubernetes.overlay(), settingsOf(job), console::tell)
                .upgrade(job, unmapped());
    }

    private Map<String, String> settingsOf(NamedJob job) {
        Map<String, String> all = new LinkedHashMap<>(settings.over(Map.of(), List.of(job.job())));
        all.putAll(job.settings());
        return all;
    }

    private JobControl.Done onYarn() throws InterruptedException {
        NamedJob job = NamedJob.of(name);
        try (YarnCluster yarn = target.yarn(flink)) {
            return new YarnSubmission(yarn, target.installation(), settingsOf(job), console::tell)
                    .upgrade(
                            job.job(),
                            program(),
                            Optional.ofNullable(earlier),
                            Optional.ofNullable(savepoints),
                            unmapped());
        }
    }

    private Unmapped unmapped() {
        return drop ? Unmapped.DROP : Unmapped.REFUSE;
    }

    private Path program() {
        return jar != null ? jar : Checkout.jobJar(NamedJob.of(name).job().module());
    }

    private JobControl.Done onCluster() throws InterruptedException {
        List<String> arguments = StackSettings.arguments(settings.over(flink.stackSettings(), meant()));
        FlinkCluster cluster = flink.cluster();
        JobControl control = new JobControl(cluster, console::tell);
        String folder = control.savepointFolder(Optional.ofNullable(savepoints));
        return control.upgrade(name, program(), Optional.ofNullable(earlier), arguments, folder, unmapped());
    }

    /** The job, or any where it is named by the id that the cluster gave it. */
    private List<Job> meant() {
        return NamedJob.find(name).map(named -> List.of(named.job())).orElseGet(() -> List.of(Job.values()));
    }
}
