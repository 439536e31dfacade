package io.drey.job.opensearch;

import java.time.Clock;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Sends batches; each is done when all of its documents are written or refused, and yields those refused. */
final class BulkFunction extends RichAsyncFunction<DocumentBatch, RejectedDocument> {

    private final OpenSearchSettings settings;

    private transient BulkClient client;
    private transient Counter written;
    private transient Counter rejected;

    BulkFunction(OpenSearchSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        client = new BulkClient(settings, Clock.systemUTC());
        written = getRuntimeContext().getMetricGroup().counter("documentsWritten");
        rejected = getRuntimeContext().getMetricGroup().counter("documentsRejected");
    }

    @Override
    public void asyncInvoke(DocumentBatch batch, ResultFuture<RejectedDocument> result) {
        client.write(Arrays.asList(batch.documents()))
                .thenAccept(refused -> {
                    written.inc(batch.documents().length - refused.size());
                    rejected.inc(refused.size());
                    result.complete(refused);
                })
                .exceptionally(failure -> {
                    result.completeExceptionally(failure);
                    return null;
                });
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
