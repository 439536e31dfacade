package io.drey.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.metric.MetricPoint;
import io.drey.job.opensearch.SearchDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Keeps documents of points by id and version as OpenSearch does, and says what they hold. */
final class TestingIndex {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, SearchDocument> documents = new HashMap<>();

    void write(MetricPoint point) {
        SearchDocument document = new MetricDocuments().map(point);
        documents.merge(
                document.index() + "/" + document.id(),
                document,
                (held, next) -> next.version() >= held.version() ? next : held);
    }

    /** The documents in the form of {@link Recount}, without counts of late events. */
    SortedSet<String> lines() {
        SortedSet<String> lines = new TreeSet<>();
        for (SearchDocument document : documents.values()) {
            JsonNode json = json(document);
            String line = line(json);
            if (!json.path("metric").asText().equals("late") && !lines.add(line)) {
                throw new AssertionError("two documents say the same: " + line);
            }
        }
        return lines;
    }

    /** The documents of a metric. */
    List<JsonNode> of(String attributeType) {
        return documents.values().stream()
                .map(TestingIndex::json)
                .filter(json -> json.path("attribute_type").asText().equals(attributeType))
                .toList();
    }

    /** How many events came too late, as the shortest windows say: longer ones say the same again. */
    long late() {
        return documents.values().stream()
                .map(TestingIndex::json)
                .filter(json -> json.path("metric").asText().equals("late"))
                .filter(json -> json.path("window_level").intValue() == 0)
                .mapToLong(json -> json.path("value").asLong())
                .sum();
    }

    static JsonNode json(SearchDocument document) {
        try {
            return JSON.readTree(document.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String line(JsonNode json) {
        String start = Recount.start(
                Instant.parse(json.path("@timestamp").textValue()).toEpochMilli(),
                json.path("window_seconds").intValue());
        String type = json.path("attribute_type").textValue();
        return json.has("metric")
                ? Recount.line(
                        start,
                        type,
                        json.path("metric").textValue(),
                        json.path(json.has("count") ? "count" : "value").longValue())
                : Recount.line(
                        start,
                        type,
                        "#" + json.path("rank") + " "
                                + json.path("attribute_value").textValue(),
                        json.path("count").longValue());
    }
}
