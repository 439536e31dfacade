package io.drey.search;

import io.drey.job.opensearch.SearchDocument;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes documents to OpenSearch outside of a job, as {@link OpenSearchEnd} writes those of a stream: with the same retries,
 * versions and treatment of what is refused. Use one for many batches.
 */
public final class DocumentWriter implements AutoCloseable {

    private final BulkClient client;

    public DocumentWriter(OpenSearchSettings settings) {
        this.client = new BulkClient(settings, Clock.systemUTC());
    }

    /**
     * Writes documents, at most as many as a bulk request should have.
     *
     * @return complete when each document is written or refused for good; names the latter. While OpenSearch is away it
     *     stays incomplete.
     */
    public CompletableFuture<List<RejectedDocument>> write(List<SearchDocument> documents) {
        return client.write(documents);
    }

    /** Stops; what is under way may still be written. */
    @Override
    public void close() {
        client.close();
    }
}
