package io.drey.search;

import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.Batching;
import java.util.List;

/** Documents of all indices share bulk requests. */
record DocumentBatching(int mostDocuments, long mostBytes, long longestWaitMillis)
        implements Batching<SearchDocument, DocumentBatch> {

    private static final long serialVersionUID = 1L;

    DocumentBatching(OpenSearchSettings settings) {
        this(
                settings.bulkDocuments(),
                settings.bulkBytes(),
                settings.bulkDelay().toMillis());
    }

    @Override
    public String key(SearchDocument document) {
        return "";
    }

    @Override
    public long bytes(SearchDocument document) {
        return document.json().length;
    }

    @Override
    public int most(SearchDocument document) {
        return mostDocuments;
    }

    @Override
    public DocumentBatch batch(String key, List<SearchDocument> documents) {
        return new DocumentBatch(documents.toArray(SearchDocument[]::new));
    }
}
