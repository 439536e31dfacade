package io.drey.operations.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.operations.search.SearchServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks OpenSearch for a tenant's traffic of the last quarter of an hour: its metrics of the shortest windows there are, as the
 * panels of the dashboards do, and its alerts.
 */
public final class TrafficSearch {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long RANGE_SECONDS = 900;
    /** As the dashboards have it: three windows, so that one that is late does not look like a fall. */
    private static final int SHORTEST_BIN_SECONDS = 30;

    private static final int FEWEST_BINS = 15;
    private static final int LATEST_ALERTS = 3;

    private static final String METRICS =
            """
            {"size": 0, "track_total_hits": false,
              "query": {"bool": {
                "filter": [
                  {"term": {"data_stream.namespace": "TENANT"}},
                  {"range": {"@timestamp": {"gte": BEGIN, "lt": END, "format": "epoch_millis"}}}],
                "must_not": {"range": {"window_level": {"gte": 1}}}}},
              "aggs": {
                "newest": {"max": {"field": "end_time"}},
                "window": {"max": {"field": "window_seconds"}},
                "bins": {"date_histogram": {"field": "@timestamp", "fixed_interval": "SECONDSs", "min_doc_count": 1}, "aggs": {
                  "requests": {"filter": {"term": {"metric": "requests"}}, "aggs": {"sum": {"sum": {"field": "value"}}}},
                  "late": {"filter": {"term": {"metric": "late"}}, "aggs": {"sum": {"sum": {"field": "value"}}}},
                  "4xx": {"filter": {"bool": {"filter": [
                      {"term": {"attribute_type": "status"}}, {"prefix": {"attribute_value": "4"}}]}},
                    "aggs": {"sum": {"sum": {"field": "count"}}}},
                  "5xx": {"filter": {"bool": {"filter": [
                      {"term": {"attribute_type": "status"}}, {"prefix": {"attribute_value": "5"}}]}},
                    "aggs": {"sum": {"sum": {"field": "count"}}}}}}}}
            """;

    /** Requests of the same time of a day and of a week before. */
    private static final String EARLIER =
            """
            {"size": 0, "track_total_hits": false,
              "query": {"bool": {
                "filter": [{"term": {"data_stream.namespace": "TENANT"}}, {"term": {"metric": "requests"}}],
                "must_not": {"range": {"window_level": {"gte": 1}}},
                "minimum_should_match": 1,
                "should": [DAY, WEEK]}},
              "aggs": {
                "day": {"filter": DAY, "aggs": {"sum": {"sum": {"field": "value"}}}},
                "week": {"filter": WEEK, "aggs": {"sum": {"sum": {"field": "value"}}}}}}
            """;

    private static final String NEWEST =
            """
            {"size": 1, "track_total_hits": false, "_source": "end_time",
              "sort": [{"@timestamp": {"order": "desc", "unmapped_type": "date"}}],
              "query": {"bool": {
                "filter": {"term": {"data_stream.namespace": "TENANT"}},
                "must_not": {"range": {"window_level": {"gte": 1}}}}}}
            """;

    private static final String ALERTS =
            """
            {"size": LATEST, "track_total_hits": true,
              "_source": ["@timestamp", "alert.severity", "alert.group_key", "rule.name"],
              "sort": [{"@timestamp": {"order": "desc", "unmapped_type": "date"}}],
              "query": {"bool": {"filter": [
                {"term": {"data_stream.namespace": "TENANT"}},
                {"exists": {"field": "rule.id"}},
                {"range": {"@timestamp": {"gte": BEGIN, "format": "epoch_millis"}}}]}},
              "aggs": {"bins": {"date_histogram": {
                "field": "@timestamp", "fixed_interval": "SECONDSs", "min_doc_count": 1}}}}
            """;

    private final SearchServer server;
    private final String tenant;
    private int binSeconds = SHORTEST_BIN_SECONDS;

    public TrafficSearch(SearchServer server, String tenant) {
        this.server = server;
        this.tenant = tenant;
    }

    /**
     * The traffic up to a moment.
     *
     * @throws io.drey.operations.OperationException if OpenSearch is away, or a part of it does not answer
     */
    public Traffic until(Instant now) {
        JsonNode metrics = search("metrics", METRICS, now);
        int window = metrics.at("/aggregations/window/value").asInt();
        if (window > 0 && binSeconds % window != 0) {
            // Of whole windows: other bins would hold more and fewer of them in turns.
            binSeconds = (SHORTEST_BIN_SECONDS + window - 1) / window * window;
            metrics = search("metrics", METRICS, now);
        }
        JsonNode alerts = search("alerts", ALERTS, now);
        Map<Long, JsonNode> counted = byBegin(metrics);
        Map<Long, JsonNode> raised = byBegin(alerts);
        List<Traffic.Bin> bins = new ArrayList<>();
        long begin = begin(now);
        for (long bin = begin; bin < end(now); bin += binSeconds * 1000L) {
            JsonNode counts = counted.getOrDefault(bin, JSON.missingNode());
            bins.add(new Traffic.Bin(
                    counts.at("/requests/sum/value").asLong(),
                    counts.at("/4xx/sum/value").asLong(),
                    counts.at("/5xx/sum/value").asLong(),
                    counts.at("/late/sum/value").asLong(),
                    raised.getOrDefault(bin, JSON.missingNode())
                            .path("doc_count")
                            .asLong()));
        }
        List<Traffic.RaisedAlert> latest = new ArrayList<>();
        for (JsonNode hit : alerts.at("/hits/hits")) {
            JsonNode alert = hit.path("_source");
            latest.add(new Traffic.RaisedAlert(
                    Instant.ofEpochMilli(hit.at("/sort/0").asLong()),
                    alert.at("/alert/severity").asText(),
                    alert.at("/rule/name").asText(),
                    alert.at("/alert/group_key").asText()));
        }
        Optional<Instant> newest = newest(metrics, now);
        JsonNode earlier = earlier(begin, newest, now);
        return new Traffic(
                Instant.ofEpochMilli(begin),
                Duration.ofSeconds(binSeconds),
                bins,
                newest,
                requests(earlier.path("day")),
                requests(earlier.path("week")),
                alerts.at("/hits/total/value").asLong(),
                latest);
    }

    /** What was counted earlier at the time of all bins whose windows are counted by now. */
    private JsonNode earlier(long begin, Optional<Instant> newest, Instant now) {
        long counted = Math.min(end(now), newest.map(this::end).orElse(Long.MIN_VALUE));
        if (counted <= begin) {
            return JSON.missingNode();
        }
        String day = range(begin, counted, Duration.ofDays(1));
        String week = range(begin, counted, Duration.ofDays(7));
        return search("metrics", EARLIER.replace("DAY", day).replace("WEEK", week), now)
                .path("aggregations");
    }

    private static String range(long begin, long end, Duration before) {
        return "{\"range\": {\"@timestamp\": {\"gte\": %d, \"lt\": %d, \"format\": \"epoch_millis\"}}}"
                .formatted(begin - before.toMillis(), end - before.toMillis());
    }

    private static OptionalLong requests(JsonNode time) {
        return time.path("doc_count").asLong() > 0
                ? OptionalLong.of(time.at("/sum/value").asLong())
                : OptionalLong.empty();
    }

    private Optional<Instant> newest(JsonNode metrics, Instant now) {
        JsonNode inRange = metrics.at("/aggregations/newest/value");
        if (inRange.isNumber()) {
            return Optional.of(Instant.ofEpochMilli(inRange.asLong()));
        }
        JsonNode ever = search("metrics", NEWEST, now).at("/hits/hits/0/_source/end_time");
        return ever.isTextual() ? Optional.of(Instant.parse(ever.asText())) : Optional.empty();
    }

    private static Map<Long, JsonNode> byBegin(JsonNode answer) {
        Map<Long, JsonNode> bins = new HashMap<>();
        answer.at("/aggregations/bins/buckets")
                .forEach(bucket -> bins.put(bucket.path("key").asLong(), bucket));
        return bins;
    }

    /** When the bin begins that is not over, in milliseconds. */
    private long end(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), binSeconds) * binSeconds * 1000L;
    }

    private long begin(Instant now) {
        return end(now) - Math.max(FEWEST_BINS, RANGE_SECONDS / binSeconds) * binSeconds * 1000L;
    }

    private JsonNode search(String kind, String body, Instant now) {
        String filled = body.replace("TENANT", tenant)
                .replace("BEGIN", Long.toString(begin(now)))
                .replace("END", Long.toString(now.toEpochMilli()))
                .replace("SECONDS", Integer.toString(binSeconds))
                .replace("LATEST", Integer.toString(LATEST_ALERTS));
        try {
            return server.search("%s-%s-*".formatted(kind, tenant), JSON.readTree(filled));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text of this class is no JSON: " + filled, e);
        }
    }
}
