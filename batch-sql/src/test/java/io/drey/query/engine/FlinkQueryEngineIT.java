package io.drey.query.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.report.ReportRunner;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.RowWriter;
import io.drey.query.sql.SqlLiteral;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@FlinkCluster(slots = 2)
class FlinkQueryEngineIT {

    private static final Map<String, String> ACME = Map.of("tenant", "acme");

    @TempDir
    private static Path folder;

    private static LakeSettings settings;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @BeforeAll
    static void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        SampleLake.land(settings);
    }

    @Test
    void countsPagesThatDoNotExist() throws IOException {
        assertThat(csv(QueryRequest.of(catalog.query("frequent-404-pages"), ACME)))
                .containsExactly(
                        "url_path,requests,callers,first_ts,last_ts",
                        "/gone,3,2,2026-01-01T10:00:00Z,2026-01-02T00:00:00Z",
                        "/clock,1,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z",
                        "/old,1,1,2026-01-02T10:00:00Z,2026-01-02T10:00:00Z");
    }

    @Test
    void readsTheRangeWithoutItsEnd() throws IOException {
        QueryRequest firstDay = QueryRequest.of(
                catalog.query("frequent-404-pages"),
                Map.of("tenant", "acme", "from", "2026-01-01", "to", "2026-01-02"));

        assertThat(csv(firstDay))
                .containsExactly(
                        "url_path,requests,callers,first_ts,last_ts",
                        "/gone,2,2,2026-01-01T10:00:00Z,2026-01-01T11:00:00Z");
    }

    @Test
    void findsAnEventWithASuspectTimeStampOnTheDayItArrived() throws IOException {
        assertThat(csv(QueryRequest.ofSql(
                        "SELECT url_path, `day` FROM logs",
                        Map.of("tenant", "acme", "from", "2026-01-03", "to", "2026-01-04"))))
                .containsExactly("url_path,day", "/clock,2026-01-03");
    }

    @Test
    void countsReferringSites() throws IOException {
        assertThat(csv(QueryRequest.of(catalog.query("top-referring-sites"), ACME)))
                .containsExactly(
                        "site,requests,share_percent,pages,callers",
                        "search.example,2,66.67,2,1",
                        "blog.example,1,33.33,1,1");
        assertThat(csv(QueryRequest.of(
                        catalog.query("top-referring-sites"),
                        Map.of("tenant", "acme", "own-site", "SEARCH.example", "limit", "1"))))
                .containsExactly("site,requests,share_percent,pages,callers", "blog.example,1,100.00,1,1");
    }

    @Test
    void givesAUsersSqlOneTenantsRows() throws IOException {
        assertThat(csv(QueryRequest.ofSql("SELECT DISTINCT tenant FROM logs", ACME)))
                .containsExactly("tenant", "acme");
        assertThat(csv(QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs WHERE tenant = 'globex' OR TRUE", ACME)))
                .containsExactly("n", "11");
        assertThat(csv(QueryRequest.ofSql("SELECT COUNT(*) AS n FROM alerts", ACME)))
                .containsExactly("n", "0");
        assertThat(csv(QueryRequest.ofSql("SELECT event_id FROM logs WHERE source_ip = '1.1.1.6'", ACME)))
                .containsExactly("event_id", "topicid.0.9.0");
    }

    /** Most lines are not stored: Flink renders them. */
    @Test
    void givesEveryLineAsItWasSent() {
        List<String> lines = new ArrayList<>();
        QueryRequest request =
                QueryRequest.ofSql("SELECT event_original FROM logs ORDER BY raw_offset", Map.of("tenant", "odd"));
        try (QueryResult result = new FlinkQueryEngine(settings).run(request)) {
            result.forEachRemaining(row -> lines.add(new String((byte[]) row.get(0), UTF_8)));
        }

        assertThat(lines).isEqualTo(SampleLake.ODD_LINES);
    }

    @Test
    void refusesSqlThatIsNoQueryOverThoseTables() {
        for (String sql : List.of(
                "SELECT * FROM lake.drey.logs",
                "SELECT * FROM drey.logs",
                "DROP TABLE logs",
                "INSERT INTO logs SELECT * FROM logs",
                "SHOW CATALOGS",
                "SELEC 1",
                "SELECT * FROM logs; SELECT * FROM logs",
                "SELECT nothing FROM logs")) {
            assertThatThrownBy(() -> csv(QueryRequest.ofSql(sql, ACME)))
                    .as(sql)
                    .isInstanceOf(QueryUsageException.class)
                    .hasMessageStartingWith("the SQL is not a query over logs, alerts and dead_letters")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void saysThatAQueryFailed() {
        assertThatThrownBy(() -> csv(QueryRequest.ofSql("SELECT CAST(url_path AS INT) AS n FROM logs", ACME)))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("the query failed: ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void saysThatTheTablesAreMissing() {
        LakeSettings empty =
                LakeSettings.inFolder(folder.resolve("empty").toUri().toString());

        assertThatThrownBy(() ->
                        new FlinkQueryEngine(empty).run(QueryRequest.of(catalog.query("frequent-404-pages"), ACME)))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("drey lake init");
    }

    @Test
    void bringsNaughtyStringsThroughLiteralsUnchanged() throws IOException {
        Path list = Path.of(System.getProperty("drey.home"), "../shared/samples/blns/blns.txt");
        if (System.getenv("CI") == null) {
            assumeThat(list).as("samples beside the project").exists();
        }
        assertThat(list)
                .as("samples, which CI must have: lay them beside the project")
                .exists();
        List<String> naughty = new ArrayList<>(Files.readAllLines(list, UTF_8));
        naughty.addAll(List.of("'; DROP TABLE logs; --", "\\' OR 1=1", "${limit}", "''", "\u0000", "\n", "U&'x'"));
        List<String> literals = naughty.stream().map(SqlLiteral::of).toList();

        try (QueryResult result = new FlinkQueryEngine(settings)
                .run(QueryRequest.ofSql(
                        "SELECT s FROM (VALUES (" + String.join("), (", literals) + ")) AS t (s)", ACME))) {
            List<String> read = new ArrayList<>();
            result.forEachRemaining(row -> read.add((String) row.get(0)));
            assertThat(read).containsExactlyInAnyOrderElementsOf(naughty);
        }
    }

    @Test
    void writesTheSameReportFromTheSameSnapshot() throws IOException {
        ReportRunner runner = new ReportRunner(catalog, new FlinkQueryEngine(settings));

        ReportRunner.Report report = runner.run("invalid-access-attempts", ACME, folder.resolve("one"));
        ReportRunner.Report again = runner.run("invalid-access-attempts", ACME, folder.resolve("two"));

        assertThat(report.rowCount()).isEqualTo(2);
        assertThat(Files.readAllLines(report.csv()))
                .containsExactly(
                        "source_address,user_name,url_path,status,dataset,attempts,first_ts,last_ts",
                        "1.1.1.3,eve,/admin,403,access,2,2026-01-02T10:00:01Z,2026-01-02T10:00:02Z",
                        "1.1.1.4,'=cmd(),/<script>alert(1)</script>,401,access,1,2026-01-02T10:00:03Z,2026-01-02T10:00:03Z");
        assertThat(report.html())
                .content()
                .contains("PCI DSS 10.2.1.4; HIPAA 164.308(a)(5)(ii)(C)")
                .contains("/&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("<svg")
                .doesNotContain("<script>");
        assertThat(report.manifest()).content().contains("\"rows\" : 2").contains("sql_sha256");
        assertThat(again.csv()).hasSameBinaryContentAs(report.csv());
        assertThat(again.html()).hasSameBinaryContentAs(report.html());
        assertThat(again.manifest()).hasSameBinaryContentAs(report.manifest());
        assertThat(folder.resolve("one")).isDirectoryNotContaining("glob:**.part");
    }

    private static List<String> csv(QueryRequest request) throws IOException {
        StringBuilder out = new StringBuilder();
        try (QueryResult result = new FlinkQueryEngine(settings).run(request)) {
            RowWriter.write(result.columns(), result, OutputFormat.CSV, out);
        }
        return out.toString().lines().toList();
    }
}
