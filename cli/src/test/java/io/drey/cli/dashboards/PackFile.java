package io.drey.cli.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            fields.add(agg.at("/params/field").asText());
        }
        switch (state.path("type").asText()) {
            case "metrics" -> {
                fields.add(state.at("/params/time_field").asText());
                for (JsonNode line : state.at("/params/series")) {
                    fields.addAll(queried(line.at("/filter/query").asText()));
                    line.path("metrics")
                            .forEach(metric -> fields.add(metric.path("field").asText()));
                }
            }
            case "vega" -> {
                JsonNode url = JSON.readTree(state.at("/params/spec").asText()).at("/data/url");
                fields.add(url.path("%timefield%").asText());
                url.findValues("field").forEach(field -> fields.add(field.asText()));
                url.findValues("term").forEach(term -> term.fieldNames().forEachRemaining(fields::add));
            }
            default -> {
                // The others name fields in their aggregations only.
            }
        }
        return fields;
    }

    static Set<String> queried(String query) {
        Set<String> fields = new LinkedHashSet<>();
        Matcher matcher = QUERIED_FIELD.matcher(query);
        while (matcher.find()) {
            fields.add(matcher.group(1));
        }
        return fields;
    }

    /** What the panels of the pack ask, restricted as its dashboard is. */
    List<Query> queries() throws IOException {
        String whole =
                searchSource(ofType("dashboard").get(0)).at("/query/query").asText();
        List<Query> queries = new ArrayList<>();
        for (JsonNode visualization : ofType("visualization")) {
            JsonNode state = inner(visualization, "/attributes/visState");
            String id = visualization.path("id").asText();
            switch (state.path("type").asText()) {
                case "markdown" -> {
                    // It asks nothing.
                }
                case "metrics" -> {
                    for (JsonNode line : state.at("/params/series")) {
                        queries.add(series(id, state.path("params"), line, whole));
                    }
                }
                case "vega" ->
                    queries.add(vega(id, JSON.readTree(state.at("/params/spec").asText()), whole));
                default -> queries.add(aggregated(id, visualization, state, whole));
            }
        }
        return queries;
    }

    private Query aggregated(String id, JsonNode visualization, JsonNode state, String whole) throws IOException {
        String own = searchSource(visualization).at("/query/query").asText();
        var body = JSON.createObjectNode().put("size", 0);
        body.set("query", query(whole, own));
        List<JsonNode> buckets = new ArrayList<>();
        JsonNode metric = null;
        for (JsonNode agg : state.path("aggs")) {
            if (agg.path("schema").asText().equals("metric")) {
                metric = agg;
            } else {
                buckets.add(agg);
            }
        }
        var at = body;
        StringBuilder pointer = new StringBuilder();
        for (JsonNode bucket : buckets) {
            var aggregation = at.putObject("aggs").putObject(bucket.path("id").asText());
            at.withObject("/aggs").setAll(sum(metric));
            aggregation.set(bucket.path("type").asText(), parameters(bucket));
            pointer.append(pointer.isEmpty() ? "/aggregations/" : "/0/")
                    .append(bucket.path("id").asText())
                    .append("/buckets");
            at = aggregation;
        }
        at.withObject("/aggs").setAll(sum(metric));
        String value = "/" + metric.path("id").asText() + "/value";
        return buckets.isEmpty()
                ? new Query(id, indices(visualization), body, List.of(), List.of("/aggregations" + value))
                : new Query(id, indices(visualization), body, List.of(pointer.toString()), List.of(value));
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode sum(JsonNode metric) {
        var aggs = JSON.createObjectNode();
        aggs.putObject(metric.path("id").asText())
                .putObject(metric.path("type").asText())
                .put("field", metric.at("/params/field").asText());
        return aggs;
    }

    private static JsonNode parameters(JsonNode bucket) {
        var parameters = JSON.createObjectNode();
        parameters.put("field", bucket.at("/params/field").asText());
        if (bucket.path("type").asText().equals("terms")) {
            parameters.put("size", bucket.at("/params/size").asInt());
            parameters
                    .putObject("order")
                    .put(
                            bucket.at("/params/orderBy").asText(),
                            bucket.at("/params/order").asText());
        } else {
            // What "auto" becomes for a range of an hour.
            parameters
                    .put("fixed_interval", "1m")
                    .put("min_doc_count", bucket.at("/params/min_doc_count").asInt());
        }
        return parameters;
    }

    private static Query series(String id, JsonNode params, JsonNode line, String whole) {
        var body = JSON.createObjectNode().put("size", 0);
        body.set("query", query(whole, line.at("/filter/query").asText()));
        var histogram = body.putObject("aggs").putObject("times");
        histogram
                .putObject("date_histogram")
                .put("field", params.path("time_field").asText())
                .put("fixed_interval", "10s")
                .put("min_doc_count", 1);
        JsonNode metric = line.path("metrics").path(0);
        histogram
                .putObject("aggs")
                .putObject("sum")
                .putObject(metric.path("type").asText())
                .put("field", metric.path("field").asText());
        return new Query(
                id,
                params.path("index_pattern").asText(),
                body,
                List.of("/aggregations/times/buckets"),
                List.of("/sum/value"));
    }

    private static Query vega(String id, JsonNode spec, String whole) {
        var body = spec.at("/data/url/body").<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
        body.set("query", query(whole, ""));
        List<String> values = new ArrayList<>();
        for (JsonNode field : spec.path("encoding").findValues("field")) {
            values.add("/" + field.asText().replace('.', '/'));
        }
        return new Query(
                id,
                spec.at("/data/url/index").asText(),
                body,
                List.of("/" + spec.at("/data/format/property").asText().replace('.', '/')),
                values);
    }

    private static JsonNode query(String whole, String own) {
        var query = JSON.createObjectNode();
        var filter = query.putObject("bool").putArray("filter");
        for (String each : new String[] {whole, own}) {
            if (!each.isEmpty()) {
                filter.addObject().putObject("query_string").put("query", each).put("analyze_wildcard", true);
            }
        }
        return query;
    }
}
