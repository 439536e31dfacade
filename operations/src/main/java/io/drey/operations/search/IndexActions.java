package io.drey.operations.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.operations.OperationException;
import io.drey.operations.search.domain.DatedIndex;
import io.drey.operations.search.domain.Expiry;
import io.drey.operations.search.domain.IndexState;
import io.drey.operations.search.domain.Rotation;
import io.drey.search.IndexTemplates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Does with indices what was decided, or only says it. Each step may be repeated. */
public final class IndexActions {

    /** The words for no action at all. */
    static final String NOTHING = "none";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final SearchServer server;
    private final Mode mode;

    /** What is to come of an action. */
    public enum Mode {
        DO,
        SAY
    }

    public IndexActions(SearchServer server, Mode mode) {
        this.server = server;
        this.mode = mode;
    }

    Mode mode() {
        return mode;
    }

    public SearchServer server() {
        return server;
    }

    /** Puts the templates of all indices. */
    public void installTemplates() {
        try {
            IndexTemplates.install(server.client());
        } catch (IOException e) {
            throw OperationException.failure(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking OpenSearch", e);
        }
    }

    /** Lets the tenant's alias name all its indices, also those to come. */
    public void giveAliases(String tenant) {
        if (mode == Mode.SAY) {
            return;
        }
        try {
            IndexTemplates.installTenant(server.client(), tenant);
        } catch (IOException e) {
            throw OperationException.failure(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking OpenSearch", e);
        }
    }

    /** Makes an index as its template says. */
    String create(DatedIndex index) {
        if (mode == Mode.DO) {
            SearchServer.Answer answer = server.ask("PUT", "/" + index.name(), null);
            boolean isThere = answer.status() == BAD_REQUEST
                    && answer.body().at("/error/type").asText().equals("resource_already_exists_exception");
            if (!answer.isOk() && !isThere) {
                throw OperationException.failure(
                        "OpenSearch did not make index %s: %s".formatted(index.name(), answer.reason()));
            }
        }
        return words(List.of("create"));
    }

    /** Takes the steps that make an index cheap. */
    String settle(Rotation.Settled settled, int replicas) {
        String name = settled.state().index().name();
        List<String> actions = new ArrayList<>();
        for (Rotation.Step step : settled.steps()) {
            switch (step) {
                case BLOCK_WRITES -> {
                    actions.add("read-only");
                    change(name, settings("index.blocks.write", true));
                }
                case MERGE -> {
                    actions.add("merge");
                    require("POST", "/" + name + "/_forcemerge?max_num_segments=1&flush=true", null);
                    // Else searches go on in the old segments for as long as nobody writes.
                    require("POST", "/" + name + "/_refresh", null);
                }
                case REDUCE_REPLICAS -> {
                    actions.add("replicas to " + replicas);
                    ObjectNode settings = settings("index.auto_expand_replicas", false);
                    settings.put("index.number_of_replicas", replicas);
                    change(name, settings);
                }
            }
        }
        return words(actions);
    }

    /** Deletes what is past its time. */
    String expire(IndexState state, Expiry.Verdict verdict) {
        String name = state.index().name();
        if (verdict instanceof Expiry.Delete) {
            return delete(state);
        }
        if (verdict instanceof Expiry.DeleteDocuments documents) {
            ObjectNode query = query(documents);
            long count = server.require("POST", "/" + name + "/_count", query)
                    .path("count")
                    .asLong();
            if (count == 0) {
                return NOTHING;
            }
            deleteDocuments(state, query);
            return words(List.of("delete %,d documents".formatted(count)));
        }
        return NOTHING;
    }

    /** Deletes an index. */
    public String delete(IndexState state) {
        String name = state.index().name();
        if (mode == Mode.DO) {
            SearchServer.Answer answer = server.ask("DELETE", "/" + name, null);
            if (!answer.isOk() && answer.status() != NOT_FOUND) {
                throw OperationException.failure(
                        "OpenSearch did not delete index %s: %s".formatted(name, answer.reason()));
            }
        }
        return words(List.of("delete %,d documents with the index".formatted(state.documents())));
    }

    /** Lets a settled index take documents again; the next rotation settles it. */
    void takeDocuments(DatedIndex index) {
        change(index.name(), settings("index.blocks.write", false));
    }

    private void deleteDocuments(IndexState state, ObjectNode query) {
        String name = state.index().name();
        boolean blocked = state.writes() == IndexState.Writes.BLOCKED;
        if (blocked) {
            // If we are killed in between, the next rotation blocks it again.
            takeDocuments(state.index());
        }
        require("POST", "/" + name + "/_delete_by_query?conflicts=proceed&refresh=true", query);
        if (blocked) {
            change(name, settings("index.blocks.write", true));
        }
    }

    private static ObjectNode query(Expiry.DeleteDocuments documents) {
        ObjectNode query = JSON.createObjectNode();
        var terms = query.putObject("query")
                .putObject("bool")
                .putArray(documents.selection() == Expiry.Selection.THESE ? "filter" : "must_not")
                .addObject()
                .putObject("terms")
                .putArray("data_stream.dataset");
        documents.datasets().forEach(terms::add);
        return query;
    }

    private void change(String index, ObjectNode settings) {
        require("PUT", "/" + index + "/_settings", settings);
    }

    private void require(String method, String path, JsonNode body) {
        if (mode == Mode.DO) {
            server.require(method, path, body);
        }
    }

    private static ObjectNode settings(String key, boolean value) {
        return JSON.createObjectNode().put(key, value);
    }

    private String words(List<String> actions) {
        if (actions.isEmpty()) {
            return NOTHING;
        }
        return (mode == Mode.SAY ? "would " : "") + String.join(", ", actions);
    }
}
