package io.drey.job.sending;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.job.JobMetric;
import io.drey.job.delivery.Receipt;
import io.drey.job.sending.Sending.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Sends the batches of a stream and counts what becomes of what is in them. A batch is done when all of it is taken or refused.
 *
 * @param <B> a batch
 * @param <T> what is in it
 * @param <R> what is told of a thing that was refused
 */
public abstract class SendFunction<B, T, R> extends RichAsyncFunction<B, Sent> {

    private static final long serialVersionUID = 1L;

    private final JobMetric takenMetric;
    private final JobMetric refusedMetric;

    private transient Counter taken;
    private transient Counter refused;
    private transient Histogram delay;
    private transient Clock clock;

    protected SendFunction(JobMetric takenMetric, JobMetric refusedMetric) {
        this.takenMetric = requireNonNull(takenMetric, "takenMetric is null");
        this.refusedMetric = requireNonNull(refusedMetric, "refusedMetric is null");
    }

    @Override
    public void open(OpenContext context) throws InterruptedException {
        taken = takenMetric.counter(getRuntimeContext().getMetricGroup());
        refused = refusedMetric.counter(getRuntimeContext().getMetricGroup());
        delay = JobMetric.VISIBLE_DELAY.histogram(getRuntimeContext().getMetricGroup());
        clock = Clock.systemUTC();
    }

    /** Sends a batch; the result is complete when all of it is taken or refused. */
    protected abstract CompletableFuture<Outcome<T, R>> send(B batch);

    /** What the ledger is told of a thing that was taken; null for nothing. */
    protected abstract Receipt receipt(T taken);

    /** The dead letters of what was refused. */
    protected abstract List<DeadLetter> letters(Outcome<T, R> outcome);

    @Override
    public final void asyncInvoke(B batch, ResultFuture<Sent> result) {
        send(batch)
                .thenAccept(outcome -> {
                    taken.inc(outcome.taken().size());
                    refused.inc(outcome.refused().size());
                    measure(outcome.taken());
                    result.complete(Set.of(Sent.of(outcome.taken(), this::receipt, letters(outcome))));
                })
                .exceptionally(failure -> {
                    result.completeExceptionally(failure);
                    return null;
                });
    }

    /** Answers come on several threads. */
    private synchronized void measure(List<T> those) {
        long now = clock.millis();
        for (T each : those) {
            Receipt receipt = receipt(each);
            if (receipt != null) {
                delay.update(now - receipt.arrivedMillis());
            }
        }
    }
}
