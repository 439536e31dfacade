package io.drey.operations.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import io.drey.operations.search.domain.DatedIndex;
import io.drey.operations.search.domain.IndexState;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.search.OpenSearchException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** An OpenSearch as commands ask it. What goes wrong is a {@link OperationException} of one line. */
public final class SearchServer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;

    private final OpenSearchClient client;

    /**
     * What it answered.
     *
     * @param status the HTTP status
     * @param body the JSON, or a missing node
     */
    public record Answer(int status, JsonNode body) {

        public boolean isOk() {
            return status >= 200 && status < 300;
        }

        /** What it says is wrong. */
        public String reason() {
            for (String path : new String[] {
                "/error/root_cause/0/reason", "/error/caused_by/reason", "/error/reason", "/error", "/message"
            }) {
                if (body.at(path).isTextual()) {
                    return Printable.ofWhole(body.at(path).textValue());
                }
            }
            return "HTTP " + status;
        }
    }

    private SearchServer(OpenSearchClient client) {
        this.client = client;
    }

    /**
     * The OpenSearch that settings name, when it has answered.
     *
     * @param timeout how long it may take for an answer
     * @throws OperationException if a setting is wrong, it is not there or does not let us in
     */
    public static SearchServer open(Configuration configuration, Duration timeout) {
        try {
            OpenSearchConnection given = OpenSearchConnection.from(configuration);
            return open(new OpenSearchConnection(
                    given.urls(), given.user(), given.password(), given.certificateAuthority(), timeout));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    /**
     * Looks whether OpenSearch is there and lets us in.
     *
     * @throws OperationException if not
     */
    static SearchServer open(OpenSearchConnection connection) {
        try {
            OpenSearchClient client = new OpenSearchClient(connection);
            client.check();
            return new SearchServer(client);
        } catch (IOException | OpenSearchException | IllegalStateException e) {
            throw OperationException.failure(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    public OpenSearchClient client() {
        return client;
    }

    /** Asks; any answer but a refused right is returned. */
    public Answer ask(String method, String path, JsonNode body) {
        HttpResponse<byte[]> response;
        try {
            response = client.send(method, path, body == null ? new byte[0] : JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw OperationException.failure(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        Answer answer = new Answer(response.statusCode(), json(response.body()));
        if (answer.status == FORBIDDEN) {
            throw OperationException.failure("OpenSearch at %s forbids %s %s: %s"
                    .formatted(response.uri().resolve("/"), method, path, answer.reason()));
        }
        return answer;
    }

    /**
     * Sends a bulk of actions, and returns what became of each.
     *
     * @param actions lines of JSON
     */
    public JsonNode bulk(String actions) {
        HttpResponse<byte[]> response;
        try {
            response = client.send("POST", "/_bulk?refresh=true", actions.getBytes(UTF_8));
        } catch (IOException e) {
            throw OperationException.failure(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        Answer answer = new Answer(response.statusCode(), json(response.body()));
        if (!answer.isOk()) {
            throw OperationException.failure("OpenSearch did not change its documents: " + answer.reason());
        }
        return answer.body;
    }

    /** Asks for what must succeed. */
    public JsonNode require(String method, String path, JsonNode body) {
        Answer answer = ask(method, path, body);
        if (!answer.isOk()) {
            throw OperationException.failure(
                    "OpenSearch did not do %s %s: HTTP %d, %s".formatted(method, path, answer.status, answer.reason()));
        }
        return answer.body;
    }

    /**
     * Searches indices, of which there may be none.
     *
     * @throws OperationException also if a part of them does not answer: what is added up would be too low
     */
    public JsonNode search(String indices, JsonNode body) {
        JsonNode answer = require("POST", "/" + indices + "/_search", body);
        int failed = answer.at("/_shards/failed").asInt();
        if (failed > 0 || answer.path("timed_out").asBoolean()) {
            throw OperationException.failure(
                    "OpenSearch answers in part only: %d of %d shards of %s failed; see its log"
                            .formatted(failed, answer.at("/_shards/total").asInt(), indices));
        }
        return answer;
    }

    /** The open indices of a pattern whose names are of our form. */
    List<DatedIndex> indices(String pattern) {
        Answer answer = ask("GET", "/_resolve/index/" + pattern + "?expand_wildcards=open", null);
        if (answer.status == NOT_FOUND) {
            return List.of();
        }
        if (!answer.isOk()) {
            throw OperationException.failure(
                    "OpenSearch does not tell its indices %s: %s".formatted(pattern, answer.reason()));
        }
        List<DatedIndex> indices = new ArrayList<>();
        for (JsonNode index : answer.body.path("indices")) {
            DatedIndex.of(index.path("name").asText()).ifPresent(indices::add);
        }
        return indices;
    }

    /** The open indices of patterns whose names are of our form, with what is known of them. */
    public List<IndexState> states(String patterns) {
        String open = "?expand_wildcards=open&ignore_unavailable=true&allow_no_indices=true";
        JsonNode settings = require("GET", "/" + patterns + "/_settings" + open + "&flat_settings=true", null);
        JsonNode stats = require("GET", "/" + patterns + "/_stats/docs,segments" + open, null);
        List<IndexState> states = new ArrayList<>();
        settings.fields().forEachRemaining(entry -> {
            Optional<DatedIndex> index = DatedIndex.of(entry.getKey());
            JsonNode own = entry.getValue().path("settings");
            JsonNode primaries = stats.path("indices").path(entry.getKey()).path("primaries");
            index.ifPresent(dated -> states.add(new IndexState(
                    dated,
                    Instant.ofEpochMilli(own.path("index.creation_date").asLong()),
                    own.path("index.blocks.write").asBoolean() ? IndexState.Writes.BLOCKED : IndexState.Writes.TAKEN,
                    own.path("index.number_of_shards").asInt(),
                    own.path("index.number_of_replicas").asInt(),
                    primaries.at("/segments/count").asLong(),
                    primaries.at("/docs/count").asLong())));
        });
        states.sort(java.util.Comparator.comparing(state -> state.index().name()));
        return states;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(new String(body, UTF_8));
        } catch (IOException e) {
            // A proxy's page, for example; the status says enough.
            return JSON.missingNode();
        }
    }

    private static OperationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return OperationException.failure("interrupted while asking OpenSearch", e);
    }
}
