package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.jobs.TargetOption.Target;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.jobs.JobControl;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
import io.drey.operations.jobs.JobSubmission.Running;
import io.drey.operations.jobs.JobSubmission.StateOf;
import io.drey.operations.jobs.KubernetesSubmission;
import io.drey.operations.jobs.YarnSubmission;
import io.drey.operations.restart.Beginning;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import io.drey.operations.yarn.YarnCluster;
import io.drey.query.rows.Rows;
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
        name = "submit",
        description = {
            "Submits jobs of this checkout or release. A job that ran before goes on from its latest complete"
                    + " checkpoint or savepoint, so that it loses no line and takes none twice. The command says which one, and from "
                    + "when.",
            "The command refuses a job that runs. Without names it starts those of ingest, "
                    + "aggregation, cep and delivery that do not run. Without --flink it uses the running "
                    + "local stack and its settings.",
            "The command refuses a cluster of another Flink version, jars of another Drey version, a secret that is not"
                    + " where its setting says, and jobs for which the cluster has not enough slots; on YARN also what"
                    + " its nodes have no room for.",
            "On Kubernetes each job is the FlinkDeployment that --overlay has for it, with the settings given here over it. A job"
                    + " that runs as it would be submitted stays as it is. Addresses that are examples, another Flink version and a"
                    + " Secret that is not there are refused.",
            "Returns when all tasks of all jobs run. If a job does not come up in two minutes (ten on Kubernetes), "
                    + "the command names it; the job stays submitted.",
            "Exit codes: 0 all run; 1 refused, as a job runs already, Kafka no longer has what it has not read, or"
                    + " its latest state is not to be found; or one does not come up; 2 asked for wrongly. If the command refuses one job, it starts none."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey jobs submit",
            "  drey jobs submit ingest                     # goes on where it was cancelled, stopped or lost",
            "  drey jobs submit ingest --fresh             # without its state",
            "  drey jobs submit fused delivery",
            "  drey jobs submit delivery --name hooks -Ddelivery-sinks=webhooks",
            "  drey jobs submit cep --from hdfs://namenode/flink/savepoints/savepoint-1a2b3c-0123456789ab",
            "  drey jobs submit ingest --flink http://jobmanager:8081 -Dkafka-bootstrap-servers=broker:9092 \\",
            "      -Dlake-catalog-uri=jdbc:postgresql://db:5432/lake -Dlake-warehouse=hdfs://namenode:8020/lake",
            "  drey jobs submit ingest --target yarn-application --config config",
            "  drey jobs submit ingest --target kubernetes --overlay my-overlay --context prod --fresh",
            "  drey jobs submit cep --target kubernetes --overlay my-overlay \\",
            "      --from s3://flink/cep/savepoints/savepoint-1a2b3c-0123456789ab"
        })
final class SubmitCommand implements Callable<Integer> {

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
            names = "--from",
            paramLabel = "PATH",
            description =
                    "The savepoint or checkpoint that the one job that is named goes on from, whatever came later. Lines that ingest"
                            + " and fused landed since then they land no second time.")
    private String savepoint;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "A name of the delivery job's own, so that it runs beside others: hooks makes"
                    + " delivery-hooks, as which the other commands know it.")
    private String ownName;

    @Option(
            names = "--fresh",
            description = "Begin without state: ingest and fused where their consumer group committed, or with the"
                    + " oldest line that Kafka has; the others with the oldest record that Kafka has. Open"
                    + " windows, half matches and lines that are written but not in the lake yet are lost;"
                    + " lines that came there in the seconds after the group committed come twice.")
    private boolean fresh;

    @Option(
            names = "--drop-unmapped-state",
            description = "Lose what the job does not know of the state that it goes on from.")
    private boolean drop;

    @Option(
            names = {"-d", "--detached"},
            description = "Return when the cluster has taken the jobs; 'drey status' says later whether they run.")
    private boolean detached;

    @Parameters(
            paramLabel = "JOB",
            description = "ingest, aggregation, cep, delivery; or fused, which does the work of the first three;"
                    + " collect, which reads files; and maintenance of the lake. The first four where none is"
                    + " named.")
    private List<String> names = new ArrayList<>();

    SubmitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<NamedJob> named = JobSubmission.named(names, Optional.ofNullable(ownName));
        List<Job> jobs = named.stream().map(NamedJob::job).toList();
        if (savepoint != null && jobs.size() != 1) {
            throw OperationException.usage("--from is one job's: name that one");
        }
        if (fresh && (savepoint != null || drop)) {
            throw OperationException.usage(
                    "--fresh takes no state, which leaves no room for --from and --drop-unmapped-state");
        }
        Unmapped unmapped = drop ? Unmapped.DROP : Unmapped.REFUSE;
        Running running = names.isEmpty() ? Running.LEFT : Running.REFUSED;
        StateOf state = fresh ? StateOf.NOTHING : StateOf.LATEST;
        Optional<Beginning> beginning = Optional.ofNullable(savepoint).map(path -> Beginning.from(path, unmapped));
        Map<String, String> others = target.target() == Target.CLUSTER ? flink.stackSettings() : Map.of();
        Map<String, String> all = new LinkedHashMap<>(settings.over(others, jobs));
        named.forEach(job -> all.putAll(job.settings()));
        switch (target.target()) {
            case YARN -> {
                try (YarnCluster yarn = target.yarn(flink)) {
                    YarnSubmission submission = new YarnSubmission(yarn, target.installation(), all, console::tell);
                    submit(
                            beginning.isPresent()
                                    ? List.of(submission.submit(jobs.get(0), beginning.get()))
                                    : submission.submit(jobs, running, state, unmapped),
                            submission::awaitRunning);
                }
            }
            case KUBERNETES -> {
                TargetOption.Kubernetes kubernetes = target.kubernetes(flink);
                KubernetesSubmission submission =
                        new KubernetesSubmission(kubernetes.cluster(), kubernetes.overlay(), all, console::tell);
                submit(
                        beginning.isPresent()
                                ? List.of(submission.submit(jobs.get(0), beginning.get()))
                                : submission.submit(jobs, running, state, unmapped),
                        submission::awaitRunning);
            }
            case CLUSTER -> {
                FlinkCluster cluster = flink.cluster();
                JobSubmission submission = new JobSubmission(cluster, all, console::tell);
                submit(
                        beginning.isPresent()
                                ? List.of(submission.submit(jobs.get(0), beginning.get()))
                                : submission.submit(jobs, running, state, unmapped),
                        done -> awaitRunning(cluster, done));
            }
        }
        return ExitCodes.DONE;
    }

    /** Waits until what was submitted runs. */
    private interface Waiting {
        void await(List<JobControl.Done> jobs) throws InterruptedException;
    }

    private void submit(List<JobControl.Done> done, Waiting waiting) {
        print(done);
        if (detached) {
            return;
        }
        try {
            waiting.await(done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure(
                    "interrupted; the jobs are submitted, 'drey status' says whether they run", e);
        }
    }

    private void print(List<JobControl.Done> done) {
        List<List<Object>> rows = new ArrayList<>();
        done.forEach(job -> rows.add(List.of(job.name(), job.id(), job.savepoint())));
        new Rows(List.of("job", "id", "from"), rows).print(format.format(), console.out());
    }

    private static void awaitRunning(FlinkCluster cluster, List<JobControl.Done> jobs) throws InterruptedException {
        Map<String, String> ids = new LinkedHashMap<>();
        jobs.forEach(job -> ids.put(job.name(), job.id()));
        new JobStates(cluster, ids).awaitRunning();
    }
}
