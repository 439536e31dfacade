package io.drey.cli.jobs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import io.drey.operations.TimeLength;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.Ending;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.flink.FlinkRefusal;
import io.drey.operations.jobs.JobControl;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
import io.drey.operations.jobs.JobSubmission.Running;
import io.drey.operations.jobs.JobSubmission.StateOf;
import io.drey.operations.restart.Beginning;
import io.drey.operations.stack.Checkout;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.suite.Job;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import io.drey.stack.LocalStack;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "jobs",
        description = "Submits the jobs to a Flink cluster, tells what they do, stops and upgrades them.",
        subcommands = {
            JobsCommand.Submit.class,
            JobsCommand.ListJobs.class,
            JobsCommand.Logs.class,
            JobsCommand.Stop.class,
            JobsCommand.Upgrade.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  drey jobs submit ingest cep", "  drey jobs list", "  drey jobs upgrade cep"})
public final class JobsCommand implements Runnable {

    private static final String JOB =
            "ingest, collect, aggregation, cep, delivery, fused or maintenance; its name on the cluster; or its id.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: submit, list, logs, stop or upgrade");
    }

    @Command(
            name = "submit",
            description = {
                "Submits jobs of this checkout or release. A job that ran before goes on from its latest complete"
                        + " checkpoint or savepoint, so that no line is lost and none is taken twice; it is told which and"
                        + " from when.",
                "A job that runs is refused; without names, those of ingest, aggregation, cep and delivery are started"
                        + " that do not run. Without --flink they go to the running local stack, with its settings.",
                "Returns when all tasks of all jobs run; a job that does not come up in two minutes, as the cluster"
                        + " lacks slots for it, is named and stays submitted.",
                "Exit codes: 0 all run; 1 refused, as a job runs already, Kafka no longer has what it has not read, or"
                        + " its latest state is not to be found; or one does not come up; 2 asked for wrongly. What is"
                        + " refused starts none of the jobs."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey jobs submit",
                "  drey jobs submit ingest                     # goes on where it was cancelled, stopped or lost",
                "  drey jobs submit ingest --fresh             # without its state",
                "  drey jobs submit fused delivery",
                "  drey jobs submit cep --from hdfs://namenode/flink/savepoints/savepoint-1a2b3c-0123456789ab",
                "  drey jobs submit ingest --flink http://jobmanager:8081 -Dkafka-bootstrap-servers=broker:9092 \\",
                "      -Dlake-catalog-uri=jdbc:postgresql://db:5432/lake -Dlake-warehouse=hdfs://namenode:8020/lake"
            })
    static final class Submit implements Callable<Integer> {

        private final Console console;

        @Mixin
        private FlinkOption flink = new FlinkOption();

        @Mixin
        private SettingsOption settings = new SettingsOption();

        @Mixin
        private FormatOption format = new FormatOption();

        @Option(
                names = "--from",
                paramLabel = "PATH",
                description =
                        "The savepoint or checkpoint that the one job that is named goes on from, whatever came later.")
        private String savepoint;

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

        Submit(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<Job> jobs = JobSubmission.named(names);
            if (savepoint != null && jobs.size() != 1) {
                throw OperationException.usage("--from is one job's: name that one");
            }
            if (fresh && (savepoint != null || drop)) {
                throw OperationException.usage(
                        "--fresh takes no state, which leaves no room for --from and --drop-unmapped-state");
            }
            FlinkCluster cluster = flink.cluster();
            JobSubmission submission =
                    new JobSubmission(cluster, settings.over(stackSettings(flink), jobs), console::tell);
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

    @Command(
            name = "list",
            description = "Lists the jobs of a cluster, the latest first.",
            footerHeading = "%nExamples:%n",
            footer = {"  drey jobs list --format json", "  drey jobs list --flink http://jobmanager:8081"})
    static final class ListJobs implements Callable<Integer> {

        private final Console console;

        @Mixin
        private FlinkOption flink = new FlinkOption();

        @Mixin
        private FormatOption format = new FormatOption();

        ListJobs(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<List<Object>> rows = new ArrayList<>();
            for (FlinkJob job : flink.cluster().jobs()) {
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
    }

    @Command(
            name = "logs",
            description = "Shows why a job failed, if it did, and the ends of the logs of the JobManager and of the "
                    + "TaskManagers that run it, which other jobs write to as well.",
            footerHeading = "%nExamples:%n",
            footer = {"  drey jobs logs ingest", "  drey jobs logs cep --lines 1000 | grep WARN"})
    static final class Logs implements Callable<Integer> {

        private final Console console;

        @Mixin
        private FlinkOption flink = new FlinkOption();

        @Option(
                names = "--lines",
                paramLabel = "N",
                defaultValue = "100",
                description = "How many lines of each log (default: ${DEFAULT-VALUE}).")
        private int lines;

        @Parameters(paramLabel = "JOB", description = JOB)
        private String name;

        Logs(Console console) {
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

    @Command(
            name = "stop",
            description =
                    "Stops jobs, each with a savepoint from which it can go on. One that does not run is left so.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey jobs stop ingest aggregation cep",
                "  drey jobs stop cep --drain",
                "  drey jobs stop delivery --no-savepoint"
            })
    static final class Stop implements Callable<Integer> {

        private final Console console;

        @Mixin
        private FlinkOption flink = new FlinkOption();

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
                description =
                        "For good: close all windows and tell all that waits first. Submitted again it begins without"
                                + " state.")
        private boolean drain;

        @Parameters(paramLabel = "JOB", arity = "1..*", description = JOB)
        private List<String> names = new ArrayList<>();

        Stop(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InterruptedException {
            if (without && (drain || savepoints != null)) {
                throw OperationException.usage("--no-savepoint leaves no room for --drain and --savepoints");
            }
            FlinkCluster cluster = flink.cluster();
            Optional<String> folder = without ? Optional.empty() : Optional.of(savepointFolder(cluster, savepoints));
            JobControl control = new JobControl(cluster, console::tell);
            List<List<Object>> rows = new ArrayList<>();
            for (String name : names) {
                JobControl.Done done = control.stop(name, folder, drain ? Ending.DRAIN : Ending.PAUSE);
                if (!done.id().isEmpty()) {
                    rows.add(List.of(done.name(), done.id(), done.savepoint()));
                }
            }
            new Rows(List.of("job", "id", "savepoint"), rows).print(format.format(), console.out());
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "upgrade",
            description = {
                "Replaces the program of a running job: stops it with a savepoint and starts the new jar from that.",
                "If the new program cannot take the state, or does not come up, the old one is started again and the "
                        + "reason is told. Settings stay as they were, but for those that are given."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey jobs upgrade cep",
                "  drey jobs upgrade cep --jar drey-cep-job-1.2-job.jar --flink http://jobmanager:8081",
                "  drey jobs upgrade aggregation -Dmetrics-window=30s"
            })
    static final class Upgrade implements Callable<Integer> {

        private final Console console;

        @Mixin
        private FlinkOption flink = new FlinkOption();

        @Mixin
        private SettingsOption settings = new SettingsOption();

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
                description =
                        "Where the savepoint goes (default: the cluster's execution.checkpointing.savepoint-dir).")
        private String savepoints;

        @Option(
                names = "--drop-unmapped-state",
                description = "Lose the state of operators that the new program lacks.")
        private boolean drop;

        @Parameters(paramLabel = "JOB", description = JOB)
        private String name;

        Upgrade(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InterruptedException {
            List<String> arguments = StackSettings.arguments(settings.over(stackSettings(flink), meant()));
            Path program = jar != null ? jar : Checkout.jobJar(Job.of(name).module());
            FlinkCluster cluster = flink.cluster();
            String folder = savepointFolder(cluster, savepoints);
            JobControl.Done done = new JobControl(cluster, console::tell)
                    .upgrade(
                            name,
                            program,
                            Optional.ofNullable(earlier),
                            arguments,
                            folder,
                            drop ? Unmapped.DROP : Unmapped.REFUSE);
            new Rows(List.of("job", "id", "savepoint"), List.of(List.of(done.name(), done.id(), done.savepoint())))
                    .print(format.format(), console.out());
            return ExitCodes.DONE;
        }

        /** The job, or any where it is named by the id that the cluster gave it. */
        private List<Job> meant() {
            return Job.find(name).map(List::of).orElseGet(() -> List.of(Job.values()));
        }
    }

    /** The settings the running stack stands for, where it is that which is meant. */
    private static Map<String, String> stackSettings(FlinkOption flink) {
        if (flink.given().isPresent()) {
            return Map.of();
        }
        LocalStack stack = flink.workspace().runningStack();
        return StackSettings.of(stack, flink.workspace());
    }

    private static String savepointFolder(FlinkCluster cluster, String given) {
        return Optional.ofNullable(given)
                .or(() -> cluster.option("execution.checkpointing.savepoint-dir"))
                .or(() -> cluster.option("state.savepoints.dir"))
                .filter(folder -> !folder.isBlank())
                .orElseThrow(() -> OperationException.usage(
                        "the cluster at %s has no folder for savepoints: name one with --savepoints, or set execution.checkpointing.savepoint-dir there"
                                .formatted(cluster.url())));
    }
}
