package io.drey.operations.jobs;

import static java.util.Objects.requireNonNull;

import io.drey.event.Printable;
import io.drey.job.SettingsCatalogue;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.Ending;
import io.drey.operations.flink.FlinkCluster.RunRequest;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.flink.FlinkRefusal;
import io.drey.operations.restart.Beginning;
import io.drey.operations.suite.NamedJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts, stops and replaces jobs of a cluster. What is done already is not done again. */
public final class JobControl {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(10);
    private static final Duration TASKS_LIMIT = Duration.ofMinutes(1);
    private static final Duration END_LIMIT = Duration.ofMinutes(1);
    private static final long ASK_MILLIS = 250;

    /** A job that fails so often before it ever ran will not run. */
    private static final int FAILURES_ALLOWED = 3;

    private final FlinkCluster flink;
    private final Consumer<String> told;

    public JobControl(FlinkCluster flink, Consumer<String> told) {
        this.flink = requireNonNull(flink, "flink is null");
        this.told = requireNonNull(told, "told is null");
    }

    /**
     * A job on the cluster.
     *
     * @param name what the user calls it
     * @param id its id
     * @param savepoint the savepoint it was stopped with, or what it goes on from; empty where there is none
     */
    public record Done(String name, String id, String savepoint) {}

    /** The job of that name or id that has not ended, if there is one. */
    Optional<FlinkJob> running(String name) {
        List<FlinkJob> found = flink.jobs().stream()
                .filter(job -> !job.hasEnded())
                .filter(job -> isMeant(job, name))
                .toList();
        if (found.size() > 1) {
            throw OperationException.failure("%d jobs are called '%s' on %s: give the id of one, %s"
                    .formatted(
                            found.size(),
                            name,
                            flink.url(),
                            String.join(" or ", found.stream().map(FlinkJob::id).toList())));
        }
        return found.stream().findFirst();
    }

    /** Whether a user means this job: by what he calls it, by any of its names on a cluster, or by its id. */
    private static boolean isMeant(FlinkJob job, String name) {
        boolean named = NamedJob.find(name)
                .map(ours -> ours.isNamed(job.name()))
                .orElseGet(() -> job.name().equals(name));
        return named || job.id().equals(name);
    }

    /**
     * The job of that name or id, running or not, the latest of several.
     *
     * @throws OperationException if the cluster knows none
     */
    public FlinkJob known(String name) {
        Optional<FlinkJob> running = running(name);
        if (running.isPresent()) {
            return running.get();
        }
        List<FlinkJob> jobs = flink.jobs();
        return jobs.stream().filter(job -> isMeant(job, name)).findFirst().orElseThrow(() -> unknown(name, jobs));
    }

    /**
     * The folder for savepoints: the one that is named, else the cluster's own.
     *
     * @throws OperationException if there is neither
     */
    public String savepointFolder(Optional<String> named) {
        return named.or(() -> flink.option("execution.checkpointing.savepoint-dir"))
                .or(() -> flink.option("state.savepoints.dir"))
                .filter(folder -> !folder.isBlank())
                .orElseThrow(() -> OperationException.usage(
                        "the cluster at %s has no folder for savepoints: name one with --savepoints, or set execution.checkpointing.savepoint-dir there"
                                .formatted(flink.url())));
    }

    /** The job that has not ended, under whichever of its names. */
    Optional<FlinkJob> running(NamedJob job) {
        return flink.jobs().stream()
                .filter(other -> !other.hasEnded() && job.isNamed(other.name()))
                .findFirst();
    }

    /**
     * Refuses a job that runs.
     *
     * @throws OperationException naming its id and what can be done
     */
    void requireNotRunning(NamedJob job) {
        running(job).ifPresent(other -> {
            throw OperationException.failure(
                    "the %s job runs already as %s: stop it first with 'drey jobs stop %s', or replace its program or settings with 'drey jobs upgrade %s'%s"
                            .formatted(
                                    job.shortName(),
                                    other.id(),
                                    job.shortName(),
                                    job.shortName(),
                                    job.mayHaveSiblings() ? "; --name has another run beside it" : ""));
        });
    }

    /**
     * Refuses a job beside one that does its work.
     *
     * @throws OperationException naming that one
     */
    void requireAlone(NamedJob job) {
        for (FlinkJob other : flink.jobs()) {
            Optional<NamedJob> ours = other.hasEnded() ? Optional.empty() : NamedJob.find(other.name());
            if (ours.isPresent() && job.excludes(ours.get())) {
                throw OperationException.failure(
                        "the %s job runs, and beside it the %s job would do its work twice: stop it first with 'drey jobs stop %s'"
                                .formatted(
                                        ours.get().shortName(),
                                        job.shortName(),
                                        ours.get().shortName()));
            }
        }
    }

    /**
     * Has the JobManager run a program up to where it would start its job: what it lacks, such as a secret, shows there.
     *
     * @throws OperationException if it is refused
     */
    void requireProgram(NamedJob job, Path jar, List<String> arguments) {
        try {
            flink.jobNameOf(flink.upload(jar), arguments);
        } catch (FlinkRefusal e) {
            throw refused(job, e);
        }
    }

    private static OperationException refused(NamedJob job, FlinkRefusal why) {
        return OperationException.failure(
                "the %s job is refused: %s".formatted(job.shortName(), why.getMessage()), why);
    }

    /** Starts a job that does not run, and returns when Flink has taken it. */
    Done submit(NamedJob job, Path jar, List<String> arguments, Beginning beginning) throws InterruptedException {
        try {
            String id = start(flink.upload(jar), arguments, beginning.location(), beginning.unmapped());
            requireFirst(job, id);
            awaitTaken(job, id, beginning);
            told.accept("  %-11s submitted as %s".formatted(job.shortName(), id));
            told.accept("  %-11s %s".formatted("", beginning.words()));
            return new Done(job.shortName(), id, beginning.location().orElse(""));
        } catch (FlinkRefusal e) {
            throw refused(job, e);
        }
    }

    /** Stops a job, with a savepoint in a folder or without one. A job that does not run is left so. */
    public Done stop(String name, Optional<String> folder, Ending ending) throws InterruptedException {
        Optional<FlinkJob> found = running(name);
        if (found.isEmpty()) {
            if (NamedJob.find(name).isEmpty()) {
                known(name);
            }
            told.accept("the %s job does not run: nothing to stop".formatted(name));
            return new Done(name, "", "");
        }
        FlinkJob job = found.get();
        try {
            if (folder.isEmpty()) {
                flink.cancel(job.id());
                flink.awaitEnd(job.id(), END_LIMIT);
                return new Done(name, job.id(), "");
            }
            awaitTasks(name, job);
            return new Done(name, job.id(), stopped(job, folder.get(), ending));
        } catch (FlinkRefusal e) {
            throw OperationException.failure(
                    "the %s job was not stopped and goes on: %s; see that %s can be written, or stop it with --no-savepoint"
                            .formatted(name, e.getMessage(), folder.orElse("the cluster")),
                    e);
        }
    }

    /**
     * Replaces a running job's program, its state kept. If the new program cannot take the state, or does not come up, the
     * old one runs again from the same savepoint.
     *
     * @param earlier the jar of the running job, for the case that the cluster does not have it any more
     * @param settings arguments over those the running job was started with
     */
    public Done upgrade(
            String name, Path jar, Optional<Path> earlier, List<String> settings, String folder, Unmapped unmapped)
            throws InterruptedException {
        Requirements requirements = new Requirements(flink);
        Requirements.requireJar(jar);
        earlier.ifPresent(JobControl::requireEarlier);
        requirements.requireVersion();
        FlinkJob old = running(name)
                .orElseThrow(() -> OperationException.failure(
                        "the %s job does not run on %s: start it with 'drey jobs submit %s', which goes on from its latest checkpoint or savepoint"
                                .formatted(name, flink.url(), name)));
        Optional<JobNotes> notes = JobNotes.from(flink.notes(old.id()));
        List<String> arguments =
                read(name, notes.map(known -> known.under(settings)).orElse(settings));
        List<String> oldArguments = notes.map(known -> known.over(settings)).orElse(settings);
        String newJar;
        Optional<String> oldJar;
        try {
            newJar = flink.upload(jar);
            oldJar = earlier.isPresent()
                    ? Optional.of(flink.upload(earlier.get()))
                    : notes.map(JobNotes::jarId).filter(flink.jars()::contains);
            boolean same = notes.isPresent()
                    && FlinkCluster.sameJar(newJar, notes.get().jarId())
                    && new JobNotes(newJar, arguments)
                            .arguments()
                            .equals(notes.get().over(List.of()));
            if (same) {
                told.accept("the %s job runs this very jar with these settings: nothing to do".formatted(name));
                return new Done(name, old.id(), "");
            }
            String makes = flink.jobNameOf(newJar, arguments);
            boolean renamed =
                    NamedJob.find(makes).map(ours -> ours.isNamed(old.name())).orElse(false);
            if (!makes.equals(old.name()) && !renamed) {
                throw OperationException.usage(
                        "%s makes the job '%s', not '%s', whose state it could not take: name the jar of %s with --jar"
                                .formatted(jar, makes, old.name(), name));
            }
        } catch (FlinkRefusal e) {
            throw OperationException.failure(
                    "%s is refused, and the %s job goes on as it was: %s".formatted(jar, name, e.getMessage()), e);
        }
        requirements.requireSlotsInPlaceOf(name, old.id(), JobNotes.settingsOf(arguments));
        if (oldJar.isEmpty()) {
            told.accept(
                    "the cluster does not have the jar that the %s job runs: if the new one does not start, nothing does; --earlier-jar names it"
                            .formatted(name));
        }
        String savepoint = stop(old.id(), Optional.of(folder), Ending.PAUSE).savepoint();
        told.accept("the %s job is stopped, its state is in %s".formatted(name, savepoint));
        try {
            String id = startAndAwait(name, newJar, arguments, savepoint, unmapped);
            forget(oldJar.filter(known -> !known.equals(newJar)));
            return new Done(name, id, savepoint);
        } catch (FlinkRefusal e) {
            return restart(name, oldJar, oldArguments, savepoint, e);
        }
    }

    /** Of some arguments those that something reads: earlier versions started jobs with whatever was given. */
    private List<String> read(String name, List<String> arguments) {
        List<String> read = new ArrayList<>();
        for (String argument : arguments) {
            String key = JobNotes.keyOf(argument);
            if (SettingsCatalogue.ofDrey().knows(key)) {
                read.add(argument);
            } else {
                told.accept("the %s job runs with -D%s, which is left out from now on: nothing reads it"
                        .formatted(name, Printable.of(key)));
            }
        }
        return read;
    }

    private Done restart(
            String name, Optional<String> oldJar, List<String> arguments, String savepoint, FlinkRefusal why)
            throws InterruptedException {
        String again = "start it with 'drey jobs submit %s --from %s'".formatted(name, savepoint);
        if (oldJar.isEmpty()) {
            throw OperationException.failure(
                    "the new %s job did not start: %s; nothing runs in its place: build a version that takes the state and %s"
                            .formatted(name, why.getMessage(), again),
                    why);
        }
        told.accept("the new %s job did not start; starting the old one again ...".formatted(name));
        try {
            String id = startAndAwait(name, oldJar.get(), arguments, savepoint, Unmapped.REFUSE);
            throw OperationException.failure(
                    "the new %s job did not start: %s; the old one runs again from %s as %s"
                            .formatted(name, why.getMessage(), savepoint, id),
                    why);
        } catch (FlinkRefusal e) {
            throw OperationException.failure(
                    "the new %s job did not start: %s; and the old one did not start again: %s; %s"
                            .formatted(name, why.getMessage(), e.getMessage(), again),
                    e);
        }
    }

    /** Starts a job and returns when all its tasks have their state and work; what does not come up is ended. */
    private String startAndAwait(String name, String jarId, List<String> arguments, String savepoint, Unmapped unmapped)
            throws FlinkRefusal, InterruptedException {
        String id = start(jarId, arguments, Optional.of(savepoint), unmapped);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            FlinkCluster.Progress progress = flink.progress(id);
            if (progress.runs()) {
                return id;
            }
            List<FlinkCluster.Failure> failures = flink.failures(id);
            boolean late = System.nanoTime() > deadline;
            if (progress.state().equals("FAILED") || failures.size() >= FAILURES_ALLOWED || late) {
                if (!progress.state().equals("FAILED")) {
                    flink.cancel(id);
                    flink.awaitEnd(id, END_LIMIT);
                }
                throw new FlinkRefusal(
                        failures.isEmpty()
                                ? "after %d s the %s job is %s, %s"
                                        .formatted(
                                                START_LIMIT.toSeconds(),
                                                name,
                                                progress.state().toLowerCase(Locale.ROOT),
                                                String.join(", ", progress.waiting()))
                                : failures.get(0).reason());
            }
            Thread.sleep(ASK_MILLIS);
        }
    }

    private String start(String jarId, List<String> arguments, Optional<String> savepoint, Unmapped unmapped)
            throws FlinkRefusal {
        return flink.run(new RunRequest(jarId, arguments, savepoint, unmapped, new JobNotes(jarId, arguments).toMap()));
    }

    /** Flink takes any number of one name: of those that were submitted at the same time the first one stays. */
    private void requireFirst(NamedJob job, String id) throws FlinkRefusal, InterruptedException {
        List<FlinkJob> alike = flink.jobs().stream()
                .filter(other -> !other.hasEnded())
                .filter(other -> job.isNamed(other.name())
                        || NamedJob.find(other.name()).filter(job::excludes).isPresent())
                .sorted(Comparator.comparing(FlinkJob::started).thenComparing(FlinkJob::id))
                .toList();
        if (alike.size() > 1 && !alike.get(0).id().equals(id)) {
            FlinkJob first = alike.get(0);
            flink.cancel(id);
            flink.awaitEnd(id, END_LIMIT);
            throw OperationException.failure(
                    "the %s job is not started: at the same time someone else started %s as %s, which runs; see 'drey jobs list'"
                            .formatted(job.shortName(), first.name(), first.id()));
        }
    }

    /** Flink takes a job before it looks whether it can restore its state. */
    private void awaitTaken(NamedJob job, String id, Beginning beginning) throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        String state = flink.progress(id).state();
        while (state.equals("INITIALIZING") && System.nanoTime() < deadline) {
            Thread.sleep(ASK_MILLIS);
            state = flink.progress(id).state();
        }
        if (state.equals("FAILED")) {
            String remedy = beginning
                    .location()
                    .map(location ->
                            "; its state stays in %s: --drop-unmapped-state goes on from it without what the job does not know of it, --fresh starts without state"
                                    .formatted(location))
                    .orElse("");
            throw OperationException.failure("the %s job failed: %s%s"
                    .formatted(job.shortName(), flink.failure(id).orElse("its reason is in Flink's log"), remedy));
        }
    }

    /** A savepoint takes part of every task: one that was just submitted, or is being restarted, is waited for. */
    private void awaitTasks(String name, FlinkJob job) throws InterruptedException {
        long deadline = System.nanoTime() + TASKS_LIMIT.toNanos();
        FlinkCluster.Progress progress = flink.progress(job.id());
        while (!progress.runs()) {
            if (System.nanoTime() > deadline) {
                throw OperationException.failure(
                        "the %s job cannot be stopped with a savepoint, because it is %s, %s%s; see 'drey jobs logs %s', or stop it with --no-savepoint"
                                .formatted(
                                        name,
                                        progress.state().toLowerCase(Locale.ROOT),
                                        String.join(", ", progress.waiting()),
                                        flink.failure(job.id())
                                                .map(reason -> " (" + reason + ")")
                                                .orElse(""),
                                        name));
            }
            Thread.sleep(ASK_MILLIS);
            progress = flink.progress(job.id());
        }
    }

    private String stopped(FlinkJob job, String folder, Ending ending) throws FlinkRefusal, InterruptedException {
        String savepoint = flink.stop(job.id(), folder, ending, SAVEPOINT_LIMIT);
        flink.awaitEnd(job.id(), END_LIMIT);
        return savepoint;
    }

    private void forget(Optional<String> jarId) throws FlinkRefusal {
        if (jarId.isPresent() && flink.jars().contains(jarId.get())) {
            flink.deleteJar(jarId.get());
        }
    }

    /** It may be of an earlier version. */
    static void requireEarlier(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw OperationException.usage("there is no jar %s: name another with --earlier-jar".formatted(jar));
        }
    }

    private OperationException unknown(String name, List<FlinkJob> jobs) {
        List<String> names = jobs.stream().map(FlinkJob::name).distinct().toList();
        return OperationException.usage("there is no job '%s' on %s: %s"
                .formatted(
                        name,
                        flink.url(),
                        names.isEmpty() ? "it has no jobs" : "it knows " + String.join(", ", names)));
    }
}
