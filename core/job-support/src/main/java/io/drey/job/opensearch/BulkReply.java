package io.drey.job.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to become of a batch after OpenSearch answered: what is written, what is sent again, what is rejected.
 *
 * @param retry failed for now
 * @param rejected failed for good
 * @param retryReason why the first of {@code retry} failed, or empty
 */
record BulkReply(List<SearchDocument> retry, List<RejectedDocument> rejected, String retryReason) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Whether a status means that the same request may succeed later. */
    static boolean isTransient(int status) {
        return status == TOO_MANY_REQUESTS || status >= 500;
    }

    /**
     * Reads the answer to a bulk request that was taken as a whole.
     *
     * @throws IOException if it is not an answer to these documents: whether they are written is not known
     */
    static BulkReply read(List<SearchDocument> sent, byte[] answer) throws IOException {
        JsonNode reply = JSON.readTree(answer);
        if (reply.path("errors").isBoolean() && !reply.path("errors").booleanValue()) {
            return new BulkReply(List.of(), List.of(), "");
        }
        JsonNode items = reply.path("items");
        if (!items.isArray() || items.size() != sent.size()) {
            throw new IOException("a bulk answer of %d items to %d documents".formatted(items.size(), sent.size()));
        }
        List<SearchDocument> retry = new ArrayList<>();
        List<RejectedDocument> rejected = new ArrayList<>();
        String retryReason = "";
        for (int i = 0; i < sent.size(); i++) {
            SearchDocument document = sent.get(i);
            JsonNode item = items.get(i).path("index");
            if (!document.id().equals(item.path("_id").asText())) {
                throw new IOException("item %d of a bulk answer is of document %s, not %s"
                        .formatted(i, item.path("_id"), document.id()));
            }
            int status = item.path("status").asInt();
            if (status >= 200 && status < 300) {
                continue;
            }
            if (status == CONFLICT) {
                // The index holds this version or a newer one, so what was to be achieved is.
                continue;
            }
            String reason = reason(item);
            if (isTransient(status)) {
                retryReason = retry.isEmpty() ? status + " " + reason : retryReason;
                retry.add(document);
            } else {
                rejected.add(new RejectedDocument(document, status, reason));
            }
        }
        return new BulkReply(retry, rejected, retryReason);
    }

    private static String reason(JsonNode item) {
        JsonNode error = item.path("error");
        if (!error.isObject()) {
            return error.isMissingNode() ? "no reason was given" : error.asText();
        }
        StringBuilder reason = new StringBuilder()
                .append(error.path("type").asText())
                .append(": ")
                .append(error.path("reason").asText());
        JsonNode cause = error.path("caused_by");
        if (cause.isObject()) {
            reason.append(" (").append(cause.path("reason").asText()).append(')');
        }
        return reason.toString();
    }
}
