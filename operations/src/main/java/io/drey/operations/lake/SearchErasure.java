package io.drey.operations.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.lake.retention.Identifier;
import io.drey.lake.retention.Subject;
import io.drey.operations.OperationException;
import io.drey.query.index.ResultIndex;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.search.OpenSearchException;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.apache.flink.configuration.Configuration;

/** Erases a subject from a tenant's search indices: documents in which a field has, or a text contains, one of its values. */
public final class SearchErasure {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MISSING_IS_FINE = "ignore_unavailable=true&allow_no_indices=true&expand_wildcards=open";

    private final OpenSearchClient client;

    public SearchErasure(Configuration configuration) {
        try {
            this.client = new OpenSearchClient(OpenSearchConnection.from(configuration));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    public long count(Subject subject) {
        return ask("POST", "/" + indices(subject) + "/_count?" + MISSING_IS_FINE, query(subject))
                .path("count")
                .asLong();
    }

    /** Settled indices take no change while they are blocked: they are opened for it, and blocked again. */
    public long erase(Subject subject) {
        long erased = 0;
        // Only indices that have one of the settings are answered, and each has an id.
        JsonNode settings = ask(
                "GET", "/" + indices(subject) + "/_settings/index.uuid,index.blocks.write?" + MISSING_IS_FINE, null);
        for (var names = settings.fieldNames(); names.hasNext(); ) {
            String index = names.next();
            boolean blocked = settings.path(index)
                    .at("/settings/index/blocks/write")
                    .asText()
                    .equals("true");
            if (blocked) {
                block(index, false);
            }
            JsonNode answer =
                    ask("POST", "/" + index + "/_delete_by_query?conflicts=proceed&refresh=true", query(subject));
            erased += answer.path("deleted").asLong();
            // Deleted documents are in the segments until these are merged.
            ask("POST", "/" + index + "/_forcemerge?only_expunge_deletes=true", null);
            if (blocked) {
                block(index, true);
            }
            if (!answer.path("failures").isEmpty()
                    || answer.path("version_conflicts").asLong() > 0) {
                throw OperationException.failure(
                        "index %s changed while documents were deleted: run this again".formatted(index));
            }
        }
        return erased;
    }

    private void block(String index, boolean blocked) {
        ask("PUT", "/" + index + "/_settings", JSON.createObjectNode().put("index.blocks.write", blocked));
    }

    private static String indices(Subject subject) {
        return "logs-%1$s-*,alerts-%1$s-*,staged-%1$s-*,rejected-logs-%1$s-*,rejected-alerts-%1$s-*,rejected-staged-%1$s-*,"
                        .formatted(subject.tenant())
                + ResultIndex.pattern(subject.tenant());
    }

    private static ObjectNode query(Subject subject) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode any = body.putObject("query").putObject("bool").put("minimum_should_match", 1);
        ArrayNode should = any.putArray("should");
        for (Identifier each : subject.identifiers()) {
            should.addObject().putObject("term").put(each.field().dotted(), each.value());
            // Results of queries have the lake's names.
            should.addObject().putObject("term").put(each.field().dotted().replace('.', '_'), each.value());
            if (subject.reach() == Subject.Reach.ANYWHERE) {
                should.addObject()
                        .putObject("multi_match")
                        .put("query", each.value())
                        .put("type", "phrase")
                        .put("lenient", true)
                        .putArray("fields")
                        .add("*");
            }
        }
        return body;
    }

    private JsonNode ask(String method, String path, JsonNode body) {
        try {
            HttpResponse<byte[]> response =
                    client.send(method, path, body == null ? new byte[0] : JSON.writeValueAsBytes(body));
            if (response.statusCode() / 100 != 2) {
                throw OperationException.failure(
                        "OpenSearch did not do %s %s: HTTP %d".formatted(method, path, response.statusCode()));
            }
            return JSON.readTree(response.body());
        } catch (IOException | OpenSearchException e) {
            throw OperationException.failure(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking OpenSearch", e);
        }
    }
}
