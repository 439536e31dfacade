package io.drey.query.engine;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * The rows of a Flink query. A thread of their own fetches them, as Flink's iterator waits for the end of a job that is
 * cancelled, which may be minutes: whoever reads here is told at once.
 */
final class FlinkRows implements CloseableIterator<List<Object>> {

    private static final int MOST_WAITING = 1024;
    private static final long TICK_MILLIS = 100;

    private final CloseableIterator<Row> rows;
    private final Optional<JobClient> job;
    private final Ending ending;
    private final BlockingQueue<Fetched> fetched = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread fetching;
    private Fetched next;

    /**
     * What came of fetching a row.
     *
     * @param row a row; null at the end
     * @param failure why there is none; null where there is one, and at the end
     */
    private record Fetched(Row row, RuntimeException failure) {}

    /** @param job what gives the rows; empty if they were there before */
    FlinkRows(CloseableIterator<Row> rows, Optional<JobClient> job, Ending ending) {
        this.rows = rows;
        this.job = job;
        this.ending = ending;
        this.fetching = new Thread(this::fetch, "drey-query-rows");
        fetching.setDaemon(true);
        fetching.start();
    }

    private void fetch() {
        try {
            try {
                while (rows.hasNext()) {
                    fetched.put(new Fetched(rows.next(), null));
                }
                fetched.put(new Fetched(null, null));
            } catch (RuntimeException e) {
                fetched.put(new Fetched(null, e));
            }
        } catch (InterruptedException e) {
            // Nobody reads any more.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            ending.requireGoingOn(null);
            try {
                next = fetched.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw FlinkQueryEngine.failed(e);
            }
        }
        if (next.failure() != null) {
            throw FlinkQueryEngine.failed(next.failure());
        }
        return next.row() != null;
    }

    @Override
    public List<Object> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<Object> values = RowValues.of(next.row());
        next = null;
        return values;
    }

    @Override
    public void close() {
        fetching.interrupt();
        if (ending.isOver()) {
            // The job is told to end already, and whoever reads need not wait until it has.
            return;
        }
        boolean isAtEnd = next != null && next.row() == null;
        if (!isAtEnd) {
            // Flink's iterator takes a job for ended whose state it cannot ask, as by a thread that is interrupted.
            job.ifPresent(FlinkQueryEngine::cancel);
        }
        try {
            rows.close();
        } catch (Exception e) {
            throw FlinkQueryEngine.failed(e);
        }
    }
}
