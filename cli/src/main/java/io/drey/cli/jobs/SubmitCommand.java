package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.jobs.JobControl;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
import io.drey.operations.jobs.JobSubmission.Running;
import io.drey.operations.jobs.JobSubmission.StateOf;
import io.drey.operations.restart.Beginning;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
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
            "Returns when all tasks of all jobs run. If a job does not come up in two minutes, "
                    + "because the cluster lacks slots for example, the command names it; the job stays "
                    + "submitted.",
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
            "      -Dlake-catalog-uri=jdbc:postgresql://db:5432/lake -Dlake-warehouse=hdfs://namenode:8020/lake"
        })
final class SubmitCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private JobSettingsOption settings = new JobSettingsOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(
            names = "--from",
            paramLabel = "PATH",
            description =
                    "The savepoint or checkpoint that the one job that is named goes on from, whatever came later.")
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
        FlinkCluster cluster = flink.cluster();
        Map<String, String> all = new LinkedHashMap<>(settings.over(flink.stackSettings(), jobs));
        named.forEach(job -> all.putAll(job.settings()));
        JobSubmission submission = new JobSubmission(cluster, all, console::tell);
        Unmapped unmapped = drop ? Unmapped.DROP : Unmapped.REFUSE;
        List<JobControl.Done> done = savepoint != null
                ? List.of(submission.submit(jobs.get(0), Beginning.from(savepoint, unmapped)))
                : submission.submit(
                        jobs,
                        names.isEmpty() ? Running.LEFT : Running.REFUSED,
                        fresh ? StateOf.NOTHING : StateOf.LATEST,
                        unmapped);
        List<List<Object>> rows = new ArrayList<>();
        done.forEach(job -> rows.add(List.of(job.name(), job.id(), job.savepoint())));
        new Rows(List.of("job", "id", "from"), rows).print(format.format(), console.out());
        if (!detached) {
            awaitRunning(cluster, done);
        }
        return ExitCodes.DONE;
    }

    private static void awaitRunning(FlinkCluster cluster, List<JobControl.Done> jobs) {
        Map<String, String> ids = new LinkedHashMap<>();
        jobs.forEach(job -> ids.put(job.name(), job.id()));
        try {
            new JobStates(cluster, ids).awaitRunning();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure(
                    "interrupted; the jobs are submitted, 'drey status' says whether they run", e);
        }
    }
}
