package io.drey.query.engine;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.util.CloseableIterator;

/** One row, which says how many rows a job has written, once it has ended. */
final class WrittenRows implements CloseableIterator<List<Object>> {

    static final ResultColumn COLUMN = new ResultColumn("rows", ColumnType.INTEGER);

    private static final long TICK_MILLIS = 100;

    private final JobClient job;
    private final CompletableFuture<JobExecutionResult> end;
    private final Ending ending;
    private boolean told;

    WrittenRows(JobClient job, Ending ending) {
        this.job = job;
        this.end = job.getJobExecutionResult();
        this.ending = ending;
    }

    @Override
    public boolean hasNext() {
        return !told;
    }

    @Override
    public List<Object> next() {
        if (told) {
            throw new NoSuchElementException();
        }
        while (true) {
            ending.requireGoingOn(null);
            try {
                Long written = end.get(TICK_MILLIS, TimeUnit.MILLISECONDS).getAccumulatorResult(CountRows.COUNTER);
                told = true;
                return List.of(written);
            } catch (TimeoutException notYet) {
                // It goes on.
            } catch (ExecutionException e) {
                ending.requireGoingOn(e);
                throw FlinkQueryEngine.failed(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw FlinkQueryEngine.failed(e);
            }
        }
    }

    @Override
    public void close() {
        if (!end.isDone()) {
            FlinkQueryEngine.cancel(job);
        }
    }
}
