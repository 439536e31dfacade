package io.drey.operations.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import io.drey.operations.search.domain.DatedIndex;
import io.drey.operations.search.domain.Widening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The newest documents of a tenant that a search finds: in the newest index first, then in twice as many each time, until there are
 * enough and no index left can hold a newer one.
 */
public final class NewestHits {

    /** As many as OpenSearch lists at once (index.max_result_window). */
    public static final int MOST = 10_000;

    private static final int BAD_REQUEST = 400;

    private final List<Hit> hits = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Widening widening;

    /**
     * A document.
     *
     * @param time its time stamp
     * @param index where it is
     * @param id its id there
     */
    public record Hit(Instant time, String index, String id, JsonNode source) {}

    private NewestHits(Widening widening) {
        this.widening = widening;
    }

    /** Searches as far back as it must. */
    public static NewestHits find(
            SearchServer server,
            String kind,
            String tenant,
            Instant begin,
            Instant end,
            ObjectNode body,
            String query) {
        return find(server, kind, tenant, begin, end, body, query, Integer.MAX_VALUE);
    }

    /**
     * Searches.
     *
     * @param kind of the indices: {@code logs} or {@code alerts}
     * @param begin the first moment; null for any
     * @param end the moment behind the last; null for any
     * @param body the search, sorted by time stamp, the latest first, and with its size
     * @param query what is being looked for, in the user's words
     * @param rounds how often more indices are searched, at most
     */
    public static NewestHits find(
            SearchServer server,
            String kind,
            String tenant,
            Instant begin,
            Instant end,
            ObjectNode body,
            String query,
            int rounds) {
        // The tenant's name holds no dash and no wildcard, and what comes back is looked at again.
        List<DatedIndex> indices = server.indices(kind + "-" + tenant + "-*").stream()
                .filter(index -> index.tenant().equals(tenant) && index.kind().equals(kind))
                .toList();
        NewestHits found = new NewestHits(new Widening(indices, begin, end));
        int limit = body.path("size").asInt();
        for (int round = 0; round < rounds; round++) {
            List<DatedIndex> next = found.widening.next();
            if (next.isEmpty()) {
                break;
            }
            found.search(server, next, body, query);
            found.hits.sort(Comparator.comparing(Hit::time).reversed());
            if (found.hits.size() >= limit) {
                found.hits.subList(limit, found.hits.size()).clear();
                if (found.isEnough(limit)) {
                    break;
                }
            }
        }
        return found;
    }

    /**
     * To be asked where there are no indices: no answer about a tenant of whom nothing was ever indexed is more likely a slip of
     * the pen than what was asked for.
     *
     * @throws OperationException if it is such a tenant
     */
    public static void requireIndexed(SearchServer server, String tenant) {
        if (server.indices("*-" + tenant + "-*").stream()
                .noneMatch(index -> index.tenant().equals(tenant))) {
            throw OperationException.failure(
                    "nothing of tenant %s is indexed: drey get tenants lists those there are".formatted(tenant));
        }
    }

    private void search(SearchServer server, List<DatedIndex> indices, ObjectNode body, String query) {
        String names = indices.stream().map(DatedIndex::name).collect(Collectors.joining(","));
        SearchServer.Answer answer = server.ask("POST", "/" + names + "/_search?ignore_unavailable=true", body);
        if (answer.status() == BAD_REQUEST) {
            throw OperationException.usage(
                    "the query '%s' is not understood: %s".formatted(Printable.ofWhole(query), answer.reason()));
        }
        if (!answer.isOk()) {
            throw OperationException.failure("OpenSearch cannot search %s: %s".formatted(names, answer.reason()));
        }
        JsonNode failures = answer.body().at("/_shards/failures");
        if (!failures.isEmpty()) {
            problems.add("%d of %d shards failed: %s"
                    .formatted(
                            answer.body().at("/_shards/failed").asInt(),
                            answer.body().at("/_shards/total").asInt(),
                            Printable.ofWhole(failures.at("/0/reason/reason").asText())));
        }
        for (JsonNode hit : answer.body().at("/hits/hits")) {
            hits.add(new Hit(
                    Instant.ofEpochMilli(hit.at("/sort/0").asLong()),
                    hit.path("_index").asText(),
                    hit.path("_id").asText(),
                    hit.path("_source")));
        }
    }

    /** The documents, newest first. */
    public List<Hit> hits() {
        return List.copyOf(hits);
    }

    /** How many indices there are that may hold any. */
    public int indices() {
        return widening.size();
    }

    /** How many of them were searched. */
    public int searched() {
        return widening.searched();
    }

    /**
     * Whether no index that was left out can hold a newer document than those that were found.
     *
     * @param limit how many were wanted
     */
    public boolean isEnough(int limit) {
        return searched() == indices()
                || (hits.size() >= limit
                        && widening.isEnough(hits.get(limit - 1).time()));
    }

    /** Fails where some documents may be missing. */
    public void requireWhole() {
        if (!problems.isEmpty()) {
            throw OperationException.failure("some may be missing: " + String.join("; ", problems));
        }
    }
}
