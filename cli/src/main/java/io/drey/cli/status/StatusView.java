package io.drey.cli.status;

import io.drey.operations.health.TopicLags.Lag;
import io.drey.operations.status.Answer;
import io.drey.operations.status.JobStatus;
import io.drey.operations.status.Traffic;
import io.drey.stack.ServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is known at a refresh.
 *
 * @param time when it was asked
 * @param interval until the next
 * @param servers of the local stack; empty where another cluster was named
 * @param jobs those of the cluster
 * @param lags how far topics' readers are behind; empty where no Kafka is known
 * @param history how lags were before
 * @param tenant whose traffic is shown
 * @param traffic what metrics and alerts say; empty where no OpenSearch is known, or no tenant
 */
record StatusView(
        Instant time,
        Duration interval,
        Optional<Answer<List<ServerStatus>>> servers,
        Answer<List<JobStatus>> jobs,
        Optional<Answer<List<Lag>>> lags,
        LagHistory history,
        String tenant,
        Optional<Answer<Traffic>> traffic) {

    /** Whether all that was asked answered, runs, and has lost nothing. */
    boolean isWell() {
        return holds(servers, known -> known.stream().allMatch(ServerStatus::healthy))
                && holds(Optional.of(jobs), known -> known.stream().allMatch(JobStatus::isWell))
                && holds(lags, known -> known.stream().allMatch(lag -> lag.lost() == 0))
                && holds(traffic, known -> true);
    }

    private static <T> boolean holds(Optional<Answer<T>> answer, Predicate<T> condition) {
        return answer.isEmpty() || answer.get().value().filter(condition).isPresent();
    }
}
