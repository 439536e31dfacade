package io.drey.operations.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.operations.search.domain.DatedIndex;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many bytes of OpenSearch a tenant's day takes, by dataset, copies included. An index is of a day or a month and of several
 * datasets: its bytes are shared out by the number of documents.
 */
public final class IndexBytes {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What documents of datasets are in. Refused documents are of none. */
    private static final List<String> KINDS = List.of("logs", "alerts", "staged", "metrics");

    private static final int MOST_DATASETS = 10_000;

    private IndexBytes() {}

    /** Those of a tenant's day in UTC, of open indices. */
    public static SortedMap<String, Long> of(SearchServer search, String tenant, LocalDate day) {
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        String patterns = KINDS.stream().map(kind -> kind + "-" + tenant + "-*").collect(Collectors.joining(","));
        JsonNode stats = search.require(
                "GET",
                "/" + patterns + "/_stats/store?expand_wildcards=open&ignore_unavailable=true&allow_no_indices=true",
                null);
        SortedMap<String, Long> bytes = new TreeMap<>();
        stats.path("indices").fields().forEachRemaining(entry -> {
            boolean isOfDay = DatedIndex.of(entry.getKey())
                    .filter(index -> index.from().isBefore(to) && from.isBefore(index.to()))
                    .isPresent();
            if (isOfDay) {
                long stored = entry.getValue().at("/total/store/size_in_bytes").asLong();
                share(search.search(entry.getKey(), documents(from, to)), stored, bytes);
            }
        });
        return bytes;
    }

    private static void share(JsonNode answer, long stored, SortedMap<String, Long> bytes) {
        long all = answer.at("/hits/total/value").asLong();
        for (JsonNode dataset : answer.at("/aggregations/day/datasets/buckets")) {
            double part = (double) dataset.path("doc_count").asLong() / all;
            bytes.merge(dataset.path("key").asText(), Math.round(stored * part), Long::sum);
        }
    }

    private static JsonNode documents(Instant from, Instant to) {
        ObjectNode body = JSON.createObjectNode().put("size", 0).put("track_total_hits", true);
        ObjectNode day = body.putObject("aggs").putObject("day");
        day.putObject("filter")
                .putObject("range")
                .putObject("@timestamp")
                .put("gte", from.toString())
                .put("lt", to.toString());
        day.putObject("aggs")
                .putObject("datasets")
                .putObject("terms")
                .put("field", "data_stream.dataset")
                .put("size", MOST_DATASETS);
        return body;
    }
}
