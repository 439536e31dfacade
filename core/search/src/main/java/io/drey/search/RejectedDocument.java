package io.drey.search;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.job.opensearch.SearchDocument;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document that OpenSearch refused for good, such as one that does not fit the mapping.
 *
 * @param document what was refused
 * @param status the HTTP status of the refusal
 * @param reason OpenSearch's own words
 */
public record RejectedDocument(SearchDocument document, int status, String reason) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OF_A_TENANT = Pattern.compile("[a-z]+-(" + DatasetId.GRAMMAR + ")(-.*)?");
    private static final String NO_DATASET = "unknown";

    public RejectedDocument {
        requireNonNull(document, "document is null");
        requireNonNull(reason, "reason is null");
    }

    /**
     * This as a dead letter of the tenant that the index is named after. A document without a receipt says in
     * {@code data_stream.dataset} which dataset it belongs to.
     */
    DeadLetter toDeadLetter(long nowMillis) {
        DatasetId datasetId =
                document.receipt() != null ? document.receipt().datasetId() : new DatasetId(tenant(), dataset());
        return DeadLetter.ofDelivery(
                datasetId,
                "opensearch:" + document.index() + "/" + document.id(),
                nowMillis,
                document.json(),
                "refused by OpenSearch with %d: %s".formatted(status, reason));
    }

    private String tenant() {
        Matcher matcher = OF_A_TENANT.matcher(document.index());
        if (!matcher.matches()) {
            throw new IllegalStateException(
                    "index %s names no tenant: it must be KIND-TENANT-DATE".formatted(document.index()));
        }
        return matcher.group(1);
    }

    private String dataset() {
        try {
            String dataset = JSON.readTree(document.json())
                    .path("data_stream")
                    .path("dataset")
                    .asText();
            return DatasetId.isName(dataset) ? dataset : NO_DATASET;
        } catch (IOException e) {
            return NO_DATASET;
        }
    }
}
