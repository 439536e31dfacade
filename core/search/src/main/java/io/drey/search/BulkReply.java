package io.drey.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.job.opensearch.SearchDocument;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * What is to become of a batch after OpenSearch answered.
 *
 * @param written what is in its index, in the order it was sent
 * @param again what failed for now, by no fault of the documents
 * @param blocked what failed because of its index's state, which somebody has to mend
 * @param refused what failed for good
 */
record BulkReply(
        List<SearchDocument> written,
        List<SearchDocument> again,
        List<RejectedDocument> blocked,
        List<RejectedDocument> refused,
        String reason) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory TOKENS = new JsonFactory();
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Answered with 400, though the document is not at fault. */
    private static final Set<String> STATES_OF_THE_INDEX =
            Set.of("index_closed_exception", "index_create_block_exception");

    /** What becomes of one document. */
    private enum Verdict {
        WRITTEN,
        AGAIN,
        BLOCKED,
        REFUSED
    }

    /** Whether a status means that the same request may succeed later. */
    static boolean isTransient(int status) {
        return status == TOO_MANY_REQUESTS || status >= 500;
    }

    /**
     * Reads the answer to a bulk request that was taken as a whole. Items are told apart by their ids, and not by their
     * order.
     *
     * @throws IOException if it is not an answer to these documents: whether they are written is not known
     */
    static BulkReply read(List<SearchDocument> sent, byte[] answer) throws IOException {
        if (isWithoutErrors(answer)) {
            return new BulkReply(sent, List.of(), List.of(), List.of(), "");
        }
        JsonNode items = JSON.readTree(answer).path("items");
        if (!items.isArray() || items.size() != sent.size()) {
            throw new IOException("a bulk answer of %d items to %d documents".formatted(items.size(), sent.size()));
        }
        Map<String, Queue<SearchDocument>> byId = new HashMap<>();
        sent.forEach(each ->
                byId.computeIfAbsent(each.id(), id -> new ArrayDeque<>()).add(each));
        BulkReply reply = new BulkReply(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), firstReason(items));
        for (JsonNode each : items) {
            JsonNode item = each.path("index");
            Queue<SearchDocument> same = byId.get(item.path("_id").asText());
            if (same == null || same.isEmpty()) {
                throw new IOException(
                        "an item of a bulk answer is of document %s, which was not sent".formatted(item.path("_id")));
            }
            reply.sort(same.remove(), item);
        }
        return reply;
    }

    private void sort(SearchDocument document, JsonNode item) {
        int status = item.path("status").asInt();
        switch (verdict(status, item.path("error"))) {
            case WRITTEN -> written.add(document);
            case AGAIN -> again.add(document);
            case BLOCKED -> blocked.add(new RejectedDocument(document, status, reason(item)));
            case REFUSED -> refused.add(new RejectedDocument(document, status, reason(item)));
        }
    }

    private static Verdict verdict(int status, JsonNode error) {
        String type = error.path("type").asText();
        if (status >= 200 && status < 300) {
            return Verdict.WRITTEN;
        }
        if (status == CONFLICT) {
            // The index holds this version or a newer one, so what was to be achieved is.
            return Verdict.WRITTEN;
        }
        if (isTransient(status) || isLimitOfTheCluster(type, error)) {
            return Verdict.AGAIN;
        }
        if (status == UNAUTHORIZED
                || status == FORBIDDEN
                || status == NOT_FOUND
                || STATES_OF_THE_INDEX.contains(type)) {
            return Verdict.BLOCKED;
        }
        return Verdict.REFUSED;
    }

    /** No further shard is allowed: an index cannot be made until somebody raises the limit or deletes others. */
    private static boolean isLimitOfTheCluster(String type, JsonNode error) {
        return type.equals("validation_exception")
                && error.path("reason").asText().contains("maximum shards open");
    }

    /** Whether the answer says so at its beginning; the rest of it is not read then. */
    private static boolean isWithoutErrors(byte[] answer) throws IOException {
        try (JsonParser parser = TOKENS.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (field.equals("errors")) {
                    return value == JsonToken.VALUE_FALSE;
                }
                parser.skipChildren();
            }
            return false;
        }
    }

    private static String firstReason(JsonNode items) {
        for (JsonNode each : items) {
            JsonNode item = each.path("index");
            int status = item.path("status").asInt();
            Verdict verdict = verdict(status, item.path("error"));
            if (verdict == Verdict.AGAIN || verdict == Verdict.BLOCKED) {
                return status + " " + reason(item);
            }
        }
        return "";
    }

    private static String reason(JsonNode item) {
        JsonNode error = item.path("error");
        if (!error.isObject()) {
            return error.isMissingNode() || error.isNull() ? "no reason was given" : error.asText();
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
