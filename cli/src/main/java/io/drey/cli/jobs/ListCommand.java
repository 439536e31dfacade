package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.TimeLength;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.jobs.KubernetesSubmission;
import io.drey.operations.jobs.YarnSubmission;
import io.drey.operations.yarn.YarnCluster;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = {
            "Lists the jobs of a cluster, the latest first.",
            "With --target kubernetes the FlinkDeployments of a namespace, with what the operator says of each that is not well;"
                    + " with --target yarn-application the applications of jobs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey jobs list --format json",
            "  drey jobs list --flink http://jobmanager:8081",
            "  drey jobs list --target kubernetes --namespace drey"
        })
final class ListCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private TargetOption target = new TargetOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<List<Object>> rows = new ArrayList<>();
        for (FlinkJob job : jobs()) {
            rows.add(List.of(
                    job.name(),
                    job.id(),
                    job.state(),
                    job.started().toString(),
                    format.format() == OutputFormat.TABLE
                            ? TimeLength.words(job.running())
                            : job.running().truncatedTo(ChronoUnit.SECONDS).toString()));
        }
        new Rows(List.of("job", "id", "state", "started", "running"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private List<FlinkJob> jobs() {
        return switch (target.target()) {
            case CLUSTER -> flink.cluster().jobs();
            case YARN -> {
                try (YarnCluster yarn = target.yarn(flink)) {
                    yield YarnSubmission.list(yarn);
                }
            }
            case KUBERNETES -> KubernetesSubmission.list(target.namespace(flink), console::tell);
        };
    }
}
