package io.drey.cli.status;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.jobs.FlinkOption;
import io.drey.cli.jobs.JobSettingsOption;
import io.drey.cli.lake.LakeOption;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.operations.health.Doctor;
import io.drey.operations.health.Doctor.ServersRun;
import io.drey.operations.health.Finding;
import io.drey.operations.health.Finding.Verdict;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.operations.suite.Job;
import io.drey.query.QuerySettings;
import io.drey.query.rows.Rows;
import io.drey.search.OpenSearchOptions;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = {
            "Checks this machine and the servers: versions, reachability, permissions, clocks, retention against lag, "
                    + "memory and disk. Says for each what it found and, where something is wrong, what to do.",
            "Looks at the local stack if one runs, and at what --flink and settings name. Where query-regions names regions, also"
                    + " whether their datasets would mix at a centre. Exit code 1 if a check fails."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey doctor",
            "  drey doctor --flink http://jobmanager:8081 -Dkafka-bootstrap-servers=broker:9092 \\",
            "      -Dopensearch-urls=http://search:9200"
        })
public final class DoctorCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private JobSettingsOption settings = new JobSettingsOption();

    @Mixin
    private FormatOption format = new FormatOption();

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Doctor doctor = new Doctor();
        Workspace workspace = flink.workspace();
        Optional<LocalStack> stack = flink.given().isPresent() ? Optional.empty() : runningStack(workspace);
        doctor.machine(workspace.dir(), stack.isPresent() ? ServersRun.HERE : ServersRun.ELSEWHERE);
        stack.ifPresent(running -> servers(doctor, running));
        Configuration configuration = Configuration.fromMap(settings.over(
                stack.map(running -> StackSettings.of(running, workspace)).orElse(Map.of()), List.of(Job.values())));
        if (stack.isPresent() || flink.given().isPresent()) {
            doctor.flink(flink.cluster());
        } else {
            console.tell(
                    "no local stack runs and no --flink is given: only this machine and what settings name are looked at");
        }
        if (configuration.contains(KafkaSettings.BOOTSTRAP_SERVERS)) {
            doctor.kafka(KafkaSettings.from(configuration));
        }
        configuration
                .getOptional(OpenSearchOptions.URLS)
                .filter(urls -> !urls.isEmpty())
                .ifPresent(
                        urls -> doctor.openSearch(urls.stream().map(URI::create).toList()));
        if (configuration.contains(LakeSettings.LAKE_WAREHOUSE)) {
            doctor.lake(LakeSettings.from(configuration));
        }
        SortedMap<String, Optional<KafkaSettings>> regions = new TreeMap<>();
        QuerySettings.regions(configuration)
                .forEach((name, folder) ->
                        regions.put(name, LakeOption.in(folder).kafka()));
        doctor.regions(regions);
        print(doctor.findings());
        boolean failed = doctor.findings().stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL);
        return failed ? ExitCodes.FAILED : ExitCodes.DONE;
    }

    private void print(List<Finding> findings) {
        List<List<Object>> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(List.of(
                    finding.check(),
                    finding.verdict().name().toLowerCase(Locale.ROOT),
                    finding.detail(),
                    finding.remedy()));
        }
        new Rows(List.of("check", "result", "detail", "remedy"), rows).print(format.format(), console.out());
    }

    private static void servers(Doctor doctor, LocalStack stack) {
        for (ServerStatus status : stack.status()) {
            String check = "server " + status.server().name().toLowerCase(Locale.ROOT);
            String detail = "%s: %s".formatted(status.url(), status.detail());
            doctor.note(new Finding(
                    check,
                    status.healthy() ? Verdict.OK : Verdict.FAIL,
                    detail,
                    status.healthy() ? "" : "start it again with 'drey stack up'; its log is in " + stack.logs()));
        }
    }

    private static Optional<LocalStack> runningStack(Workspace workspace) {
        if (!Files.isDirectory(workspace.stack())) {
            return Optional.empty();
        }
        LocalStack attached = LocalStack.attach(workspace.stack());
        // One whose servers died in part is what a doctor is asked about.
        return attached.status().stream().anyMatch(status -> !status.processes().isEmpty())
                ? Optional.of(attached)
                : Optional.empty();
    }
}
