package io.drey.job.opensearch;

import static java.util.Objects.requireNonNull;

/**
 * A document that OpenSearch refused for good, such as one that does not fit the mapping.
 *
 * @param document what was refused
 * @param status the HTTP status of the refusal
 * @param reason OpenSearch's own words
 */
public record RejectedDocument(SearchDocument document, int status, String reason) {

    public RejectedDocument {
        requireNonNull(document, "document is null");
        requireNonNull(reason, "reason is null");
    }
}
