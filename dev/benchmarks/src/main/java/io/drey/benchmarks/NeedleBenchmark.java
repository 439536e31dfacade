package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The few events of one caller, one trace and one user in a year of a site's traffic: how long it takes, and what part of the data files
 * is read, by Flink within this process, by Trino, and by {@code drey query} in a JVM that is started for it.
 *
 * <p>Prints a table on stderr and a line of JSON on stdout. Exit code 1 if an answer is not what is there.
 */
final class NeedleBenchmark {

    private static final int MONTHS = 12;
    private static final int DEFAULT_ROWS_A_MONTH = 20_000_000;
    private static final LocalDate DAY = LocalDate.of(2026, 5, 17);
    private static final LocalDate OTHER_DAY = LocalDate.of(2026, 9, 3);
    private static final double MOST_SECONDS = 10;
    private static final double MOST_PERCENT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TrafficLake lake;
    private final long bytes;
    private final ObjectNode result = JSON.createObjectNode();
    private boolean differs;

    private NeedleBenchmark(TrafficLake lake) throws IOException {
        this.lake = lake;
        this.bytes =
                lake.files().stream().mapToLong(file -> file.fileSizeInBytes()).sum();
    }

    public static void main(String[] arguments) throws IOException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROWS_A_MONTH;
        NeedleBenchmark benchmark;
        try (TrafficLake lake = TrafficLake.of(MONTHS, rows)) {
            benchmark = new NeedleBenchmark(lake);
            benchmark.run(rows);
        }
        System.out.println(benchmark.result);
        // Flink's threads may go on.
        System.exit(benchmark.differs ? 1 : 0);
    }

    /** What is looked for on a day, by a word for it. */
    private Map<String, Map<String, String>> needles(LocalDate day) {
        Map<String, Map<String, String>> needles = new LinkedHashMap<>();
        needles.put("address", Map.of("address", SiteTraffic.onceAddress(day)));
        needles.put("trace", Map.of("trace", lake.traffic().firstTrace(day)));
        needles.put("field", Map.of("field", "user.name", "value", SiteTraffic.onceUser(day)));
        return needles;
    }

    private void run(int rowsAMonth) throws IOException {
        result.put("benchmark", "needle").put("rows_a_month", rowsAMonth).put("bytes", bytes);
        result.put("files", lake.files().size());
        System.err.printf("%d files, %,d bytes%n", lake.files().size(), bytes);
        // For checksums the local file system reads more than it is asked for.
        FileSystem.getLocal(new Configuration()).setVerifyChecksum(false);
        try (TrinoBeside trino = new TrinoBeside(lake)) {
            List<QueryContender> contenders =
                    List.of(QueryContender.Ours.flink(lake.settings()), trino.contender(lake));
            // Loads classes, and what the second question finds warm in a server.
            contenders.forEach(
                    contender -> needles(OTHER_DAY).values().forEach(needle -> contender.ask(request(needle))));
            System.err.printf(
                    "%-8s %-12s %5s %9s %9s %12s %9s%n",
                    "needle", "engine", "rows", "wall s", "CPU s", "bytes read", "of all");
            for (Map.Entry<String, Map<String, String>> needle : needles(DAY).entrySet()) {
                ask(needle.getKey(), needle.getValue(), contenders);
            }
        }
    }

    private void ask(String name, Map<String, String> needle, List<QueryContender> contenders) throws IOException {
        List<List<String>> first = null;
        for (QueryContender contender : contenders) {
            QueryContender.Asked asked = contender.measured(request(needle));
            int rows = asked.rows().size();
            // Flink loads classes anew for each query: they are what is read where there is no data.
            long read = asked.bytesRead() - contender.measured(nothing(needle)).bytesRead();
            double percent = 100.0 * read / bytes;
            show(name, contender.name(), rows, asked.seconds(), asked.cpuSeconds());
            System.err.printf(
                    Locale.ROOT, " %,12d %8.2f%%%s%n", read, percent, percent > MOST_PERCENT ? " (goal: 1%)" : "");
            result.withObject("/%s/%s".formatted(name, contender.name()))
                    .put("bytes_read", read)
                    .put("percent", percent);
            if (rows == 0 || (first != null && !first.equals(asked.rows()))) {
                differs = true;
                System.err.printf("%s finds %s, and the other engine %s%n", contender.name(), asked.rows(), first);
            }
            first = asked.rows();
        }
        List<String> query = new ArrayList<>(List.of("needle-search", "--format", "csv"));
        needle.forEach((key, value) -> query.addAll(List.of("--param", key + "=" + value)));
        QueryProcess.Ended ended = QueryProcess.run(lake, "-Xmx1g", query);
        long rows = ended.lines() - 1;
        show(name, "drey query", rows, ended.seconds(), ended.cpuSeconds());
        System.err.println(ended.seconds() > MOST_SECONDS ? " (goal: 10 s)" : "");
        if (rows != first.size() || ended.exitCode() != 0) {
            differs = true;
            System.err.printf("drey query finds %d rows, its exit code is %d%n", rows, ended.exitCode());
        }
    }

    private void show(String name, String engine, long rows, double seconds, double cpuSeconds) {
        System.err.printf(Locale.ROOT, "%-8s %-12s %5d %9.2f %9.2f", name, engine, rows, seconds, cpuSeconds);
        result.withObject("/%s/%s".formatted(name, engine))
                .put("rows", rows)
                .put("seconds", seconds)
                .put("cpu_seconds", cpuSeconds);
    }

    /** The same question about a day of which there is nothing. */
    private static QueryRequest nothing(Map<String, String> needle) {
        Map<String, String> parameters = new LinkedHashMap<>(needle);
        parameters.put("date", "2020-01-01");
        return request(parameters);
    }

    private static QueryRequest request(Map<String, String> needle) {
        Map<String, String> parameters = new LinkedHashMap<>(needle);
        parameters.put("tenant", TrafficLake.TENANT);
        return QueryRequest.of(QueryCatalog.builtIn().query("needle-search"), parameters);
    }
}
