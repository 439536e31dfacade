package io.drey.search;

import io.drey.event.DeadLetter;
import io.drey.job.JobMetric;
import io.drey.job.delivery.Receipt;
import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.SendFunction;
import io.drey.job.sending.Sending.Outcome;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;

/** Sends batches by the bulk interface; each is done when all of its documents are written or refused. */
final class BulkFunction extends SendFunction<DocumentBatch, SearchDocument, RejectedDocument> {

    private static final long serialVersionUID = 1L;

    private final OpenSearchSettings settings;

    private transient Clock clock;
    private transient BulkClient client;

    BulkFunction(OpenSearchSettings settings) {
        super(JobMetric.DOCUMENTS_WRITTEN, JobMetric.DOCUMENTS_REJECTED);
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) throws InterruptedException {
        super.open(context);
        clock = Clock.systemUTC();
        client = new BulkClient(settings, clock);
        client.check();
    }

    @Override
    protected CompletableFuture<Outcome<SearchDocument, RejectedDocument>> send(DocumentBatch batch) {
        return client.send(Arrays.asList(batch.documents()));
    }

    @Override
    protected Receipt receipt(SearchDocument taken) {
        return taken.receipt();
    }

    @Override
    protected List<DeadLetter> letters(Outcome<SearchDocument, RejectedDocument> outcome) {
        return outcome.refused().stream()
                .map(each -> each.toDeadLetter(clock.millis()))
                .toList();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
