package io.drey.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What the metrics in OpenSearch say together. */
final class MetricSums {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    /** Of the shortest windows: longer ones count the same requests again. */
    private static final String REQUESTS =
            """
            {"size": 0, "query": {"bool": {"filter": {"term": {"metric": "requests"}},
              "must_not": {"range": {"window_level": {"gte": 1}}}}},
              "aggs": {"sum": {"sum": {"field": "value"}}}}
            """;

    private MetricSums() {}

    /** How many requests a tenant's windows have counted, as far as a search finds them. */
    static long requests(URI url, String tenant) {
        URI search =
                url.resolve("/metrics-%s-*/_search?ignore_unavailable=true&allow_no_indices=true".formatted(tenant));
        try {
            HttpResponse<byte[]> response = HTTP.send(
                    HttpRequest.newBuilder(search)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(REQUESTS))
                            .build(),
                    BodyHandlers.ofByteArray());
            if (response.statusCode() == UNAVAILABLE) {
                // An index that is just being made has no shard to search yet.
                return 0;
            }
            if (response.statusCode() != OK) {
                throw new IllegalStateException("OpenSearch answers %d to %s".formatted(response.statusCode(), search));
            }
            JsonNode answer = JSON.readTree(response.body());
            return Math.round(answer.at("/aggregations/sum/value").asDouble());
        } catch (IOException e) {
            throw new UncheckedIOException("OpenSearch at %s does not answer".formatted(url), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking OpenSearch", e);
        }
    }
}
