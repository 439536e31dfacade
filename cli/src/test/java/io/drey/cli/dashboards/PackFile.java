package io.drey.cli.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A committed pack, read as its importer reads it, and what its panels ask OpenSearch. */
final class PackFile {

    static final ObjectMapper JSON = new ObjectMapper();

    /** A field's name before a colon in a Lucene query. */
    private static final Pattern QUERIED_FIELD = Pattern.compile("([@A-Za-z_][\\w.@]*)\\s*:");

    private static final Pattern EXISTING_FIELD = Pattern.compile("_exists_:([@A-Za-z_][\\w.@]*)");

    private final List<JsonNode> objects = new ArrayList<>();

    /**
     * What a panel asks.
     *
     * @param panel its id
     * @param indices the indices it names
     * @param body of the search
     * @param buckets where in the answer the buckets are that it draws, as JSON pointers; all must have some
     * @param values where each such bucket has its number
     */
    record Query(String panel, String indices, JsonNode body, List<String> buckets, List<String> values) {}

    PackFile(String ndjson) throws IOException {
        for (String line : ndjson.lines().toList()) {
            objects.add(JSON.readTree(line));
        }
    }

    static Path folder() {
        return Path.of(System.getProperty("drey.home", ".."), "dashboards");
    }

    static String read(String pack) throws IOException {
        return Files.readString(folder().resolve(pack + ".ndjson"));
    }

    List<JsonNode> objects() {
        return objects;
    }

    List<JsonNode> ofType(String type) {
        return objects.stream()
                .filter(object -> object.path("type").asText().equals(type))
                .toList();
    }

    static JsonNode inner(JsonNode object, String pointer) throws IOException {
        return JSON.readTree(object.at(pointer).asText());
    }

    static JsonNode searchSource(JsonNode object) throws IOException {
        return inner(object, "/attributes/kibanaSavedObjectMeta/searchSourceJSON");
    }

    /** The title of the index pattern that an object refers to. */
    String indices(JsonNode visualization) {
        String id = visualization.path("references").path(0).path("id").asText();
        return ofType("index-pattern").stream()
                .filter(pattern -> pattern.path("id").asText().equals(id))
                .map(pattern -> pattern.at("/attributes/title").asText())
                .findFirst()
                .orElse("");
    }

    /** The fields that a visualization names anywhere. */
    static Set<String> fields(JsonNode visualization) throws IOException {
        Set<String> fields = new LinkedHashSet<>();
        JsonNode state = inner(visualization, "/attributes/visState");
        fields.addAll(queried(searchSource(visualization).at("/query/query").asText()));
        for (JsonNode agg : state.path("aggs")) {
            if (agg.at("/params").has("field")) {
                fields.add(agg.at("/params/field").asText());
            }
        }
        switch (state.path("type").asText()) {
            case "metrics" -> {
                fields.add(state.at("/params/time_field").asText());
                for (JsonNode line : state.at("/params/series")) {
                    fields.addAll(queried(line.at("/filter/query").asText()));
                    line.path("metrics").forEach(metric -> {
                        if (metric.has("field")) {
                            fields.add(metric.path("field").asText());
                        }
                    });
                }
            }
            case "vega" -> {
                for (JsonNode data :
                        asking(JSON.readTree(state.at("/params/spec").asText()))) {
                    JsonNode url = data.path("url");
                    if (url.has("%timefield%")) {
                        fields.add(url.path("%timefield%").asText());
                    }
                    url.findValues("field").forEach(field -> fields.add(field.asText()));
                    url.findValues("term").forEach(term -> term.fieldNames().forEachRemaining(fields::add));
                    url.findValues("range").forEach(range -> range.fieldNames().forEachRemaining(fields::add));
                }
            }
            case "input_control_vis" ->
                state.at("/params/controls")
                        .forEach(control -> fields.add(control.path("fieldName").asText()));
            default -> {
                // The others name fields in their aggregations only.
            }
        }
        return fields;
    }

    /** The fields that a saved search names. */
    static Set<String> fieldsOfSearch(JsonNode search) throws IOException {
        Set<String> fields = new LinkedHashSet<>(
                queried(searchSource(search).at("/query/query").asText()));
        search.at("/attributes/columns").forEach(column -> fields.add(column.asText()));
        search.at("/attributes/sort").forEach(sort -> fields.add(sort.path(0).asText()));
        return fields;
    }

    /** What of a drawing asks for something: it has a query each. */
    static List<JsonNode> asking(JsonNode spec) {
        List<JsonNode> asking = new ArrayList<>();
        JsonNode data = spec.path("data");
        (data.isArray() ? data : JSON.createArrayNode().add(data)).forEach(each -> {
            if (each.has("url")) {
                asking.add(each);
            }
        });
        return asking;
    }

    static Set<String> queried(String query) {
        Set<String> fields = new LinkedHashSet<>();
        Matcher matcher = QUERIED_FIELD.matcher(query);
        while (matcher.find()) {
            if (!matcher.group(1).equals("_exists_")) {
                fields.add(matcher.group(1));
            }
        }
        Matcher existing = EXISTING_FIELD.matcher(query);
        while (existing.find()) {
            fields.add(existing.group(1));
        }
        return fields;
    }

    /** What the panels of the pack ask for a range, restricted as its dashboard is. */
    List<Query> queries(Instant from, Instant to) throws IOException {
        Asking asking = new Asking(
                searchSource(ofType("dashboard").get(0)).at("/query/query").asText(),
                from.toEpochMilli(),
                to.toEpochMilli());
        List<Query> queries = new ArrayList<>();
        for (JsonNode visualization : ofType("visualization")) {
            JsonNode state = inner(visualization, "/attributes/visState");
            String id = visualization.path("id").asText();
            switch (state.path("type").asText()) {
                case "markdown" -> {
                    // It asks nothing.
                }
                case "input_control_vis" -> {
                    for (JsonNode control : state.at("/params/controls")) {
                        queries.add(control(id, visualization, control));
                    }
                }
                case "metrics" -> {
                    for (JsonNode line : state.at("/params/series")) {
                        queries.add(series(id, state.path("params"), line, asking));
                    }
                }
                case "vega" -> {
                    JsonNode spec = JSON.readTree(state.at("/params/spec").asText());
                    for (JsonNode data : asking(spec)) {
                        queries.add(vega(id, spec, data, asking));
                    }
                }
                default -> queries.add(aggregated(id, visualization, state, asking));
            }
        }
        for (JsonNode search : ofType("search")) {
            var body = JSON.createObjectNode().put("size", 1);
            body.set(
                    "query",
                    asking.query(searchSource(search).at("/query/query").asText(), "@timestamp"));
            queries.add(new Query(
                    search.path("id").asText(), indices(search), body, List.of("/hits/hits"), List.of("/_id")));
        }
        return queries;
    }

    /** What the whole dashboard is restricted to. */
    private record Asking(String whole, long from, long to) {

        /** The same of so much earlier, in the words of a panel of lines. */
        Asking before(String offset) {
            long earlier =
                    switch (offset) {
                        case "" -> 0;
                        case "1d" -> Duration.ofDays(1).toMillis();
                        case "1w" -> Duration.ofDays(7).toMillis();
                        default -> throw new IllegalArgumentException("an offset of " + offset);
                    };
            return new Asking(whole, from - earlier, to - earlier);
        }

        JsonNode query(String own, String timeField) {
            var query = JSON.createObjectNode();
            var filter = query.putObject("bool").putArray("filter");
            for (String each : new String[] {whole, own}) {
                if (!each.isEmpty()) {
                    filter.addObject()
                            .putObject("query_string")
                            .put("query", each)
                            .put("analyze_wildcard", true);
                }
            }
            filter.addObject()
                    .putObject("range")
                    .putObject(timeField)
                    .put("gte", from)
                    .put("lte", to)
                    .put("format", "epoch_millis");
            return query;
        }

        /** A query of a drawing, with the range and without what is filtered by. */
        JsonNode resolved(JsonNode node) {
            if (node.has("%timefilter%")) {
                return JSON.getNodeFactory()
                        .numberNode(node.path("%timefilter%").asText().equals("min") ? from : to);
            }
            if (node.isArray()) {
                var array = JSON.createArrayNode();
                node.forEach(each -> {
                    if (!each.asText().startsWith("%dashboard_context-")) {
                        array.add(resolved(each));
                    }
                });
                return array;
            }
            if (node.isObject()) {
                var object = JSON.createObjectNode();
                node.fields().forEachRemaining(each -> object.set(each.getKey(), resolved(each.getValue())));
                return object;
            }
            return node;
        }
    }

    private Query control(String id, JsonNode visualization, JsonNode control) {
        var body = JSON.createObjectNode().put("size", 0);
        body.putObject("aggs")
                .putObject("values")
                .putObject("terms")
                .put("field", control.path("fieldName").asText());
        return new Query(
                id, indices(visualization), body, List.of("/aggregations/values/buckets"), List.of("/doc_count"));
    }

    private Query aggregated(String id, JsonNode visualization, JsonNode state, Asking asking) throws IOException {
        String own = searchSource(visualization).at("/query/query").asText();
        var body = JSON.createObjectNode().put("size", 0);
        body.set("query", asking.query(own, timeField(visualization)));
        List<JsonNode> buckets = new ArrayList<>();
        JsonNode metric = null;
        for (JsonNode agg : state.path("aggs")) {
            if (agg.path("schema").asText().equals("metric")) {
                metric = metric == null ? agg : metric;
            } else {
                buckets.add(agg);
            }
        }
        var at = body;
        StringBuilder pointer = new StringBuilder();
        for (JsonNode bucket : buckets) {
            var aggregation = at.putObject("aggs").putObject(bucket.path("id").asText());
            if (!isCount(metric)) {
                at.withObject("/aggs").setAll(sum(metric));
            }
            aggregation.set(bucket.path("type").asText(), parameters(bucket, isCount(metric)));
            pointer.append(pointer.isEmpty() ? "/aggregations/" : "/0/")
                    .append(bucket.path("id").asText())
                    .append("/buckets");
            at = aggregation;
        }
        if (!isCount(metric)) {
            at.withObject("/aggs").setAll(sum(metric));
        }
        String number = metric.path("type").asText().equals("percentiles") ? "/values/95.0" : "/value";
        String value = isCount(metric) ? "/doc_count" : "/" + metric.path("id").asText() + number;
        return buckets.isEmpty()
                ? new Query(
                        id,
                        indices(visualization),
                        body,
                        List.of(),
                        List.of(isCount(metric) ? "/hits/total/value" : "/aggregations" + value))
                : new Query(id, indices(visualization), body, List.of(pointer.toString()), List.of(value));
    }

    private static boolean isCount(JsonNode metric) {
        return metric.path("type").asText().equals("count");
    }

    private String timeField(JsonNode object) {
        String indices = indices(object);
        return ofType("index-pattern").stream()
                .filter(pattern -> pattern.at("/attributes/title").asText().equals(indices))
                .map(pattern -> pattern.at("/attributes/timeFieldName").asText())
                .findFirst()
                .orElse("@timestamp");
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode sum(JsonNode metric) {
        var aggs = JSON.createObjectNode();
        aggs.putObject(metric.path("id").asText())
                .putObject(metric.path("type").asText())
                .put("field", metric.at("/params/field").asText());
        return aggs;
    }

    private static JsonNode parameters(JsonNode bucket, boolean counted) {
        var parameters = JSON.createObjectNode();
        parameters.put("field", bucket.at("/params/field").asText());
        if (bucket.path("type").asText().equals("terms")) {
            parameters.put("size", bucket.at("/params/size").asInt());
            String orderedBy = bucket.at("/params/orderBy").asText();
            parameters
                    .putObject("order")
                    .put(
                            counted ? "_count" : orderedBy,
                            bucket.at("/params/order").asText());
        } else {
            // What "auto" becomes for a range of an hour.
            parameters
                    .put("fixed_interval", "1m")
                    .put("min_doc_count", bucket.at("/params/min_doc_count").asInt());
        }
        return parameters;
    }

    private static Query series(String id, JsonNode params, JsonNode line, Asking asking) {
        var body = JSON.createObjectNode().put("size", 0);
        body.set(
                "query",
                asking.before(line.path("offset_time").asText())
                        .query(
                                line.at("/filter/query").asText(),
                                params.path("time_field").asText()));
        var histogram = body.putObject("aggs").putObject("times");
        histogram
                .putObject("date_histogram")
                .put("field", params.path("time_field").asText())
                .put("fixed_interval", "10s")
                .put("min_doc_count", 1);
        JsonNode metric = line.path("metrics").path(0);
        boolean isPercentile = metric.path("type").asText().equals("percentile");
        histogram
                .putObject("aggs")
                .putObject("sum")
                .putObject(isPercentile ? "percentiles" : metric.path("type").asText())
                .put("field", metric.path("field").asText());
        return new Query(
                id,
                params.path("index_pattern").asText(),
                body,
                List.of("/aggregations/times/buckets"),
                List.of(isPercentile ? "/sum/values/95.0" : "/sum/value"));
    }

    private static Query vega(String id, JsonNode spec, JsonNode data, Asking asking) {
        JsonNode url = data.path("url");
        var body = (com.fasterxml.jackson.databind.node.ObjectNode) asking.resolved(url.path("body"));
        if (url.has("%timefield%")) {
            body.set("query", asking.query("", url.path("%timefield%").asText()));
        }
        List<String> values = new ArrayList<>();
        // What the drawing works out by itself is in no answer.
        List<String> derived = spec.path("transform").findValuesAsText("as");
        for (String field : spec.path("encoding").findValuesAsText("field")) {
            if (!derived.contains(field)) {
                values.add("/" + field.replace('.', '/'));
            }
        }
        if (values.isEmpty()) {
            values.add("/count/value");
        }
        return new Query(
                id,
                url.path("index").asText(),
                body,
                List.of("/" + data.at("/format/property").asText().replace('.', '/')),
                values);
    }
}
