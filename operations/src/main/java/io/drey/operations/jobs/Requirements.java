package io.drey.operations.jobs;

import static java.util.Objects.requireNonNull;

import io.drey.operations.DreyVersion;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.Slots;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** What clusters and programs have to be like: looked at before anything is started or stopped. */
final class Requirements {

    /** How long slots are waited for that may come. */
    private static final Duration SLOTS_LIMIT = Duration.ofSeconds(20);

    private static final long ASK_MILLIS = 250;
    private static final String PARALLELISM = "parallelism.default";
    private static final String VERSION = "Drey-Version";

    private final FlinkCluster flink;
    private final Duration slotsLimit;

    Requirements(FlinkCluster flink) {
        this(flink, SLOTS_LIMIT);
    }

    Requirements(FlinkCluster flink, Duration slotsLimit) {
        this.flink = requireNonNull(flink, "flink is null");
        this.slotsLimit = requireNonNull(slotsLimit, "slotsLimit is null");
    }

    /**
     * Checks that a cluster is of the version that the jobs are built for.
     *
     * @throws OperationException naming both
     */
    void requireVersion() {
        String version = flink.version();
        if (!FlinkCluster.isBuiltFor(version)) {
            throw OperationException.failure(
                    "Flink at %s is %s, and the jobs are built for Flink %s: name a cluster of that version with --flink"
                            .formatted(flink.url(), version, FlinkCluster.BUILT_FOR));
        }
    }

    /**
     * Checks that a jar is there, and of the same version as this command, which knows its settings and its states.
     *
     * @throws OperationException naming both versions
     */
    static void requireJar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw OperationException.usage("there is no jar %s: build it or name another with --jar".formatted(jar));
        }
        Optional<String> version = versionOf(jar);
        if (version.isPresent() && !version.get().equals(DreyVersion.text())) {
            throw OperationException.usage(
                    "%s is of Drey %s, and this command of %s: use bin/drey of that release, or its jar of this one"
                            .formatted(jar, version.get(), DreyVersion.text()));
        }
    }

    /** Programs of somebody's own have none. */
    private static Optional<String> versionOf(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return Optional.ofNullable(file.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(attributes -> attributes.getValue(VERSION));
        } catch (IOException e) {
            throw OperationException.usage(
                    "%s is no jar that can be read (%s): build it or name another"
                            .formatted(jar, OperationException.rootMessage(e)),
                    e);
        }
    }

    /**
     * Checks that jobs find slots: without them they would be submitted, and wait.
     *
     * @param settings of the jobs
     * @throws OperationException saying how many are missing, and what can be done
     */
    void requireSlots(List<NamedJob> starting, Map<String, String> settings) throws InterruptedException {
        requireSlots(
                starting.stream().map(NamedJob::shortName).collect(Collectors.joining(", ")),
                starting.stream()
                        .mapToInt(job -> job.job() == Job.MAINTENANCE ? 1 : parallelism(settings))
                        .sum(),
                0);
    }

    /**
     * The same for a job that takes the place of one that runs.
     *
     * @param jobId of that one
     */
    void requireSlotsInPlaceOf(String name, String jobId, Map<String, String> settings) throws InterruptedException {
        if (settings.containsKey(PARALLELISM)) {
            requireSlots(name, parallelism(settings), flink.parallelism(jobId));
        }
    }

    private void requireSlots(String names, int needed, int givenBack) throws InterruptedException {
        if (needed == 0 || asksForTaskManagers() || isAdaptive()) {
            return;
        }
        Slots slots = flink.slots();
        // Where there are enough, those of jobs that end come back; where there is none, TaskManagers may be starting.
        boolean mayComeSoon = slots.total() >= needed || slots.total() == 0;
        long deadline = System.nanoTime() + (mayComeSoon ? slotsLimit : slotsLimit.dividedBy(4)).toNanos();
        while (slots.free() + givenBack < needed) {
            if (System.nanoTime() > deadline) {
                throw OperationException.failure(
                        "%s would need %d task slots, and Flink at %s has %d free, of %d on %d TaskManagers: start TaskManagers, stop what is not needed ('drey jobs list'), or ask for less with -D%s"
                                .formatted(
                                        names,
                                        needed,
                                        flink.url(),
                                        slots.free() + givenBack,
                                        slots.total(),
                                        slots.taskManagers(),
                                        PARALLELISM));
            }
            Thread.sleep(ASK_MILLIS);
            slots = flink.slots();
        }
    }

    /** What jobs of these settings run with; no operator of ours has more. */
    private int parallelism(Map<String, String> settings) {
        String asked = Optional.ofNullable(settings.get(PARALLELISM))
                .or(() -> flink.option(PARALLELISM))
                .orElse("1");
        return parsed(asked)
                .orElseThrow(() -> OperationException.usage(
                        "-D%s is '%s': write how many slots a job has, such as 2".formatted(PARALLELISM, asked)));
    }

    private static OptionalInt parsed(String number) {
        try {
            int value = Integer.parseInt(number.strip());
            return value > 0 ? OptionalInt.of(value) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** On Kubernetes and YARN a session cluster makes TaskManagers as it needs them. */
    private boolean asksForTaskManagers() {
        return flink.option("kubernetes.cluster-id").isPresent()
                || flink.option("execution.target")
                        .filter(target -> target.startsWith("yarn"))
                        .isPresent();
    }

    /** It runs jobs on fewer slots than they ask for. */
    private boolean isAdaptive() {
        return flink.option("jobmanager.scheduler")
                .filter(scheduler -> scheduler.equalsIgnoreCase("adaptive"))
                .isPresent();
    }
}
