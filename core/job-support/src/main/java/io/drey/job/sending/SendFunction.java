package io.drey.job.sending;

import static java.util.Objects.requireNonNull;

import io.drey.job.JobMetric;
import io.drey.job.sending.Sending.Outcome;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
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

    protected SendFunction(JobMetric takenMetric, JobMetric refusedMetric) {
        this.takenMetric = requireNonNull(takenMetric, "takenMetric is null");
        this.refusedMetric = requireNonNull(refusedMetric, "refusedMetric is null");
    }

    @Override
    public void open(OpenContext context) throws InterruptedException {
        taken = takenMetric.counter(getRuntimeContext().getMetricGroup());
        refused = refusedMetric.counter(getRuntimeContext().getMetricGroup());
    }

    /** Sends a batch; the result is complete when all of it is taken or refused. */
    protected abstract CompletableFuture<Outcome<T, R>> send(B batch);

    /** What dead letters and ledger are told. */
    protected abstract Sent told(Outcome<T, R> outcome);

    @Override
    public final void asyncInvoke(B batch, ResultFuture<Sent> result) {
        send(batch)
                .thenAccept(outcome -> {
                    taken.inc(outcome.taken().size());
                    refused.inc(outcome.refused().size());
                    result.complete(Set.of(told(outcome)));
                })
                .exceptionally(failure -> {
                    result.completeExceptionally(failure);
                    return null;
                });
    }
}
