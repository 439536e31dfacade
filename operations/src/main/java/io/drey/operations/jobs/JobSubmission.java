package io.drey.operations.jobs;

import static java.util.Objects.requireNonNull;

import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.restart.Beginning;
import io.drey.operations.restart.LandedLater;
import io.drey.operations.restart.Restart;
import io.drey.operations.stack.Checkout;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import io.drey.stack.LocalStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/** Submits the jobs of this checkout or release. All that can be refused is, before the first of them is started. */
public final class JobSubmission {

    private final FlinkCluster flink;
    private final Map<String, String> settings;
    private final Consumer<String> told;

    /** Where the jobs' state comes from. */
    public enum StateOf {
        /** Their latest checkpoint or savepoint, if there is one. */
        LATEST,
        /** They begin without. */
        NOTHING
    }

    /** What becomes of jobs that run. */
    public enum Running {
        REFUSED,
        LEFT
    }

    /**
     * To a cluster.
     *
     * @param settings of the jobs, by key
     */
    public JobSubmission(FlinkCluster flink, Map<String, String> settings, Consumer<String> told) {
        this.flink = requireNonNull(flink, "flink is null");
        this.settings = new LinkedHashMap<>(settings);
        this.told = requireNonNull(told, "told is null");
    }

    /** Submits all jobs, each by itself, and returns the ids by the jobs' names. */
    public static Map<String, String> submitAll(LocalStack stack, Workspace workspace, Consumer<String> told) {
        return submit(stack, workspace, Job.SEPARATE, told);
    }

    /** Submits those jobs that do not run, with a local stack's settings, and returns the ids of all by the jobs' names. */
    public static Map<String, String> submit(
            LocalStack stack, Workspace workspace, List<Job> jobs, Consumer<String> told) {
        JobSubmission submission =
                new JobSubmission(new FlinkCluster(stack.flink().restUrl()), StackSettings.of(stack, workspace), told);
        Map<String, String> ids = new LinkedHashMap<>();
        submission
                .submit(jobs, Running.LEFT, StateOf.LATEST, Unmapped.REFUSE)
                .forEach(done -> ids.put(done.name(), done.id()));
        return ids;
    }

    /** Submits jobs; their state is what they find themselves. */
    public List<JobControl.Done> submit(List<Job> asked, Running running, StateOf state, Unmapped unmapped) {
        List<NamedJob> jobs = asked.stream().map(this::named).toList();
        Map<NamedJob, Path> jars = jars(jobs);
        JobControl control = new JobControl(flink, told);
        Map<NamedJob, FlinkJob> left = new HashMap<>();
        Map<NamedJob, Beginning> beginnings = new HashMap<>();
        List<NamedJob> starting = new ArrayList<>();
        for (NamedJob job : jobs) {
            if (running == Running.REFUSED) {
                control.requireNotRunning(job);
            }
            Optional<FlinkJob> other = control.running(job);
            other.ifPresentOrElse(found -> left.put(job, found), () -> starting.add(job));
        }
        starting.forEach(control::requireAlone);
        requireCompatible(starting);
        require(control, starting, jars);
        switch (state) {
            case NOTHING ->
                starting.forEach(job -> beginnings.put(
                        job,
                        Beginning.fresh(
                                "begins without state, %s".formatted(job.job().meaningOfFresh()))));
            case LATEST -> {
                if (!starting.isEmpty()) {
                    try (Restart restart = new Restart(flink, configuration(), told)) {
                        starting.forEach(job -> beginnings.put(job, restart.beginning(job.job(), unmapped)));
                    }
                }
            }
        }
        List<JobControl.Done> done = new ArrayList<>();
        for (NamedJob job : jobs) {
            if (left.containsKey(job)) {
                String id = left.get(job).id();
                told.accept("  %-11s runs already as %s".formatted(job.shortName(), id));
                done.add(new JobControl.Done(job.shortName(), id, ""));
            } else {
                done.add(start(control, job, jars.get(job), beginnings.get(job)));
            }
        }
        return done;
    }

    /** Submits a job that goes on from a checkpoint or savepoint which the user names. */
    public JobControl.Done submit(Job asked, Beginning beginning) {
        NamedJob job = named(asked);
        Map<NamedJob, Path> jars = jars(List.of(job));
        JobControl control = new JobControl(flink, told);
        control.requireNotRunning(job);
        control.requireAlone(job);
        require(control, List.of(job), jars);
        beginning.location().ifPresent(from -> LandedLater.tell(asked, configuration(), from, told));
        return start(control, job, jars.get(job), beginning);
    }

    /** What would let one fail after others were started. */
    private void require(JobControl control, List<NamedJob> starting, Map<NamedJob, Path> jars) {
        if (starting.isEmpty()) {
            return;
        }
        Requirements requirements = new Requirements(flink);
        requirements.requireVersion();
        starting.forEach(job -> Requirements.requireJar(jars.get(job)));
        try {
            requirements.requireSlots(starting, settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while waiting for slots: nothing was started", e);
        }
        // The first one is refused before it is started anyway.
        starting.stream().skip(1).forEach(job -> control.requireProgram(job, jars.get(job), arguments()));
    }

    private List<String> arguments() {
        return StackSettings.arguments(settings);
    }

    private JobControl.Done start(JobControl control, NamedJob job, Path jar, Beginning beginning) {
        try {
            return control.submit(job, jar, arguments(), beginning);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure(
                    "interrupted while the %s job was submitted".formatted(job.shortName()), e);
        }
    }

    private Configuration configuration() {
        return Configuration.fromMap(settings);
    }

    private NamedJob named(Job job) {
        return NamedJob.of(job, configuration());
    }

    static Map<NamedJob, Path> jars(List<NamedJob> jobs) {
        Map<NamedJob, Path> jars = new HashMap<>();
        jobs.forEach(job -> jars.put(job, Checkout.jobJar(job.job().module())));
        return jars;
    }

    static void requireCompatible(List<NamedJob> jobs) {
        for (NamedJob job : jobs) {
            for (NamedJob other : jobs) {
                if (job.excludes(other)) {
                    throw OperationException.usage(
                            "the %s job and the %s job would do the same work twice: name one of them"
                                    .formatted(job.shortName(), other.shortName()));
                }
            }
        }
    }

    /**
     * The jobs that are named; each by itself where none is.
     *
     * @param ownName what the one delivery job that is named is to be called, if anything
     */
    public static List<NamedJob> named(List<String> names, Optional<String> ownName) {
        if (ownName.isPresent()) {
            if (names.size() != 1) {
                throw OperationException.usage(
                        "--name is one job's: write 'drey jobs submit delivery --name %s'".formatted(ownName.get()));
            }
            return List.of(new NamedJob(Job.of(names.get(0)), ownName.get()));
        }
        if (names.isEmpty()) {
            return Job.SEPARATE.stream().map(NamedJob::of).toList();
        }
        List<NamedJob> jobs = names.stream().map(NamedJob::of).distinct().toList();
        if (jobs.stream().map(NamedJob::job).distinct().count() < jobs.size()) {
            throw OperationException.usage(
                    "delivery jobs differ by their settings: submit them one after another, not %s at once"
                            .formatted(String.join(", ", names)));
        }
        return jobs;
    }
}
