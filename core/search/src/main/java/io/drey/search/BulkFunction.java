package io.drey.search;

import io.drey.event.DeadLetter;
import io.drey.job.JobMetric;
import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.Sending.Outcome;
import io.drey.job.sending.Sent;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Sends batches; each is done when all of its documents are written or refused, and yields what became of them. */
final class BulkFunction extends RichAsyncFunction<DocumentBatch, Sent> {

    private final OpenSearchSettings settings;

    private transient Clock clock;
    private transient BulkClient client;
    private transient Counter written;
    private transient Counter rejected;

    BulkFunction(OpenSearchSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) throws InterruptedException {
        clock = Clock.systemUTC();
        client = new BulkClient(settings, clock);
        client.check();
        written = JobMetric.DOCUMENTS_WRITTEN.counter(getRuntimeContext().getMetricGroup());
        rejected = JobMetric.DOCUMENTS_REJECTED.counter(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void asyncInvoke(DocumentBatch batch, ResultFuture<Sent> result) {
        client.send(Arrays.asList(batch.documents()))
                .thenAccept(outcome -> result.complete(Set.of(count(outcome))))
                .exceptionally(failure -> {
                    result.completeExceptionally(failure);
                    return null;
                });
    }

    private Sent count(Outcome<SearchDocument, RejectedDocument> outcome) {
        written.inc(outcome.taken().size());
        rejected.inc(outcome.refused().size());
        List<DeadLetter> letters = outcome.refused().stream()
                .map(each -> each.toDeadLetter(clock.millis()))
                .toList();
        return Sent.of(outcome.taken(), SearchDocument::receipt, letters);
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
