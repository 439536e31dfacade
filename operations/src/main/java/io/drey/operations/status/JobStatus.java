package io.drey.operations.status;

import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a job is.
 *
 * @param name the job's name on the cluster
 * @param id Flink's id of it
 * @param state Flink's, or {@code STARTING} while not all tasks run
 * @param restarts how often it was restarted since it was submitted
 * @param sinceCheckpoint since its latest checkpoint was completed; empty where there was none
 * @param lastFailure why it failed last, in one line; empty where it never did
 * @param isWell whether it runs as it should
 */
public record JobStatus(
        String name,
        String id,
        String state,
        long restarts,
        Optional<Duration> sinceCheckpoint,
        String lastFailure,
        boolean isWell) {

    /** Those of a cluster that have not ended, and those that failed and were not started again. */
    public static List<JobStatus> of(FlinkCluster cluster) {
        List<JobStatus> jobs = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (FlinkJob job : cluster.jobs()) {
            boolean latest = seen.add(job.name());
            boolean failed = job.state().equals("FAILED");
            if (job.hasEnded() && !(failed && latest)) {
                continue;
            }
            boolean runs = !failed && cluster.progress(job.id()).runs();
            FlinkCluster.Checkpoints checkpoints = cluster.checkpoints(job.id());
            jobs.add(new JobStatus(
                    job.name(),
                    job.id(),
                    runs || job.hasEnded() || !job.state().equals("RUNNING") ? job.state() : "STARTING",
                    cluster.restarts(job.id()),
                    checkpoints.completedMillis().isPresent()
                            ? Optional.of(Duration.between(
                                    Instant.ofEpochMilli(
                                            checkpoints.completedMillis().getAsLong()),
                                    cluster.now(job.id())))
                            : Optional.empty(),
                    cluster.failure(job.id()).orElse(""),
                    runs));
        }
        return jobs;
    }
}
