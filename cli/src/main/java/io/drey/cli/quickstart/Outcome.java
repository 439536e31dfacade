package io.drey.cli.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.stack.server.Storage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a quick start showed.
 *
 * @param storage where lake and checkpoints are
 * @param arrivals where the lines are in the end
 * @param reportRows rows of the report, without its header
 * @param queriesEqualOnTrino queries that Flink and Trino gave the same answer to; empty without Trino
 * @param secondsToFirstMetric from the first line that was sent until a search finds a metric; null if none was found
 * @param secondsToFirstAlert likewise for an alert
 * @param secondsToLake likewise for a snapshot of the lake with rows
 * @param secondsTotal from the first line that was sent until everything had arrived everywhere
 * @param urls where to look, by what is there
 */
record Outcome(
        Storage storage,
        Arrivals arrivals,
        long reportRows,
        OptionalLong queriesEqualOnTrino,
        Double secondsToFirstMetric,
        Double secondsToFirstAlert,
        Double secondsToLake,
        double secondsTotal,
        Map<String, String> urls) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same with a report. */
    Outcome withReport(long rows, String url) {
        Map<String, String> more = new LinkedHashMap<>(urls);
        more.put("report", url);
        return new Outcome(
                storage,
                arrivals,
                rows,
                queriesEqualOnTrino,
                secondsToFirstMetric,
                secondsToFirstAlert,
                secondsToLake,
                secondsTotal,
                more);
    }

    /** The same with the number of queries that were asked on both engines. */
    Outcome withQueriesEqualOnTrino(long queries) {
        return new Outcome(
                storage,
                arrivals,
                reportRows,
                OptionalLong.of(queries),
                secondsToFirstMetric,
                secondsToFirstAlert,
                secondsToLake,
                secondsTotal,
                urls);
    }

    /** One object on one line. */
    String json() {
        ObjectNode object = JSON.createObjectNode();
        object.put("sent", arrivals.sent());
        object.put("lake_rows", arrivals.lakeRows());
        object.put("dead_letters", arrivals.deadLetters());
        object.put("events", arrivals.events());
        object.put("metric_documents", arrivals.metricDocuments());
        object.put("alerts", arrivals.alerts());
        object.put("report_rows", reportRows);
        object.put("storage", storage.name().toLowerCase(Locale.ROOT));
        object.put(
                "queries_equal_on_trino",
                queriesEqualOnTrino.isPresent() ? (Long) queriesEqualOnTrino.getAsLong() : null);
        object.put("seconds_to_first_metric", rounded(secondsToFirstMetric));
        object.put("seconds_to_first_alert", rounded(secondsToFirstAlert));
        object.put("seconds_to_lake", rounded(secondsToLake));
        object.put("seconds_total", rounded(secondsTotal));
        ObjectNode places = object.putObject("urls");
        urls.forEach(places::put);
        return object.toString();
    }

    private static Double rounded(Double seconds) {
        return seconds == null ? null : Math.round(seconds * 10) / 10.0;
    }
}
