package io.drey.operations.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.job.JobArguments;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.flink.StateKeeper;
import io.drey.operations.jobs.JobSubmission.Running;
import io.drey.operations.jobs.JobSubmission.StateOf;
import io.drey.operations.kubernetes.FlinkDeployment;
import io.drey.operations.kubernetes.JobManifest;
import io.drey.operations.kubernetes.KubernetesCluster;
import io.drey.operations.kubernetes.Overlay;
import io.drey.operations.restart.Beginning;
import io.drey.operations.restart.LandedLater;
import io.drey.operations.restart.Restart;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * Submits jobs to Kubernetes, each as a FlinkDeployment that the Flink operator runs. All that can be refused is, before the first
 * of them is sent.
 */
public final class KubernetesSubmission {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesCluster kubernetes;
    private final Overlay overlay;
    private final Map<String, String> given;
    private final Consumer<String> told;
    private final OperatorWatch watch;

    /**
     * To a namespace.
     *
     * @param overlay what describes the jobs
     * @param given settings over those of the overlay, by key
     */
    public KubernetesSubmission(
            KubernetesCluster kubernetes, Overlay overlay, Map<String, String> given, Consumer<String> told) {
        this.kubernetes = requireNonNull(kubernetes, "kubernetes is null");
        this.overlay = requireNonNull(overlay, "overlay is null");
        this.given = new LinkedHashMap<>(given);
        this.told = requireNonNull(told, "told is null");
        this.watch = new OperatorWatch(kubernetes, told);
    }

    /** What is kept of a job that is stopped. */
    public enum Keeps {
        /** A savepoint, which is taken as it stops. */
        SAVEPOINT("savepoint"),
        /** Its latest checkpoint. */
        LATEST("last-state");

        private final String upgradeMode;

        Keeps(String upgradeMode) {
            this.upgradeMode = upgradeMode;
        }
    }

    /** What is to be done for a job that does not run. */
    private record Plan(NamedJob job, JobManifest manifest, Optional<FlinkDeployment> earlier, Beginning beginning) {}

    /** Submits jobs; their state is what the operator or they themselves find. The ids are names of FlinkDeployments. */
    public List<JobControl.Done> submit(List<Job> asked, Running running, StateOf state, Unmapped unmapped) {
        List<NamedJob> jobs = asked.stream().map(this::named).toList();
        JobSubmission.requireCompatible(jobs);
        kubernetes.requireNamespace();
        List<FlinkDeployment> deployments = kubernetes.deployments();
        List<JobControl.Done> left = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        for (NamedJob job : jobs) {
            Optional<FlinkDeployment> earlier = find(job, deployments);
            if (earlier.filter(FlinkDeployment::isMeantToRun).isPresent()) {
                if (running == Running.REFUSED) {
                    requireSame(job, earlier.get());
                }
                left.add(new JobControl.Done(job.shortName(), earlier.get().name(), ""));
            } else {
                JobManifest manifest = checked(job, given, deployments);
                plans.add(new Plan(job, manifest, earlier, beginning(job, manifest, earlier, state, unmapped)));
            }
        }
        left.forEach(job -> told.accept("  %-11s runs already as %s".formatted(job.name(), job.id())));
        List<JobControl.Done> done = new ArrayList<>(left);
        plans.forEach(plan -> done.add(start(plan, state == StateOf.NOTHING)));
        return done;
    }

    /** Submits a job that goes on from a checkpoint or savepoint which the user names. */
    public JobControl.Done submit(Job asked, Beginning beginning) {
        NamedJob job = named(asked);
        kubernetes.requireNamespace();
        List<FlinkDeployment> deployments = kubernetes.deployments();
        Optional<FlinkDeployment> earlier = find(job, deployments);
        earlier.filter(FlinkDeployment::isMeantToRun).ifPresent(other -> {
            throw OperationException.failure(
                    "the %s job runs already as %s: stop it first with 'drey jobs stop %s --target kubernetes'"
                            .formatted(job.shortName(), other.name(), job.shortName()));
        });
        JobManifest manifest = checked(job, given, deployments);
        beginning.location().ifPresent(from -> LandedLater.tell(asked, configuration(job, manifest), from, told));
        return start(new Plan(job, manifest, earlier, beginning), true);
    }

    /**
     * Replaces the image or the settings of a job that runs: the operator stops it with a savepoint and starts it anew. If the new one
     * does not come up, the earlier one is started from that savepoint.
     */
    public JobControl.Done upgrade(NamedJob job, Unmapped unmapped) throws InterruptedException {
        kubernetes.requireNamespace();
        List<FlinkDeployment> deployments = kubernetes.deployments();
        FlinkDeployment old = find(job, deployments)
                .filter(FlinkDeployment::isMeantToRun)
                .orElseThrow(() -> OperationException.failure(
                        "the %s job does not run in namespace %s: start it with 'drey jobs submit %s --target kubernetes', which goes on from its latest checkpoint or savepoint"
                                .formatted(job.shortName(), kubernetes.namespace(), job.shortName())));
        JobManifest manifest =
                checked(job, over(JobManifest.givenTo(old)), deployments).inPlaceOf(old);
        if (unmapped == Unmapped.DROP) {
            manifest = manifest.droppingUnmappedState();
        }
        if (isSame(manifest, old)) {
            told.accept(
                    "the %s job runs this very image with these settings: nothing to do".formatted(job.shortName()));
            return new JobControl.Done(job.shortName(), old.name(), "");
        }
        List<JsonNode> earlierSettings = kubernetes.configMaps(manifest.configMaps());
        send(job, manifest);
        told.accept("the %s job is to run %s; the operator stops it with a savepoint first"
                .formatted(
                        job.shortName(), manifest.deployment().at("/spec/image").asText()));
        try {
            FlinkDeployment now = watch.untilRunning(job.shortName(), old.name());
            return new JobControl.Done(
                    job.shortName(), now.name(), now.savepoint().orElse(""));
        } catch (OperationException e) {
            throw restarted(job, old, earlierSettings, e);
        }
    }

    /** What is told when a new program did not come up. */
    private OperationException restarted(
            NamedJob job, FlinkDeployment old, List<JsonNode> settings, OperationException why)
            throws InterruptedException {
        Optional<String> savepoint = kubernetes
                .deployment(old.name())
                .flatMap(FlinkDeployment::savepoint)
                .filter(location -> !old.savepoint().equals(Optional.of(location)));
        told.accept("the new %s job did not start; starting the old one again ...".formatted(job.shortName()));
        String from = savepoint.map(location -> " from " + location).orElse("");
        try {
            kubernetes.applyIfAllowed(settings);
            kubernetes.apply(JobManifest.again(old, savepoint, System.currentTimeMillis()));
            watch.untilRunning(job.shortName(), old.name());
            return OperationException.failure(
                    "the new %s job did not start: %s; the old one runs again%s as %s"
                            .formatted(job.shortName(), why.getMessage(), from, old.name()),
                    why);
        } catch (OperationException e) {
            return OperationException.failure(
                    "the new %s job did not start: %s; and the old one did not start again%s: %s; see 'kubectl describe flinkdeployment %s'"
                            .formatted(job.shortName(), why.getMessage(), from, e.getMessage(), old.name()),
                    e);
        }
    }

    /**
     * Stops a job. One that does not run is left so.
     *
     * @param name what a user or Kubernetes calls it
     */
    public static JobControl.Done stop(KubernetesCluster kubernetes, String name, Keeps keeps, Consumer<String> told)
            throws InterruptedException {
        String deployment = NamedJob.find(name).map(NamedJob::clusterName).orElse(name);
        kubernetes.requireNamespace();
        Optional<FlinkDeployment> found = kubernetes.deployment(deployment);
        if (found.filter(FlinkDeployment::isMeantToRun).isEmpty()) {
            if (found.isEmpty() && NamedJob.find(name).isEmpty()) {
                throw OperationException.usage(
                        "there is no FlinkDeployment %s in namespace %s: see 'drey jobs list --target kubernetes'"
                                .formatted(name, kubernetes.namespace()));
            }
            told.accept("the %s job does not run: nothing to stop".formatted(name));
            return new JobControl.Done(name, "", "");
        }
        ObjectNode change = JSON.createObjectNode();
        change.putObject("spec").putObject("job").put("state", "suspended").put("upgradeMode", keeps.upgradeMode);
        kubernetes.patch(deployment, change);
        FlinkDeployment stopped = new OperatorWatch(kubernetes, told).untilStopped(name, deployment);
        return new JobControl.Done(name, deployment, stopped.keptSavepoint().orElse(""));
    }

    /** The jobs of a namespace, the latest first; of those that are not well the operator's error is told. */
    public static List<FlinkJob> list(KubernetesCluster kubernetes, Consumer<String> told) {
        kubernetes.requireNamespace();
        List<FlinkJob> jobs = new ArrayList<>();
        for (FlinkDeployment deployment : kubernetes.deployments()) {
            if (deployment.isOfJob()) {
                String name = NamedJob.ofClusterName(deployment.name())
                        .map(NamedJob::shortName)
                        .orElse(deployment.name());
                Instant started = deployment.started().orElse(deployment.made());
                Duration running =
                        deployment.state().equals("RUNNING") ? Duration.between(started, Instant.now()) : Duration.ZERO;
                jobs.add(new FlinkJob(deployment.name(), name, deployment.state(), started, running));
                deployment.error().ifPresent(error -> told.accept("%s: the operator says: %s".formatted(name, error)));
            }
        }
        jobs.sort(Comparator.comparing(FlinkJob::started).reversed());
        return jobs;
    }

    /** Returns when the jobs run. */
    public void awaitRunning(List<JobControl.Done> submitted) throws InterruptedException {
        for (JobControl.Done done : submitted) {
            watch.untilRunning(done.name(), done.id());
        }
    }

    /** The job as it is to be, which has nothing that can be refused. */
    private JobManifest checked(NamedJob job, Map<String, String> settings, List<FlinkDeployment> deployments) {
        requireAlone(job, deployments);
        JobManifest manifest =
                overlay.job(job.clusterName(), kubernetes.namespace()).with(settings);
        manifest.require(configuration(job, manifest).toMap());
        manifest.requireSecrets(kubernetes);
        kubernetes.tried(manifest.deployment());
        return manifest;
    }

    private void requireSame(NamedJob job, FlinkDeployment running) {
        JobManifest manifest = overlay.job(job.clusterName(), kubernetes.namespace())
                .with(over(JobManifest.givenTo(running)))
                .inPlaceOf(running);
        if (!isSame(manifest, running)) {
            throw OperationException.failure(
                    "the %s job runs already as %s, with another image or other settings than these: replace them with 'drey jobs upgrade %s --target kubernetes', or stop it first"
                            .formatted(job.shortName(), running.name(), job.shortName()));
        }
    }

    /** The server says what it would make of it: what it fills in and leaves out is no difference. */
    private boolean isSame(JobManifest manifest, FlinkDeployment running) {
        JsonNode wanted = kubernetes.tried(manifest.deployment());
        return wanted.path("spec").equals(running.resource().path("spec"));
    }

    private Map<String, String> over(Map<String, String> earlier) {
        Map<String, String> all = new LinkedHashMap<>(earlier);
        all.putAll(given);
        return all;
    }

    private Beginning beginning(
            NamedJob job, JobManifest manifest, Optional<FlinkDeployment> earlier, StateOf state, Unmapped unmapped) {
        if (state == StateOf.NOTHING) {
            return Beginning.fresh(
                    "begins without state, %s".formatted(job.job().meaningOfFresh()));
        }
        if (earlier.isEmpty()) {
            // Of FlinkDeployments that are no more their folders are left, where those can be listed from here.
            StateKeeper states = StateKeeper.ofFolders(kubernetes.url(), manifest::option);
            try (Restart restart = new Restart(states, configuration(job, manifest), told)) {
                return restart.beginning(job.job(), unmapped);
            }
        }
        Optional<String> savepoint =
                earlier.get().keptSavepoint().filter(path -> earlier.get().isSuspended());
        return new Beginning(
                savepoint,
                savepoint
                        .map(path -> "goes on from " + path)
                        .orElse("goes on from the latest checkpoint or savepoint that the operator finds"),
                unmapped);
    }

    /**
     * Sends a job that does not run.
     *
     * @param anew whether what the operator knows of it is forgotten first
     */
    private JobControl.Done start(Plan plan, boolean anew) {
        JobManifest manifest = plan.manifest();
        if (plan.beginning().unmapped() == Unmapped.DROP) {
            manifest = manifest.droppingUnmappedState();
        }
        boolean isNew = anew || plan.earlier().isEmpty();
        if (isNew) {
            manifest = plan.beginning().location().map(manifest::startingFrom).orElse(manifest);
        } else {
            manifest = manifest.inPlaceOf(plan.earlier().get());
            if (!plan.earlier().get().isSuspended()) {
                manifest = manifest.startedAgain(System.currentTimeMillis());
            }
        }
        if (anew) {
            plan.earlier().ifPresent(earlier -> kubernetes.delete(earlier.name()));
        }
        send(plan.job(), manifest);
        String job = plan.job().shortName();
        told.accept("  %-11s submitted as %s in namespace %s".formatted(job, manifest.name(), kubernetes.namespace()));
        told.accept("  %-11s %s".formatted("", plan.beginning().words()));
        return new JobControl.Done(
                job, manifest.name(), plan.beginning().location().orElse(""));
    }

    private void send(NamedJob job, JobManifest manifest) {
        if (!manifest.beside().isEmpty() && !kubernetes.applyIfAllowed(manifest.beside())) {
            told.accept(
                    "  %-11s accounts, rights or settings of the overlay are not applied, as you have no right to: they have to be there"
                            .formatted(job.shortName()));
        }
        kubernetes.apply(manifest.deployment());
    }

    private void requireAlone(NamedJob job, List<FlinkDeployment> deployments) {
        for (FlinkDeployment deployment : deployments) {
            Optional<NamedJob> ours = NamedJob.ofClusterName(deployment.name());
            if (deployment.isMeantToRun() && ours.filter(job::excludes).isPresent()) {
                throw OperationException.failure(
                        "the %s job runs, and beside it the %s job would do its work twice: stop it first with 'drey jobs stop %s --target kubernetes'"
                                .formatted(
                                        ours.get().shortName(),
                                        job.shortName(),
                                        ours.get().shortName()));
            }
        }
    }

    private static Optional<FlinkDeployment> find(NamedJob job, List<FlinkDeployment> deployments) {
        return deployments.stream()
                .filter(deployment -> deployment.name().equals(job.clusterName()))
                .findFirst();
    }

    /** The settings that the job's program reads: of its pods' variables and of its arguments. */
    private static Configuration configuration(NamedJob job, JobManifest manifest) {
        try {
            return JobArguments.parse(
                    Job.readers(List.of(job.job())),
                    manifest.arguments().toArray(String[]::new),
                    manifest.environment());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(
                    "the settings of %s in the overlay: %s".formatted(manifest.name(), e.getMessage()), e);
        }
    }

    private NamedJob named(Job job) {
        return NamedJob.of(job, Configuration.fromMap(given));
    }
}
