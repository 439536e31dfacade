package io.drey.operations.alerts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;

/** A search for alerts of a tenant, the newest first. */
public final class AlertSearch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode body = JSON.createObjectNode();
    private final ArrayNode filter;
    private final ArrayNode not;

    /** @param limit at most so many */
    public AlertSearch(String tenant, int limit) {
        body.put("size", limit);
        body.put("track_total_hits", false);
        body.putArray("sort")
                .addObject()
                .putObject("@timestamp")
                .put("order", "desc")
                .put("unmapped_type", "date");
        ObjectNode clauses = body.putObject("query").putObject("bool");
        filter = clauses.putArray("filter");
        not = clauses.putArray("must_not");
        is("data_stream.namespace", tenant);
    }

    /** Of this time; null for any. */
    public AlertSearch between(Instant begin, Instant end) {
        if (begin != null || end != null) {
            ObjectNode range = filter.addObject().putObject("range").putObject("@timestamp");
            if (begin != null) {
                range.put("gte", begin.toString());
            }
            if (end != null) {
                range.put("lt", end.toString());
            }
        }
        return this;
    }

    /** Those that have a value; null for any. */
    public AlertSearch is(String field, String value) {
        if (value != null) {
            filter.addObject().putObject("term").put(field, value);
        }
        return this;
    }

    public AlertSearch isNot(String field, String value) {
        not.addObject().putObject("term").put(field, value);
        return this;
    }

    /** Those of these ids. */
    public AlertSearch ids(Collection<String> ids) {
        ArrayNode values = filter.addObject().putObject("terms").putArray("event.id");
        ids.forEach(values::add);
        return this;
    }

    public ObjectNode body() {
        return body.deepCopy();
    }
}
