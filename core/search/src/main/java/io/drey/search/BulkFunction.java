package io.drey.search;

import io.drey.event.DeliveredCount;
import io.drey.job.JobMetric;
import io.drey.job.delivery.DeliveredTally;
import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Sends batches; each is done when all of its documents are written or refused, and yields what became of them. */
final class BulkFunction extends RichAsyncFunction<DocumentBatch, BulkOutcome> {

    private final OpenSearchSettings settings;

    private transient BulkClient client;
    private transient Counter written;
    private transient Counter rejected;

    BulkFunction(OpenSearchSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) throws InterruptedException {
        client = new BulkClient(settings, Clock.systemUTC());
        client.check();
        written = JobMetric.DOCUMENTS_WRITTEN.counter(getRuntimeContext().getMetricGroup());
        rejected = JobMetric.DOCUMENTS_REJECTED.counter(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void asyncInvoke(DocumentBatch batch, ResultFuture<BulkOutcome> result) {
        client.write(Arrays.asList(batch.documents()))
                .thenAccept(refused -> {
                    written.inc(batch.documents().length - refused.size());
                    rejected.inc(refused.size());
                    result.complete(Set.of(outcome(batch, refused)));
                })
                .exceptionally(failure -> {
                    result.completeExceptionally(failure);
                    return null;
                });
    }

    private static BulkOutcome outcome(DocumentBatch batch, List<RejectedDocument> refused) {
        // Equality of documents goes by content: what is refused is told by identity.
        Set<SearchDocument> notWritten = Collections.newSetFromMap(new IdentityHashMap<>());
        refused.forEach(each -> notWritten.add(each.document()));
        DeliveredTally tally = new DeliveredTally();
        for (SearchDocument document : batch.documents()) {
            if (notWritten.isEmpty() || !notWritten.contains(document)) {
                tally.add(document.receipt());
            }
        }
        return new BulkOutcome(tally.counts().toArray(DeliveredCount[]::new), refused.toArray(RejectedDocument[]::new));
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
