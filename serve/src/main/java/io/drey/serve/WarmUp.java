package io.drey.serve;

import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.sight.AccessRefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks once before anybody else does: the first query loads Flink's planner and the lake's catalog, which takes seconds. While the
 * lake does not answer it asks again, and the service is not ready.
 */
final class WarmUp implements BooleanSupplier, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Rows of nobody: the query reads no file. */
    private static final QueryRequest QUESTION = QueryRequest.ofSql(
            "SELECT dataset, COUNT(*) AS events FROM logs GROUP BY dataset", Map.of("tenant", "nobody"));

    private final QueryEngine engine;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean isReady;

    private WarmUp(QueryEngine engine) {
        this.engine = engine;
    }

    /** Begins. */
    static WarmUp begin(QueryEngine engine) {
        WarmUp warmUp = new WarmUp(engine);
        Thread thread = new Thread(warmUp::run, "drey-serve-warm-up");
        thread.setDaemon(true);
        thread.start();
        return warmUp;
    }

    private void run() {
        try {
            do {
                isReady = ask();
            } while (!isReady && !closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ask() {
        try (QueryResult result = engine.run(QUESTION)) {
            result.forEachRemaining(row -> {});
            return true;
        } catch (AccessRefusedException e) {
            // The role that all queries have is of some tenants: the planner is loaded with the first query of one.
            return true;
        } catch (RuntimeException e) {
            LOG.warn("The lake does not answer yet: {}", e.getMessage());
            return false;
        }
    }

    /** Whether the lake has answered. */
    @Override
    public boolean getAsBoolean() {
        return isReady;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
