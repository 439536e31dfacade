package io.drey.operations.jobs;

import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What submitted jobs do. */
public final class JobStates {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long ASK_INTERVAL_MILLIS = 250;

    private final FlinkCluster flink;
    private final Map<String, String> ids;

    /**
     * States of jobs of a local stack.
     *
     * @param ids the jobs' ids, by name
     */
    public JobStates(LocalStack stack, Map<String, String> ids) {
        this(new FlinkCluster(stack.flink().restUrl()), ids);
    }

    /**
     * States of jobs.
     *
     * @param ids the jobs' ids, by name
     */
    public JobStates(FlinkCluster flink, Map<String, String> ids) {
        this.flink = flink;
        this.ids = Map.copyOf(ids);
    }

    /**
     * Returns when all tasks of all jobs run.
     *
     * @throws OperationException if one ends or does not come up
     */
    public void awaitRunning() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        List<String> waiting = notRunning();
        while (!waiting.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw OperationException.failure("after %d s, %s; see %s"
                        .formatted(START_LIMIT.toSeconds(), String.join("; ", waiting), flink.url()));
            }
            Thread.sleep(ASK_INTERVAL_MILLIS);
            waiting = notRunning();
        }
    }

    /** The jobs of which not all tasks run, in words. */
    public List<String> notRunning() {
        List<String> waiting = new ArrayList<>();
        ids.forEach((name, id) -> {
            FlinkCluster.Progress progress = flink.progress(id);
            if (progress.state().equals("FAILED")) {
                throw OperationException.failure("the %s job failed: %s"
                        .formatted(name, flink.failure(id).orElse("its reason is in the log")));
            }
            if (!progress.state().equals("RUNNING")) {
                waiting.add("the %s job is %s".formatted(name, progress.state().toLowerCase(Locale.ROOT)));
            } else {
                progress.waiting().forEach(task -> waiting.add("of the %s job %s".formatted(name, task)));
            }
        });
        return waiting;
    }
}
