package io.drey.job.opensearch;

import static java.util.Objects.requireNonNull;

/**
 * What one bulk request carries.
 *
 * @param documents in the order they came
 */
public record DocumentBatch(SearchDocument[] documents) {

    public DocumentBatch {
        requireNonNull(documents, "documents is null");
    }
}
