package io.drey.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts a tenant's documents in OpenSearch, as far as a search finds them. */
final class SearchCounts {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int SERVICE_UNAVAILABLE = 503;

    /** Of the shortest windows: longer ones count the same requests again. */
    private static final String METRICS =
            """
            {"size": 0, "track_total_hits": true,
              "query": {"bool": {"must_not": {"range": {"window_level": {"gte": 1}}}}}, "aggs": {
              "values": {"terms": {"field": "metric"}, "aggs": {"sum": {"sum": {"field": "value"}}}},
              "types": {"terms": {"field": "attribute_type", "size": 50}}}}
            """;

    private static final String ALERTS = "{\"size\": 0, \"track_total_hits\": true}";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI url;
    private final String tenant;

    /**
     * What is known of the metrics.
     *
     * @param documents how many there are of the shortest windows
     * @param requests how many requests their windows counted
     * @param late how many events came too late for their windows
     * @param types the attribute types there are
     */
    record Metrics(long documents, long requests, long late, Set<String> types) {}

    SearchCounts(URI url, String tenant) {
        this.url = url;
        this.tenant = tenant;
    }

    Metrics metrics() {
        JsonNode answer = search("metrics-" + tenant + "-*", METRICS);
        Map<String, Long> sums = new TreeMap<>();
        answer.at("/aggregations/values/buckets")
                .forEach(bucket -> sums.put(
                        bucket.path("key").asText(),
                        Math.round(bucket.at("/sum/value").asDouble())));
        Set<String> types = new java.util.TreeSet<>();
        answer.at("/aggregations/types/buckets")
                .forEach(bucket -> types.add(bucket.path("key").asText()));
        return new Metrics(
                answer.at("/hits/total/value").asLong(),
                sums.getOrDefault("requests", 0L),
                sums.getOrDefault("late", 0L),
                types);
    }

    /** How many alerts there are; their ids are the documents'. */
    long alerts() {
        return search("alerts-" + tenant + "-*", ALERTS).at("/hits/total/value").asLong();
    }

    private JsonNode search(String indices, String query) {
        URI search = url.resolve("/" + indices + "/_search?ignore_unavailable=true&allow_no_indices=true");
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(search)
                            .timeout(TIMEOUT)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(query))
                            .build(),
                    BodyHandlers.ofByteArray());
            if (response.statusCode() == SERVICE_UNAVAILABLE) {
                // An index that is just being made has no shard to search yet.
                return MissingNode.getInstance();
            }
            if (response.statusCode() != 200) {
                throw OperationException.failure(
                        "OpenSearch answers %d to %s: see its log".formatted(response.statusCode(), search));
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw OperationException.failure("OpenSearch at %s does not answer: see its log".formatted(url), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking OpenSearch", e);
        }
    }
}
