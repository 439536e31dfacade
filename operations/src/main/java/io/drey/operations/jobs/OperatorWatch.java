package io.drey.operations.jobs;

import static java.util.Objects.requireNonNull;

import io.drey.operations.OperationException;
import io.drey.operations.kubernetes.FlinkDeployment;
import io.drey.operations.kubernetes.KubernetesCluster;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Waits for the Flink operator to do what a FlinkDeployment says, and tells how far it is. */
final class OperatorWatch {

    /** Nodes may have to be started, and images to be pulled. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** An operator looks at what is new at once. */
    private static final Duration UNSEEN_LIMIT = Duration.ofMinutes(1);

    /** What the operator calls an error may be of the moment, or of an earlier change. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long ASK_MILLIS = 1_000;

    private final KubernetesCluster kubernetes;
    private final Consumer<String> told;

    OperatorWatch(KubernetesCluster kubernetes, Consumer<String> told) {
        this.kubernetes = requireNonNull(kubernetes, "kubernetes is null");
        this.told = requireNonNull(told, "told is null");
    }

    /**
     * Returns when a job runs as the latest change says.
     *
     * @param job what a user calls it
     * @throws OperationException if it does not come up
     */
    FlinkDeployment untilRunning(String job, String name) throws InterruptedException {
        return until(job, name, FlinkDeployment::runs, "does not run");
    }

    /** Returns when a job has stopped. */
    FlinkDeployment untilStopped(String job, String name) throws InterruptedException {
        return until(job, name, FlinkDeployment::hasStopped, "has not stopped, and the operator goes on trying");
    }

    private FlinkDeployment until(String job, String name, Predicate<FlinkDeployment> done, String otherwise)
            throws InterruptedException {
        long begin = System.nanoTime();
        long errorSince = begin;
        String last = "";
        Optional<String> lastError = Optional.empty();
        while (true) {
            FlinkDeployment now = kubernetes
                    .deployment(name)
                    .orElseThrow(() -> OperationException.failure(
                            "the %s job is no more: somebody deleted the FlinkDeployment %s in namespace %s"
                                    .formatted(job, name, kubernetes.namespace())));
            if (done.test(now)) {
                return now;
            }
            String words = words(now);
            if (!words.equals(last)) {
                told.accept("  %-11s %s".formatted(job, words));
                last = words;
            }
            if (!now.error().equals(lastError)) {
                lastError = now.error();
                errorSince = System.nanoTime();
            }
            boolean stuck = lastError.isPresent() && passed(errorSince, PATIENCE);
            boolean unseen = now.isUnseen() && passed(begin, UNSEEN_LIMIT);
            if (now.hasFailed() || stuck || unseen || passed(begin, LIMIT)) {
                throw OperationException.failure("the %s job %s after %d s: %s"
                        .formatted(
                                job,
                                otherwise,
                                Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                                reason(now)));
            }
            Thread.sleep(ASK_MILLIS);
        }
    }

    private static boolean passed(long since, Duration limit) {
        return System.nanoTime() - since > limit.toNanos();
    }

    private static String words(FlinkDeployment now) {
        String state = now.state().toLowerCase(Locale.ROOT);
        return now.jobManager().isEmpty() ? state : "%s, %s".formatted(state, now.jobManager());
    }

    private String reason(FlinkDeployment now) {
        if (now.isUnseen()) {
            return "the Flink operator has not looked at it: see that it runs, and watches namespace %s"
                    .formatted(kubernetes.namespace());
        }
        return now.error()
                .map("the operator says: %s"::formatted)
                .or(() -> kubernetes.whyPodsWait(now.name()))
                .orElseGet(() -> "it is %s; see 'kubectl describe flinkdeployment %s --namespace %s'"
                        .formatted(words(now), now.name(), kubernetes.namespace()));
    }
}
