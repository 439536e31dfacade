package io.drey.query.cluster;

import static java.util.Objects.requireNonNull;

import io.drey.query.QueryException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster that runs queries, apart from this process. Nothing of ours has to be there but what {@code flink-conf/lib.txt}
 * names: a query brings its own classes.
 *
 * @param endpoint the cluster
 * @param parallelism with how many tasks at once a query runs, and how many slots must be free for it
 */
public record QueryCluster(FlinkEndpoint endpoint, int parallelism) {

    /** Slots come back moments after the query that had them. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long ASK_MILLIS = 200;

    public QueryCluster {
        requireNonNull(endpoint, "endpoint is null");
        if (parallelism < 1) {
            throw new IllegalArgumentException("a query cannot run with %d tasks: at least 1".formatted(parallelism));
        }
    }

    /**
     * Asks the cluster whether it can take a query. Where it has enough slots and others have them, it waits a little.
     *
     * @param requireGoingOn fails if the query was ended meanwhile
     * @throws QueryException if it does not answer, is of another version, or is too full
     */
    public void requireRoom(Runnable requireGoingOn) {
        requireVersion();
        int free = freeSlots();
        // More than there are do not come by waiting.
        boolean mayComeSoon = free < parallelism && asked(endpoint::totalSlots) >= parallelism;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (mayComeSoon && free < parallelism && System.nanoTime() < deadline) {
            requireGoingOn.run();
            pause();
            free = freeSlots();
        }
        if (free < parallelism) {
            throw new QueryException(
                    "Flink at %s has %d free slots and a query takes %d: add TaskManagers, end a job there, or set query-flink-parallelism to less"
                            .formatted(endpoint.url(), free, parallelism),
                    null);
        }
    }

    private int freeSlots() {
        return asked(() -> endpoint.startsTaskManagers() ? parallelism : endpoint.freeSlots());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException("interrupted while waiting for free slots", e);
        }
    }

    private static <T> T asked(Supplier<T> asking) {
        try {
            return asking.get();
        } catch (RuntimeException e) {
            throw new QueryException(e.getMessage(), e);
        }
    }

    private void requireVersion() {
        String version = asked(endpoint::version);
        String own = EnvironmentInformation.getVersion();
        if (!line(version).equals(line(own))) {
            throw new QueryException(
                    "Flink at %s is of version %s and queries are made for %s: name a cluster of Flink %s, or leave it out to ask within this process"
                            .formatted(endpoint.url(), version, own, line(own)),
                    null);
        }
    }

    /** The first two numbers of a version, within which a job that one release makes runs on another. */
    private static String line(String version) {
        String[] parts = version.split("[.-]", -1);
        return parts.length < 2 ? version : parts[0] + "." + parts[1];
    }

    /**
     * Where a query's job is built that runs there.
     *
     * @param needs what it has to do with beside the lake
     */
    public StreamExecutionEnvironment environment(Set<Needs> needs, Configuration given) {
        return new StreamExecutionEnvironment(
                new ClusterExecutor(endpoint, needs), given, QueryCluster.class.getClassLoader());
    }

    /** What the cluster's own configuration may say otherwise: a query that fails is not tried again and again. */
    public Configuration options() {
        return Configuration.fromMap(Map.of(
                "execution.target",
                "drey-cluster",
                // Else the query's text with its values, on a page that others may see.
                "pipeline.name",
                "drey-query",
                "restart-strategy.type",
                "none",
                "parallelism.default",
                Integer.toString(parallelism),
                "table.exec.iceberg.infer-source-parallelism.max",
                Integer.toString(parallelism)));
    }
}
