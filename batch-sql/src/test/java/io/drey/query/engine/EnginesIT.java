package io.drey.query.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.Shop;
import io.drey.query.StackLakes;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.region.RegionalAnswer;
import io.drey.query.region.RegionalQuery;
import io.drey.query.report.ReportRunner;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.RowWriter;
import io.drey.query.rows.Rows;
import io.drey.query.sql.SqlLiteral;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import io.trino.jdbc.TrinoDriver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Flink and Trino over the same tables. Runs with {@code -Ptrino}. */
@Tag("trino")
@EnabledIf(value = "trinoCanRun", disabledReason = "see standard error")
@FlinkCluster(slots = 2)
@StackTest({Server.POSTGRES, Server.S3, Server.REST_CATALOG, Server.TRINO})
class EnginesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Map<String, String> ACME = Map.of("tenant", "acme");

    /** What queries must be told. */
    private static final Map<String, Map<String, String>> PARAMETERS = Map.of(
            "data-subject-lookup", Map.of("identifier", "e"),
            "needle-search", Map.of("field", "http.response.status_code", "value", "404"),
            "unusual-patterns", Map.of("min-errors", "3"),
            "sensitive-url-access", Map.of("paths", "/p*,/admin*"),
            "error-investigation", Map.of("minutes", "1440", "limit", "20000"));

    /** What a user's own queries could look like, in words that both engines know. */
    private static final List<String> OWN_QUERIES = List.of(
            "SELECT COUNT(*) AS n FROM logs",
            "SELECT COUNT(*) AS n FROM alerts",
            "SELECT COUNT(*) AS n FROM dead_letters",
            "SELECT event_id, ts, source_ip, ts_suspect, event_original FROM logs ORDER BY event_id",
            "SELECT DISTINCT tenant FROM logs",
            "WITH pages AS (SELECT url_path, COUNT(*) AS n FROM logs GROUP BY url_path) "
                    + "SELECT * FROM pages ORDER BY n DESC, url_path LIMIT 7",
            "SELECT a.url_path FROM logs a JOIN logs b ON a.raw_offset = b.raw_offset ORDER BY a.raw_offset -- all",
            "SELECT event_id, labels, labels['labels.order.id'] AS order_id, field('k8s.pod.name') AS state, "
                    + "field('http.response.status_code') AS status FROM logs ORDER BY event_id",
            "SELECT l.labels['k8s.pod.name'] AS state, COUNT(*) AS n, COUNT(l.field('labels.order.id')) AS orders FROM logs l "
                    + "WHERE l.field('labels.customer') = 'customer of hooli' GROUP BY l.labels['k8s.pod.name'] ORDER BY n, state",
            "SELECT COUNT(*) AS n FROM logs WHERE labels['labels.order.id'] IS NULL OR field('labels.nobody.has.it') IS NOT NULL",
            "SELECT 1 AS number_one");

    @TempDir
    private static Path secrets;

    private static LakeSettings settings;
    private static QueryEngine flink;
    private static QueryEngine trino;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    static boolean trinoCanRun() {
        Optional<String> obstacle = LocalStack.obstacle(Server.TRINO);
        obstacle.ifPresent(reason -> System.err.println("EnginesIT is skipped: " + reason));
        return obstacle.isEmpty();
    }

    @BeforeAll
    static void land(LocalStack stack) throws Exception {
        settings = StackLakes.jdbcOnS3(stack, secrets);
        SampleLake.land(settings);
        Shop.land(settings);
        flink = new FlinkQueryEngine(settings);
        trino = new TrinoQueryEngine(settings, TrinoSettings.at(stack.trino().url()));
    }

    @Test
    void everyShippedQueryHasTheSameAnswerAboutAShopOnBoth() {
        EngineComparison comparison = new EngineComparison(flink, trino);
        for (QueryDefinition query : catalog.queries()) {
            assertThat(comparison.requireEqual(request(query, Map.of("tenant", Shop.TENANT))))
                    .as(query.id())
                    .isPositive();
        }
        comparison.requireEqual(request(
                catalog.query("daily-review"),
                Map.of("tenant", Shop.TENANT, "date", "2026-*-0?", "dataset", "w*,elb", "to", "2026-01-02T01:00:00Z")));
        comparison.requireEqual(request(
                catalog.query("api-usage"),
                Map.of("tenant", Shop.TENANT, "path", "/p?", "host", "*", "region", "eu_*")));
    }

    /** Lines that nobody expects, and a period that begins within a second. */
    @Test
    void everyShippedQueryHasTheSameAnswerAboutOddLinesAndHoursOnBoth() {
        EngineComparison comparison = new EngineComparison(flink, trino);
        for (QueryDefinition query : catalog.queries()) {
            comparison.requireEqual(request(query, Map.of("tenant", "odd")));
            comparison.requireEqual(
                    request(query, Map.of("tenant", "hooli", "from", "2026-01-01T23:30:00.250Z", "to", "2026-01-02")));
        }
        comparison.requireEqual(QueryRequest.of(
                catalog.query("top-referring-sites"),
                Map.of("tenant", "hooli", "own-site", "ONE.example", "limit", "2")));
    }

    private static QueryRequest request(QueryDefinition query, Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(PARAMETERS.getOrDefault(query.id(), Map.of()));
        all.putAll(parameters);
        return QueryRequest.of(query, all);
    }

    @Test
    void usersQueriesHaveTheSameAnswerOnBoth() {
        EngineComparison comparison = new EngineComparison(flink, trino);
        for (String sql : OWN_QUERIES) {
            comparison.requireEqual(QueryRequest.ofSql(sql, Map.of("tenant", "hooli")));
        }
        // One event lies there, on the day of its arrival, as its time stamp is suspect.
        assertThat(comparison.requireEqual(QueryRequest.ofSql(
                        "SELECT url_path, ts FROM logs",
                        Map.of("tenant", "acme", "from", "2026-01-03", "to", "2026-01-04"))))
                .isEqualTo(1);
    }

    /** Most lines are not stored: the engines render them. */
    @Test
    void everyLineIsTheOneThatWasSentOnBoth() {
        for (QueryEngine engine : List.of(flink, trino)) {
            List<String> lines = new ArrayList<>();
            try (QueryResult result = engine.run(QueryRequest.ofSql(
                    "SELECT event_original, source_address, url_original FROM logs ORDER BY raw_offset",
                    Map.of("tenant", "odd")))) {
                while (result.hasNext()) {
                    List<Object> row = result.next();
                    lines.add(new String((byte[]) row.get(0), UTF_8));
                    String address = (String) row.get(1);
                    if (address != null || lines.size() <= SampleLake.WITH_CALLER) {
                        assertThat(lines.get(lines.size() - 1)).contains(address);
                    }
                }
            }
            assertThat(lines).as(engine.name()).isEqualTo(SampleLake.ODD_LINES);
        }
    }

    /** As it is shown: an integer of one engine may be longer than that of the other. */
    @Test
    void aRegionOfTrinosMergesAsOneOfFlinks() {
        RegionalQuery.Asking ofFlink = askingOnce(flink);
        RegionalQuery.Asking ofTrino = askingOnce(trino);
        int merged = 0;
        for (QueryDefinition query : catalog.queries()) {
            if (query.merging().isPresent()) {
                QueryRequest request = request(query, Map.of("tenant", Shop.TENANT));
                RegionalAnswer ofFlinks = across(request, ofFlink, ofFlink);
                assertThat(across(request, ofFlink, ofTrino).json())
                        .as(query.id())
                        .isEqualTo(ofFlinks.json());
                assertThat(across(request, ofTrino, ofTrino).json())
                        .as(query.id())
                        .isEqualTo(ofFlinks.json());
                assertThat(ofFlinks.rows().rows()).as(query.id()).isNotEmpty();
                merged++;
            }
        }
        assertThat(merged).isGreaterThan(10);
        QueryRequest own = QueryRequest.ofSql(
                "SELECT url_path, COUNT(*) AS n, MAX(ts) AS last_ts FROM logs GROUP BY url_path ORDER BY url_path",
                ACME);
        assertThat(across(own, ofFlink, ofTrino).json())
                .isEqualTo(across(own, ofFlink, ofFlink).json());
    }

    private static RegionalAnswer across(QueryRequest request, RegionalQuery.Asking eu, RegionalQuery.Asking us) {
        return new RegionalQuery(request).ask(Map.of("eu", eu, "us", us), new Ending());
    }

    /** Asks an engine; what was asked before has the rows that it had: all regions here read one lake. */
    private static RegionalQuery.Asking askingOnce(QueryEngine engine) {
        Map<QueryRequest, Rows> answers = new ConcurrentHashMap<>();
        return (request, ending) -> answers.computeIfAbsent(request, asked -> {
            try (QueryResult result = engine.run(asked, ending)) {
                List<List<Object>> rows = new ArrayList<>();
                result.forEachRemaining(rows::add);
                return new Rows(result.columns(), rows);
            }
        });
    }

    @Test
    void aDifferenceIsNamed() {
        EngineComparison comparison = new EngineComparison(flink, trino);
        // Engines divide decimals to different places.
        assertThatThrownBy(() -> comparison.requireEqual(QueryRequest.ofSql("SELECT 1.0 / 3 AS n", ACME)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("the engines' answers differ in row 1: flink-")
                .hasMessageContaining("trino-476 says");
    }

    @Test
    void trinoGivesAUsersSqlOneTenantsRows() throws IOException {
        assertThat(csv("SELECT COUNT(*) AS n FROM logs WHERE tenant = 'globex' OR TRUE"))
                .containsExactly("n", "11");
    }

    @Test
    void trinoRefusesSqlThatIsNoQueryOverThoseTables() {
        for (String sql : List.of(
                "SELECT * FROM lake.drey.logs",
                "SELECT * FROM \"lake\" . /* x */ \"drey\".logs",
                "SELECT COUNT(*) FROM system.runtime.queries, logs",
                "SELECT * FROM logs UNION ALL SELECT * FROM (TABLE lake.drey.logs)",
                "SELECT * FROM drey.logs",
                "SELECT * FROM TABLE(system.query('SELECT 1'))",
                "DROP TABLE logs",
                "INSERT INTO logs SELECT * FROM logs",
                "SHOW CATALOGS",
                "SET SESSION query_max_run_time = '1s'",
                "SELEC 1",
                "SELECT * FROM logs; SELECT * FROM logs",
                "SELECT nothing FROM logs")) {
            assertThatThrownBy(() -> csv(sql))
                    .as(sql)
                    .isInstanceOf(QueryUsageException.class)
                    .hasMessageStartingWith("the SQL is not a query over logs, alerts and dead_letters")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void saysThatAQueryFailedOnTrino() {
        assertThatThrownBy(() -> csv("SELECT CAST(url_path AS INTEGER) AS n FROM logs"))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("the query failed: Cannot cast")
                .message()
                .doesNotContain("\n");
    }

    /** Each event with each three others would take days. */
    @Test
    void aQueryThatIsEndedDoesNotGoOnInTrino(LocalStack stack) throws Exception {
        TrinoSettings server = TrinoSettings.at(stack.trino().url());
        String endless =
                "SELECT MAX(a.raw_offset + b.raw_offset + c.raw_offset + d.raw_offset) AS %s FROM logs a CROSS JOIN logs b CROSS JOIN logs c CROSS JOIN logs d";
        Map<String, String> hooli = Map.of("tenant", "hooli");

        QueryLimits limits = new QueryLimits(QueryLimits.NO_LIMIT, Duration.ofSeconds(3));
        assertThatThrownBy(() -> read(
                        new TrinoQueryEngine(settings, server, limits),
                        QueryRequest.ofSql(endless.formatted("timed_out"), hooli),
                        new Ending()))
                .hasMessage("the query was ended after 3s, its time-out: narrow it, or raise query-timeout");
        Await.equal("the query to have ended", PATIENCE, List.of("FAILED"), () -> states(server, "timed_out"));

        Ending ending = new Ending();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(
                () -> read(trino, QueryRequest.ofSql(endless.formatted("cancelled"), hooli), ending));
        Await.equal("the query to run", PATIENCE, List.of("RUNNING"), () -> states(server, "cancelled"));
        ending.cancel();
        assertThatThrownBy(reading::join).cause().hasMessage("the query was cancelled");
        Await.equal("the query to have ended", PATIENCE, List.of("FAILED"), () -> states(server, "cancelled"));
    }

    private static void read(QueryEngine engine, QueryRequest request, Ending ending) {
        try (QueryResult result = engine.run(request, ending)) {
            result.forEachRemaining(row -> {});
        }
    }

    /** Of queries with a column of that name, as the server tells. */
    private static List<String> states(TrinoSettings server, String column) throws SQLException {
        List<String> states = new ArrayList<>();
        try (Connection connection = new TrinoDriver().connect(server.jdbcUrl(), server.login());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT state FROM system.runtime.queries WHERE query LIKE 'WITH%% AS %s FROM%%'"
                                .formatted(column))) {
            while (rows.next()) {
                states.add(rows.getString(1));
            }
        }
        return states;
    }

    @Test
    void saysThatTrinoDoesNotAnswer() {
        QueryEngine nowhere = new TrinoQueryEngine(settings, TrinoSettings.at(URI.create("http://127.0.0.1:1")));
        assertThatThrownBy(() -> nowhere.run(QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs", ACME)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Trino at http://127.0.0.1:1 does not answer")
                .hasMessageContaining("trino-url")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void bringsNaughtyStringsThroughTrinosLiteralsUnchanged() throws IOException {
        Path list = Path.of(System.getProperty("drey.home"), "../shared/samples/blns/blns.txt");
        List<String> naughty = new ArrayList<>(List.of(
                "'; DROP TABLE logs; --", "\\' OR 1=1", "${limit}", "''", "\u0000", "\n", "U&'x'", "a.b.c", "/*"));
        if (Files.exists(list)) {
            naughty.addAll(Files.readAllLines(list, UTF_8));
        }
        List<String> literals = naughty.stream().map(SqlLiteral::of).toList();

        try (QueryResult result = trino.run(
                QueryRequest.ofSql("SELECT s FROM (VALUES (" + String.join("), (", literals) + ")) AS t (s)", ACME))) {
            List<String> read = new ArrayList<>();
            result.forEachRemaining(row -> read.add((String) row.get(0)));
            assertThat(read).containsExactlyInAnyOrderElementsOf(naughty);
        }
    }

    @Test
    void writesTheSameReportOnBothButForTheEnginesName() throws IOException {
        ReportRunner.Report ofFlink =
                new ReportRunner(catalog, flink).run("invalid-access-attempts", ACME, secrets.resolve("flink"));
        ReportRunner.Report ofTrino =
                new ReportRunner(catalog, trino).run("invalid-access-attempts", ACME, secrets.resolve("trino"));

        assertThat(ofTrino.csv()).hasSameBinaryContentAs(ofFlink.csv());
        assertThat(ofTrino.manifest()).content().contains("\"engine\" : \"trino-476\"");
    }

    @Test
    void bothReadTheTablesOfARestCatalog(LocalStack stack) throws Exception {
        LakeSettings rest = StackLakes.restOnS3(stack, secrets);
        SampleLake.land(rest);
        EngineComparison comparison = new EngineComparison(
                new FlinkQueryEngine(rest),
                new TrinoQueryEngine(rest, TrinoSettings.at(stack.trino().url()).withCatalog("rest")));
        Map.of("frequent-404-pages", 3L, "invalid-access-attempts", 2L, "top-referring-sites", 2L)
                .forEach((query, rows) -> assertThat(comparison.requireEqual(request(catalog.query(query), ACME)))
                        .as(query)
                        .isEqualTo(rows));
    }

    /** Trino itself is the one who changes the table; the names are put back for the tests that come after. */
    @Test
    void bothReadRowsOfSeveralSchemasUnderTheirNewNames(LocalStack stack) throws Exception {
        EvolvedLake.landBefore(settings);
        try (Connection connection = trino(stack);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE lake.drey.logs ADD COLUMN note varchar");
            statement.execute("ALTER TABLE lake.drey.logs ALTER COLUMN raw_partition SET DATA TYPE bigint");
            statement.execute("ALTER TABLE lake.drey.logs RENAME COLUMN http_request_referrer TO referrer");
            try {
                EvolvedLake.landAfter(settings);

                List<String> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery(EvolvedLake.QUERY.formatted("lake.drey.logs"))) {
                    while (result.next()) {
                        rows.add("%s %s %s %s"
                                .formatted(
                                        result.getObject(1),
                                        result.getObject(2),
                                        result.getObject(3),
                                        result.getObject(4)));
                    }
                }
                assertThat(rows).isEqualTo(EvolvedLake.ROWS);
                assertThat(EvolvedLake.flinkRows(settings)).isEqualTo(EvolvedLake.ROWS);
            } finally {
                statement.execute("ALTER TABLE lake.drey.logs RENAME COLUMN referrer TO http_request_referrer");
            }
        }
        try (Lake lake = Lake.open(settings)) {
            lake.table(LakeTable.LOGS).newAppend().commit();
        }
        EngineComparison comparison = new EngineComparison(flink, trino);
        assertThat(comparison.requireEqual(QueryRequest.ofSql(
                        "SELECT raw_partition, raw_offset, http_request_referrer, event_original FROM logs ORDER BY raw_offset",
                        Map.of("tenant", EvolvedLake.TENANT))))
                .isEqualTo(4);
    }

    private static Connection trino(LocalStack stack) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", "drey");
        URI uri = stack.trino().url();
        return DriverManager.getConnection("jdbc:trino://%s:%d".formatted(uri.getHost(), uri.getPort()), login);
    }

    private static List<String> csv(String sql) throws IOException {
        StringBuilder out = new StringBuilder();
        try (QueryResult result = trino.run(QueryRequest.ofSql(sql, ACME))) {
            RowWriter.write(result.columns(), result, OutputFormat.CSV, out);
        }
        return out.toString().lines().toList();
    }
}
