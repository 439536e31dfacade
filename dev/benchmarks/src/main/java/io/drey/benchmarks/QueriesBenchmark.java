package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.query.QueryException;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The deep dives over a month of a site's traffic, by Flink within this process, by Trino, and by DuckDB over the same data files; then
 * ten million rows by {@code drey query} in a JVM with little memory.
 *
 * <p>Prints a table on stderr and a line of JSON on stdout. Exit code 1 if answers differ.
 */
final class QueriesBenchmark {

    /** What queries must be told. */
    static final Map<String, Map<String, String>> PARAMETERS = Map.of(
            "data-subject-lookup", Map.of("identifier", SiteTraffic.USER),
            "needle-search", Map.of("address", SiteTraffic.onceAddress(TrafficLake.FIRST.plusDays(14))));

    private static final List<String> QUERIES = List.of(
            "api-usage",
            "most-downloaded",
            "frequent-404-pages",
            "peak-hours",
            "top-referring-sites",
            "suspicious-addresses",
            "user-segmentation",
            "error-investigation",
            "longest-sessions",
            "sequential-requests",
            "unusual-patterns",
            "slowest-targets",
            "data-subject-lookup",
            "needle-search");
    private static final List<String> ENGINES = List.of("duckdb", "trino", "flink");
    private static final String STREAM = "stream";
    private static final int DEFAULT_ROWS = 20_000_000;
    private static final int STREAMED_ROWS = 10_000_000;
    private static final double GOAL = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final QueryCatalog catalog = QueryCatalog.builtIn();
    private final ObjectNode result = JSON.createObjectNode();
    private final Map<String, List<Double>> ratios = new LinkedHashMap<>();
    private boolean differs;

    private QueriesBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int rows = DEFAULT_ROWS;
        List<String> queries = new ArrayList<>(QUERIES);
        queries.add(STREAM);
        List<String> engines = ENGINES;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--engine" -> engines = chosen(ENGINES, arguments, ++i);
                case "--query" -> queries = chosen(queries, arguments, ++i);
                default -> rows = Integer.parseInt(arguments[i]);
            }
        }
        QueriesBenchmark benchmark = new QueriesBenchmark();
        try (TrafficLake lake = TrafficLake.of(1, rows)) {
            benchmark.run(lake, rows, queries, engines);
        }
        System.out.println(benchmark.result);
        // Flink's and DuckDB's threads may go on.
        System.exit(benchmark.differs ? 1 : 0);
    }

    private static List<String> chosen(List<String> all, String[] arguments, int place) {
        List<String> names = place < arguments.length ? List.of(arguments[place].split(",", -1)) : List.of();
        if (names.isEmpty() || !all.containsAll(names)) {
            throw new IllegalArgumentException(
                    "behind %s name some of %s, separated by commas".formatted(arguments[place - 1], all));
        }
        return names;
    }

    private void run(TrafficLake lake, int rows, List<String> queries, List<String> engines) throws IOException {
        result.put("benchmark", "queries").put("rows", rows);
        result.put(
                "bytes",
                lake.files().stream().mapToLong(file -> file.fileSizeInBytes()).sum());
        List<String> dives = QUERIES.stream().filter(queries::contains).toList();
        try (DuckDbQueries duckDb = new DuckDbQueries(lake);
                TrinoBeside trino = engines.contains("trino") && !dives.isEmpty() ? new TrinoBeside(lake) : null) {
            List<QueryContender> contenders = new ArrayList<>(List.of(duckDb));
            if (trino != null) {
                contenders.add(trino.contender(lake));
            }
            if (engines.contains("flink")) {
                contenders.add(QueryContender.Ours.flink(lake.settings()));
            }
            ask(contenders, dives);
        }
        if (queries.contains(STREAM)) {
            stream(lake, Math.min(rows, STREAMED_ROWS));
        }
    }

    private void ask(List<QueryContender> contenders, List<String> dives) {
        for (QueryContender contender : contenders) {
            // Plans and compilers get warm over a thirtieth of the rows.
            if (contender instanceof QueryContender.Ours) {
                dives.forEach(id -> contender.ask(request(
                        id, Map.of("date", TrafficLake.FIRST.plusDays(14).toString()))));
                System.err.println(contender.name() + " is warm");
            }
        }
        System.err.printf("%-22s %6s %8s %9s %9s %9s%n", "query", "rows", "engine", "CPU s", "wall s", "x duckdb");
        for (String id : dives) {
            ask(contenders, id);
        }
        ratios.forEach((engine, all) -> {
            double mean = Math.exp(all.stream().mapToDouble(Math::log).average().orElseThrow());
            long within = all.stream().filter(ratio -> ratio <= GOAL).count();
            System.err.printf(
                    Locale.ROOT,
                    "%s: %.2f x DuckDB's CPU (geometric mean), %d of %d queries within %.0f x%n",
                    engine,
                    mean,
                    within,
                    all.size(),
                    GOAL);
            result.withObject("/ratio").put(engine, mean);
        });
    }

    private void ask(List<QueryContender> contenders, String id) {
        QueryContender.Asked first = null;
        for (QueryContender contender : contenders) {
            QueryContender.Asked asked;
            try {
                asked = contender.measured(request(id, Map.of()));
            } catch (QueryException e) {
                differs = true;
                System.err.printf("%-22s %6s %8s failed: %s%n", id, "", contender.name(), e.getMessage());
                continue;
            }
            double ratio = first == null ? 1 : asked.cpuSeconds() / Math.max(0.01, first.cpuSeconds());
            System.err.printf(
                    Locale.ROOT,
                    "%-22s %6d %8s %9.2f %9.2f %9.2f%n",
                    id,
                    asked.rows().size(),
                    contender.name(),
                    asked.cpuSeconds(),
                    asked.seconds(),
                    ratio);
            result.withObject("/queries/" + id)
                    .putObject(contender.name())
                    .put("cpu_seconds", asked.cpuSeconds())
                    .put("seconds", asked.seconds())
                    .put("rows", asked.rows().size());
            if (first == null) {
                first = asked;
            } else {
                ratios.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(ratio);
                requireEqual(id, contenders.get(0).name(), first.rows(), contender.name(), asked.rows());
            }
        }
        if (first == null || first.rows().isEmpty()) {
            differs = true;
            System.err.println(id + " has no rows: the traffic should give some");
        }
    }

    private void requireEqual(String id, String one, List<List<String>> ones, String other, List<List<String>> others) {
        for (int row = 0; row < Math.max(ones.size(), others.size()); row++) {
            Object mine = row < ones.size() ? ones.get(row) : "no row";
            Object theirs = row < others.size() ? others.get(row) : "no row";
            if (!mine.equals(theirs)) {
                differs = true;
                System.err.printf(
                        "%s: row %d differs: %s says %s, %s says %s%n", id, row + 1, one, mine, other, theirs);
                return;
            }
        }
    }

    private QueryRequest request(String id, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(PARAMETERS.getOrDefault(id, Map.of()));
        parameters.put("tenant", TrafficLake.TENANT);
        parameters.putAll(more);
        return QueryRequest.of(catalog.query(id), parameters);
    }

    /** Many rows to CSV in a JVM of 512 MB. */
    private void stream(TrafficLake lake, int rows) throws IOException {
        QueryProcess.Ended ended = QueryProcess.run(
                lake,
                "-Xmx512m",
                List.of(
                        "--sql",
                        "SELECT ts, source_address, http_request_method, url_original, http_response_status_code, user_agent_original"
                                + " FROM logs LIMIT " + rows,
                        "--format",
                        "csv"));
        // One line is the heading.
        long counted = ended.lines() - 1;
        System.err.printf(
                Locale.ROOT,
                "drey query to CSV with -Xmx512m: %d rows in %.1f s, %.1f s of CPU, heap at most %d MB%n",
                counted,
                ended.seconds(),
                ended.cpuSeconds(),
                ended.peakHeapMegabytes());
        result.putObject(STREAM)
                .put("rows", counted)
                .put("seconds", ended.seconds())
                .put("cpu_seconds", ended.cpuSeconds())
                .put("peak_heap_megabytes", ended.peakHeapMegabytes());
        if (counted != rows || ended.exitCode() != 0) {
            differs = true;
            System.err.printf("%d rows were wanted, and the exit code is %d%n", rows, ended.exitCode());
        }
    }
}
