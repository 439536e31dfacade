package io.drey.operations.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import io.drey.operations.search.domain.DatedIndex;
import io.drey.operations.search.domain.FieldsOfQuery;
import io.drey.query.sight.AccessRefusedException;
import io.drey.query.sight.Sight;
import io.drey.query.sql.Globs;
import io.drey.serve.search.Search;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** OpenSearch's indices of lines and alerts, as somebody with a role may search them. */
public final class ServedWindow implements Search {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOGS = "logs";
    private static final String TIME = "@timestamp";
    private static final String DATASET = "data_stream.dataset";
    private static final List<String> HOSTS = List.of("host.name", "log.syslog.hostname");
    private static final List<String> REGION = List.of("cloud.region");

    private final SearchServer server;
    private final Clock clock;

    public ServedWindow(SearchServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    @Override
    public Found find(Question question, Sight sight) {
        NewestHits found = newest(question, sight);
        found.requireWhole();
        List<Hit> hits = found.hits().stream()
                .map(hit -> new Hit(hit.time(), hit.index(), hit.id(), hit.source()))
                .toList();
        return new Found(hits, found.searched(), found.indices(), found.isEnough(question.limit()));
    }

    /**
     * Searches, and leaves it to the caller what to do if a part of the indices did not answer.
     *
     * @throws AccessRefusedException if nothing there is for those who ask
     * @throws OperationException if the query is none
     */
    public NewestHits newest(Question question, Sight sight) {
        Instant from = from(question.from(), sight);
        Instant to = question.to().orElse(null);
        if (from != null && to != null && !from.isBefore(to)) {
            throw OperationException.usage("from %s is not before to %s: ask for a later time".formatted(from, to));
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("size", question.limit());
        body.put("track_total_hits", false);
        sort(body, "desc");
        ArrayNode filter = filter(body, question.tenant(), question.kind(), sight);
        question.dataset().ifPresent(name -> {
            DatasetId dataset = dataset(question.tenant(), name);
            term(filter, DATASET, dataset.dataset());
        });
        range(filter, from, to);
        // A filter beside it cannot be left by any query.
        filter.addObject().putObject("query_string").put("query", inDocuments(question));
        return NewestHits.find(
                server, question.kind(), question.tenant(), from, to, body, question.query(), question.rounds());
    }

    private static DatasetId dataset(String tenant, String name) {
        try {
            return new DatasetId(tenant, name);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    private static String inDocuments(Question question) {
        if (!question.kind().equals(LOGS)) {
            return question.query();
        }
        try {
            return FieldsOfQuery.ofEvents(question.query());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(
                    "the query '%s': %s".formatted(Printable.ofWhole(question.query()), e.getMessage()), e);
        }
    }

    @Override
    public Found around(String tenant, String index, String id, int each, Sight sight) {
        Optional<DatedIndex> named = DatedIndex.of(index)
                .filter(dated -> dated.kind().equals(LOGS) && dated.tenant().equals(tenant));
        if (named.isEmpty()) {
            throw OperationException.usage("'%s' is no index of lines of %s".formatted(Printable.of(index), tenant));
        }
        ObjectNode one = JSON.createObjectNode();
        one.put("size", 1);
        sort(one, "desc");
        ArrayNode ofOne = filter(one, tenant, LOGS, sight);
        range(ofOne, from(Optional.empty(), sight), null);
        ofOne.addObject().putObject("ids").putArray("values").add(id);
        List<Hit> self = hits(index, one);
        if (self.isEmpty()) {
            throw OperationException.usage(
                    "there is no line '%s' in %s that you see".formatted(Printable.of(id), index));
        }
        Hit line = self.get(0);
        List<Hit> all = new ArrayList<>(self);
        all.addAll(side(tenant, line, "desc", "lte", each, sight));
        all.addAll(side(tenant, line, "asc", "gt", each, sight));
        all.sort(Comparator.comparing(Hit::time).reversed());
        return new Found(all, 1, 1, true);
    }

    /** Lines before or behind one, in all indices of its tenant: it may be the first of its day. */
    private List<Hit> side(String tenant, Hit line, String order, String bound, int most, Sight sight) {
        ObjectNode body = JSON.createObjectNode();
        body.put("size", most);
        sort(body, order);
        ArrayNode filter = filter(body, tenant, LOGS, sight);
        range(filter, from(Optional.empty(), sight), null);
        term(filter, DATASET, line.source().at("/data_stream/dataset").asText());
        for (String host : HOSTS) {
            JsonNode name = line.source().at("/" + host.replace('.', '/'));
            if (name.isTextual()) {
                term(filter, host, name.textValue());
            }
        }
        filter.addObject()
                .putObject("range")
                .putObject(TIME)
                .put(bound, line.source().path(TIME).asText());
        ((ObjectNode) body.at("/query/bool"))
                .putArray("must_not")
                .addObject()
                .putObject("ids")
                .putArray("values")
                .add(line.id());
        return hits("logs-" + tenant + "-*", body);
    }

    private List<Hit> hits(String indices, ObjectNode body) {
        List<Hit> hits = new ArrayList<>();
        for (JsonNode hit : server.search(indices, body).at("/hits/hits")) {
            hits.add(new Hit(
                    Instant.ofEpochMilli(hit.at("/sort/0").asLong()),
                    hit.path("_index").asText(),
                    hit.path("_id").asText(),
                    hit.path("_source")));
        }
        return hits;
    }

    private Instant from(Optional<Instant> asked, Sight sight) {
        Instant earliest = sight.earliest(clock.instant()).orElse(null);
        Instant from = asked.orElse(null);
        return from == null || (earliest != null && from.isBefore(earliest)) ? earliest : from;
    }

    private static void sort(ObjectNode body, String order) {
        body.putArray("sort").addObject().putObject(TIME).put("order", order).put("unmapped_type", "date");
    }

    /** What keeps a search within the tenant and the role. */
    private static ArrayNode filter(ObjectNode body, String tenant, String kind, Sight sight) {
        sight.requireLines(tenant);
        ArrayNode filter = body.putObject("query").putObject("bool").putArray("filter");
        term(filter, "data_stream.namespace", tenant);
        restrict(filter, kind, sight, "datasets", List.of(DATASET), sight.datasets());
        restrict(filter, kind, sight, "hosts", HOSTS, sight.hosts());
        restrict(filter, kind, sight, "regions", REGION, sight.regions());
        return filter;
    }

    /** A line that does not say where it is from is for those alone who see it all. */
    private static void restrict(
            ArrayNode filter, String kind, Sight sight, String what, List<String> fields, Globs globs) {
        if (globs.isAll()) {
            return;
        }
        if (!kind.equals(LOGS)) {
            throw unseen(sight, what, kind);
        }
        globs.parts().forEach(part -> anyOf(filter, fields, part));
    }

    private static AccessRefusedException unseen(Sight sight, String what, String kind) {
        return new AccessRefusedException(
                "the role %s sees some %s alone, and the index of %s cannot tell which: ask a named query"
                        .formatted(sight.name(), what, kind));
    }

    private static void anyOf(ArrayNode filter, List<String> fields, Globs globs) {
        ObjectNode any = filter.addObject().putObject("bool");
        ArrayNode should = any.put("minimum_should_match", 1).putArray("should");
        for (String field : fields) {
            // The first name that a line has decides, as in the lake.
            for (String pattern : globs.patterns()) {
                ObjectNode one = should.addObject().putObject("bool");
                ArrayNode must = one.putArray("filter");
                must.addObject().putObject("wildcard").putObject(field).put("value", pattern.replace("\\", "\\\\"));
                if (!field.equals(fields.get(0))) {
                    one.putArray("must_not").addObject().putObject("exists").put("field", fields.get(0));
                }
            }
        }
    }

    private static void term(ArrayNode filter, String field, String value) {
        filter.addObject().putObject("term").put(field, value);
    }

    private static void range(ArrayNode filter, Instant from, Instant to) {
        if (from == null && to == null) {
            return;
        }
        ObjectNode range = filter.addObject().putObject("range").putObject(TIME);
        if (from != null) {
            range.put("gte", from.toString());
        }
        if (to != null) {
            range.put("lt", to.toString());
        }
    }
}
