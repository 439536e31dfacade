package io.drey.operations.jobs;

import static java.util.Objects.requireNonNull;

import io.drey.job.SettingsCatalogue;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.Ending;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.jobs.JobSubmission.Running;
import io.drey.operations.jobs.JobSubmission.StateOf;
import io.drey.operations.restart.Beginning;
import io.drey.operations.restart.LandedLater;
import io.drey.operations.restart.Restart;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import io.drey.operations.yarn.FlinkInstallation;
import io.drey.operations.yarn.YarnCluster;
import io.drey.operations.yarn.YarnCluster.Application;
import io.drey.operations.yarn.YarnCluster.Container;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/** Submits jobs to YARN, each as an application of its own. All that can be refused is, before the first of them is started. */
public final class YarnSubmission {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration END_LIMIT = Duration.ofMinutes(2);
    private static final long ASK_MILLIS = 250;

    private final YarnCluster yarn;
    private final FlinkInstallation flink;
    private final Map<String, String> settings;
    private final Consumer<String> told;

    /**
     * To a YARN.
     *
     * @param settings of the jobs, by key; those that are Flink's are the application's, too
     */
    public YarnSubmission(
            YarnCluster yarn, FlinkInstallation flink, Map<String, String> settings, Consumer<String> told) {
        this.yarn = requireNonNull(yarn, "yarn is null");
        this.flink = requireNonNull(flink, "flink is null");
        this.settings = new LinkedHashMap<>(settings);
        this.told = requireNonNull(told, "told is null");
    }

    /** Submits jobs; their state is what they find themselves. The ids are those of applications. */
    public List<JobControl.Done> submit(List<Job> asked, Running running, StateOf state, Unmapped unmapped) {
        List<NamedJob> jobs = asked.stream().map(this::named).toList();
        Map<NamedJob, Path> jars = JobSubmission.jars(jobs);
        JobSubmission.requireCompatible(jobs);
        List<Application> applications = yarn.applications();
        Map<NamedJob, Application> left = new HashMap<>();
        for (NamedJob job : jobs) {
            Optional<Application> other = running(job, applications);
            if (other.isPresent() && running == Running.REFUSED) {
                throw runsAlready(job, other.get());
            }
            other.ifPresent(found -> left.put(job, found));
        }
        List<NamedJob> starting =
                jobs.stream().filter(job -> !left.containsKey(job)).toList();
        starting.forEach(job -> requireAlone(job, applications));
        starting.forEach(job -> require(jars.get(job)));
        requireRoom(starting.size());
        Map<NamedJob, Beginning> beginnings = new HashMap<>();
        if (state == StateOf.NOTHING) {
            starting.forEach(job -> beginnings.put(
                    job,
                    Beginning.fresh(
                            "begins without state, %s".formatted(job.job().meaningOfFresh()))));
        } else if (!starting.isEmpty()) {
            try (Restart restart = new Restart(flink.states(yarn), configuration(), told)) {
                starting.forEach(job -> beginnings.put(job, restart.beginning(job.job(), unmapped)));
            }
        }
        List<JobControl.Done> done = new ArrayList<>();
        for (NamedJob job : jobs) {
            if (left.containsKey(job)) {
                told.accept("  %-11s runs already as %s"
                        .formatted(job.shortName(), left.get(job).id()));
                done.add(new JobControl.Done(job.shortName(), left.get(job).id(), ""));
            } else {
                done.add(start(job, jars.get(job), beginnings.get(job)));
            }
        }
        return done;
    }

    /** Submits a job that goes on from a checkpoint or savepoint which the user names. */
    public JobControl.Done submit(Job asked, Beginning beginning) {
        NamedJob job = named(asked);
        Map<NamedJob, Path> jars = JobSubmission.jars(List.of(job));
        List<Application> applications = yarn.applications();
        running(job, applications).ifPresent(other -> {
            throw runsAlready(job, other);
        });
        requireAlone(job, applications);
        require(jars.get(job));
        requireRoom(1);
        beginning.location().ifPresent(from -> LandedLater.tell(asked, configuration(), from, told));
        return start(job, jars.get(job), beginning);
    }

    /**
     * Replaces the program of a job that runs: stops its application with a savepoint, and starts another one from that, with
     * the settings of this submission. If the new one does not come up, the earlier program is started from the same savepoint.
     *
     * @param jar the new program
     * @param earlier the jar that runs now, which YARN does not keep; without it nothing runs after a failure
     * @param folder where the savepoint goes; that of the application's configuration where it is empty
     */
    public JobControl.Done upgrade(
            Job asked, Path jar, Optional<Path> earlier, Optional<String> folder, Unmapped unmapped)
            throws InterruptedException {
        NamedJob job = named(asked);
        require(jar);
        earlier.ifPresent(JobControl::requireEarlier);
        Application old = running(job, yarn.applications())
                .orElseThrow(() -> OperationException.failure(
                        "the %s job does not run on YARN: start it with 'drey jobs submit %s --target yarn-application', which goes on from its latest checkpoint or savepoint"
                                .formatted(job.shortName(), job.shortName())));
        yarn.requireNodesFor(flink.containers(flinks()), remedy());
        JobControl control = new JobControl(yarn.flinkOf(old.id()), told);
        String savepoint = control.stop(job.shortName(), Optional.of(control.savepointFolder(folder)), Ending.PAUSE)
                .savepoint();
        told.accept("the %s job is stopped, its state is in %s".formatted(job.shortName(), savepoint));
        awaitEnd(old);
        Beginning beginning = Beginning.from(savepoint, unmapped);
        try {
            JobControl.Done done = start(job, jar, beginning);
            awaitRunning(List.of(done));
            return done;
        } catch (OperationException e) {
            throw restarted(job, earlier, Beginning.from(savepoint, Unmapped.REFUSE), e);
        }
    }

    /** The jobs that run on YARN, the latest first. */
    public static List<FlinkJob> list(YarnCluster yarn) {
        List<FlinkJob> jobs = new ArrayList<>();
        for (Application application : yarn.applications()) {
            String name = NamedJob.ofClusterName(application.name())
                    .map(NamedJob::shortName)
                    .orElse(application.name());
            Duration running = application.state().equals("RUNNING")
                    ? Duration.between(application.started(), Instant.now())
                    : Duration.ZERO;
            jobs.add(new FlinkJob(application.id(), name, application.state(), application.started(), running));
        }
        jobs.sort(Comparator.comparing(FlinkJob::started).reversed());
        return jobs;
    }

    /** The cluster of a job that runs on YARN. */
    public static Optional<FlinkCluster> clusterOf(YarnCluster yarn, NamedJob job) {
        return running(job, yarn.applications()).map(application -> yarn.flinkOf(application.id()));
    }

    /** What is told when a new program did not come up. */
    private OperationException restarted(
            NamedJob job, Optional<Path> earlier, Beginning beginning, OperationException why)
            throws InterruptedException {
        Optional<Application> failed = running(job, yarn.applications());
        if (failed.isPresent()) {
            yarn.kill(failed.get().id());
            awaitEnd(failed.get());
        }
        String savepoint = beginning.location().orElseThrow();
        String again = "start it with 'drey jobs submit %s --target yarn-application --from %s'"
                .formatted(job.shortName(), savepoint);
        if (earlier.isEmpty()) {
            return OperationException.failure(
                    "the new %s job did not start: %s; nothing runs in its place, as --earlier-jar names no program: with one that takes the state %s"
                            .formatted(job.shortName(), why.getMessage(), again),
                    why);
        }
        told.accept("the new %s job did not start; starting the old one again ...".formatted(job.shortName()));
        try {
            JobControl.Done done = start(job, earlier.get(), beginning);
            awaitRunning(List.of(done));
            return OperationException.failure(
                    "the new %s job did not start: %s; the old one runs again from %s as %s"
                            .formatted(job.shortName(), why.getMessage(), savepoint, done.id()),
                    why);
        } catch (OperationException e) {
            return OperationException.failure(
                    "the new %s job did not start: %s; and the old one did not start again: %s; %s"
                            .formatted(job.shortName(), why.getMessage(), e.getMessage(), again),
                    e);
        }
    }

    private void awaitEnd(Application application) throws InterruptedException {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (yarn.applications().stream().anyMatch(other -> other.id().equals(application.id()))) {
            if (System.nanoTime() > deadline) {
                throw OperationException.failure(
                        "%s has not ended after %d s: end it with 'yarn application -kill %s', then start the job with 'drey jobs submit'"
                                .formatted(application.id(), END_LIMIT.toSeconds(), application.id()));
            }
            Thread.sleep(ASK_MILLIS);
        }
    }

    /** What would let an application fail after it was started. */
    private void require(Path jar) {
        Requirements.requireJar(jar);
        flink.requireVersion();
        flink.requireKeys();
        flink.requireSecrets(settings, flinks());
    }

    /**
     * Returns when all tasks of what was submitted run.
     *
     * @throws OperationException if one does not come up
     */
    public void awaitRunning(List<JobControl.Done> submitted) throws InterruptedException {
        for (JobControl.Done done : submitted) {
            FlinkCluster cluster = yarn.flinkOf(done.id());
            new JobStates(cluster, Map.of(done.name(), jobOf(cluster, done))).awaitRunning();
        }
    }

    /** The program that makes the job runs in the application. */
    private static String jobOf(FlinkCluster cluster, JobControl.Done done) throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            Optional<FlinkJob> job = cluster.jobs().stream().findFirst();
            if (job.isPresent()) {
                return job.get().id();
            }
            if (System.nanoTime() > deadline) {
                throw OperationException.failure("%s has made no job of %s after %d s: see %s"
                        .formatted(done.id(), done.name(), START_LIMIT.toSeconds(), cluster.url()));
            }
            Thread.sleep(ASK_MILLIS);
        }
    }

    private JobControl.Done start(NamedJob job, Path jar, Beginning beginning) {
        List<String> arguments = new ArrayList<>(List.of(
                // Its cluster's id for high availability stays the application's own: of that Flink makes the job's id,
                // and
                // the lake takes nothing of a job's checkpoint that it believes to have committed already.
                "-Dyarn.application.name=" + job.clusterName(),
                // With the jar among Flink's own classes no job comes up.
                "-Dyarn.classpath.include-user-jar=DISABLED"));
        flinks().forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        beginning.location().ifPresent(location -> {
            arguments.add("-s");
            arguments.add(location);
            if (beginning.unmapped() == Unmapped.DROP) {
                arguments.add("-n");
            }
        });
        arguments.add(jar.toString());
        arguments.addAll(StackSettings.arguments(settings));
        try {
            flink.submit(yarn, arguments, START_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure(
                    "interrupted while the %s job was submitted: see 'yarn application -list'"
                            .formatted(job.shortName()),
                    e);
        } catch (OperationException e) {
            throw OperationException.failure(
                    "the %s job does not come up: %s".formatted(job.shortName(), e.getMessage()), e);
        }
        String id = running(job, yarn.applications())
                .map(Application::id)
                .orElseThrow(() -> OperationException.failure(
                        "the %s job ended as soon as it ran: see 'yarn logs' of the last application called %s"
                                .formatted(job.shortName(), job.clusterName())));
        told.accept("  %-11s submitted as %s".formatted(job.shortName(), id));
        told.accept("  %-11s %s".formatted("", beginning.words()));
        return new JobControl.Done(job.shortName(), id, beginning.location().orElse(""));
    }

    private void requireRoom(int applications) {
        List<Container> containers = new ArrayList<>();
        for (int counted = 0; counted < applications; counted++) {
            containers.addAll(flink.containers(flinks()));
        }
        if (!containers.isEmpty()) {
            yarn.requireRoom(containers, remedy());
        }
    }

    private String remedy() {
        return "make the containers smaller in %s (jobmanager.memory.process.size, taskmanager.memory.process.size, yarn.containers.vcores)"
                .formatted(flink.configurationFile());
    }

    private static Optional<Application> running(NamedJob job, List<Application> applications) {
        return applications.stream()
                .filter(application -> application.name().equals(job.clusterName()))
                .findFirst();
    }

    private static OperationException runsAlready(NamedJob job, Application other) {
        return OperationException.failure(
                "the %s job runs already as %s: stop it first with 'drey jobs stop %s --flink %s'"
                        .formatted(job.shortName(), other.id(), job.shortName(), other.id()));
    }

    private static void requireAlone(NamedJob job, List<Application> applications) {
        for (Application application : applications) {
            Optional<NamedJob> ours = NamedJob.ofClusterName(application.name());
            if (ours.filter(job::excludes).isPresent()) {
                throw OperationException.failure(
                        "the %s job runs, and beside it the %s job would do its work twice: stop it first with 'drey jobs stop %s --flink %s'"
                                .formatted(
                                        ours.get().shortName(),
                                        job.shortName(),
                                        ours.get().shortName(),
                                        application.id()));
            }
        }
    }

    private Map<String, String> flinks() {
        Map<String, String> options = new LinkedHashMap<>(settings);
        options.keySet().removeIf(key -> !SettingsCatalogue.ofDrey().isFlinks(key));
        return options;
    }

    private Configuration configuration() {
        return Configuration.fromMap(settings);
    }

    private NamedJob named(Job job) {
        return NamedJob.of(job, configuration());
    }
}
