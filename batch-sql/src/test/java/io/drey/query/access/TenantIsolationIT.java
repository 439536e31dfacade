package io.drey.query.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.TrinoQueryEngine;
import io.drey.query.engine.TrinoSettings;
import io.drey.query.rows.Cell;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sight.Sights;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.FlinkCluster;
import io.trino.jdbc.TrinoDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Users of two tenants and an operator ask a Trino that decides by our access rules. Runs with {@code -Ptrino}. */
@FlinkCluster(slots = 2)
@Tag("trino")
@EnabledIf(value = "trinoCanRun", disabledReason = "see standard error")
class TenantIsolationIT {

    private static final String ANALYST = "ann";
    private static final String SECURITY = "sam";
    private static final String OPERATOR = "olga";
    private static final String NOBODY = "nina";
    private static final ImpersonalFields IMPERSONAL = new ImpersonalFields(
            Map.of(new DatasetId("acme", "access"), List.of("labels.order.id", "labels.it's", "source.ip")));
    private static final List<String> TENANTS = List.of("acme", "globex", "hooli", "odd");

    /** What stands in rows of other tenants and in none of acme's. */
    private static final List<String> FOREIGN = List.of("globex", "hooli", "9.9.9.9", "/secret", "One.example");

    /** The rows of acme, as {@link SampleLake} lands them. */
    private static final long ACME_ROWS = 11;

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static LakeSettings settings;
    private static long firstSnapshot;

    static boolean trinoCanRun() {
        Optional<String> obstacle = LocalStack.obstacle(Server.TRINO);
        obstacle.ifPresent(reason -> System.err.println("TenantIsolationIT is skipped: " + reason));
        return obstacle.isEmpty();
    }

    @BeforeAll
    static void land() throws Exception {
        Path rules = Files.writeString(
                folder.resolve("rules.json"), new TrinoAccessRules("lake", TENANTS, IMPERSONAL).json());
        Path groups = Files.writeString(
                folder.resolve("groups.txt"),
                String.join(
                        "\n",
                        "drey-operators:drey," + OPERATOR,
                        "tenant-acme-analyst:" + ANALYST,
                        "tenant-acme-security:" + SECURITY,
                        "tenant-globex-security:gwen",
                        ""));
        stack = LocalStack.in(Path.of("target/access-stack"))
                .with(Server.POSTGRES, Server.TRINO)
                .trinoAccess(rules, groups)
                .start();
        Map<String, String> keys = new TreeMap<>();
        keys.put("lake-catalog-uri", stack.postgres().jdbcUrl());
        keys.put("lake-catalog-user", stack.postgres().user());
        keys.put(
                "lake-catalog-password",
                "file:"
                        + Files.writeString(
                                folder.resolve("database"), stack.postgres().password()));
        keys.put("lake-warehouse", stack.storageRoot() + "/lake");
        settings = LakeSettings.from(Configuration.fromMap(keys));
        SampleLake.land(settings);
        try (Lake lake = Lake.open(settings)) {
            firstSnapshot = lake.snapshotId(LakeTable.LOGS).orElseThrow();
            // Any later snapshot will do: the first one is then history.
            lake.table(LakeTable.LOGS).newAppend().commit();
            lake.table(LakeTable.LOGS)
                    .manageSnapshots()
                    .createTag("audit", firstSnapshot)
                    .commit();
        }
        for (String tenant : TENANTS) {
            for (AccessRole role : AccessRole.values()) {
                for (String statement : TenantViews.trino("lake", tenant, role, IMPERSONAL)) {
                    ask(OPERATOR, statement);
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.stopAndDelete();
        }
    }

    @Test
    void aTenantsUsersSeeItsRowsAloneHoweverTheyNameTheTable() throws Exception {
        for (String user : List.of(ANALYST, SECURITY)) {
            for (String table : List.of(
                    "lake.drey.logs",
                    view(user),
                    "lake.drey.logs FOR VERSION AS OF " + firstSnapshot,
                    "lake.drey.logs FOR VERSION AS OF 'audit'",
                    "lake.drey.logs FOR TIMESTAMP AS OF current_timestamp - INTERVAL '1' SECOND",
                    "(TABLE lake.drey.logs)")) {
                assertThat(ask(user, "SELECT count(*), count(DISTINCT tenant), min(tenant) FROM " + table))
                        .as(user + " asks " + table)
                        .containsExactly(ACME_ROWS + "|1|acme");
            }
            assertThat(ask(user, "SELECT count(*) FROM lake.drey.logs WHERE tenant = 'globex' OR TRUE"))
                    .containsExactly(Long.toString(ACME_ROWS));
            assertThat(ask(user, "SELECT count(*) FROM lake.drey.logs WHERE tenant <> 'acme'"))
                    .containsExactly("0");
            assertHoldsNothingForeign(user, "SELECT * FROM lake.drey.logs");
            assertHoldsNothingForeign(user, "SELECT DISTINCT \"$path\", \"$partition\" FROM lake.drey.logs");
        }
        assertThat(ask("gwen", "SELECT url_path, source_ip FROM lake.drey.logs"))
                .containsExactly("/secret|9.9.9.9");
        assertThat(ask(OPERATOR, "SELECT count(DISTINCT tenant) FROM lake.drey.logs"))
                .containsExactly("4");
    }

    /** What {@code docs/query-the-lake.md} shows of Trino, as those ask it who must see one tenant alone. */
    @Test
    void whatThePageShowsCanBeAsked() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("drey.home"), "docs/query-the-lake.md"));
        List<String> asked = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .flatMap(block -> Pattern.compile(";").splitAsStream(block.group(1)))
                .map(String::strip)
                .toList();
        assertThat(asked).hasSizeGreaterThan(3);
        for (String sql : asked) {
            assertThat(ask(SECURITY, sql)).as(sql).isNotEmpty();
            assertThat(ask(ANALYST, sql)).as(sql).isNotEmpty();
            assertHoldsNothingForeign(ANALYST, sql);
        }
        String addresses = asked.get(asked.size() - 1);
        assertThat(ask(SECURITY, addresses)).hasSizeGreaterThan(1);
        assertThat(ask(ANALYST, addresses)).as("addresses are masked").containsExactly("null|" + ACME_ROWS);
    }

    /** A condition that fails on a foreign row would tell of it. */
    @Test
    void noErrorTellsOfAForeignRow() throws Exception {
        assertThat(
                        ask(
                                ANALYST,
                                "SELECT count(*) FROM lake.drey.logs WHERE 1 / (CASE WHEN url_path = '/secret' THEN 0 ELSE 1 END) = 1"))
                .containsExactly(Long.toString(ACME_ROWS));
        assertThatThrownBy(() -> ask(ANALYST, "SELECT CAST(tenant || url_path AS BIGINT) FROM lake.drey.logs"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("acme")
                .message()
                .doesNotContain(FOREIGN);
    }

    @Test
    void metadataOfTheTablesIsDenied() {
        for (String user : List.of(ANALYST, SECURITY)) {
            for (LakeTable table : List.of(LakeTable.LOGS, LakeTable.ALERTS)) {
                for (String metadata : List.of(
                        "files",
                        "all_entries",
                        "entries",
                        "partitions",
                        "history",
                        "snapshots",
                        "manifests",
                        "all_manifests",
                        "refs",
                        "properties",
                        "metadata_log_entries")) {
                    assertDenied(user, "SELECT * FROM lake.drey.\"%s$%s\"".formatted(table.tableName(), metadata));
                }
            }
            assertDenied(user, "SHOW CREATE TABLE lake.drey.logs");
            assertDenied(
                    user,
                    "SELECT * FROM TABLE(lake.system.table_changes(schema_name => 'drey', table_name => 'logs', "
                            + "start_snapshot_id => %d, end_snapshot_id => %d))"
                                    .formatted(firstSnapshot, firstSnapshot));
        }
    }

    /** Trino tells the statistics of what the filter leaves, from the tenant's own files. */
    @Test
    void statisticsAreThoseOfATenantsOwnRows() throws Exception {
        for (String user : List.of(ANALYST, SECURITY)) {
            for (String sql :
                    List.of("SHOW STATS FOR lake.drey.logs", "SHOW STATS FOR (SELECT * FROM lake.drey.logs)")) {
                List<String> statistics = ask(user, sql);
                assertThat(statistics.get(statistics.size() - 1))
                        .as(user + ": " + sql)
                        .isEqualTo("null|null|null|null|11.0|null|null");
                assertThat(String.join("\n", statistics)).as(user + ": " + sql).doesNotContain(FOREIGN);
                assertThat(statistics).as(user + ": " + sql).anySatisfy(column -> assertThat(column)
                        .startsWith("raw_offset|")
                        .endsWith("|0|10"));
            }
        }
    }

    @Test
    void tablesThatAreNotForATenantAreDenied() throws Exception {
        for (String user : List.of(ANALYST, SECURITY)) {
            for (LakeTable table :
                    List.of(LakeTable.HOLDS, LakeTable.ERASURES, LakeTable.LEDGER, LakeTable.ACCESS_AUDIT)) {
                assertDenied(user, "SELECT * FROM lake.drey." + table.tableName());
                assertThat(ask(OPERATOR, "SELECT count(*) FROM lake.drey." + table.tableName()))
                        .hasSize(1);
            }
            assertDenied(user, "SELECT * FROM lake.tenant_globex_analyst.logs");
            assertDenied(user, "SHOW TABLES FROM lake.tenant_globex_analyst");
            assertDenied(user, "SELECT * FROM system.runtime.nodes");
            assertDenied(user, "SELECT * FROM system.runtime.queries");
            assertDenied(user, "SELECT * FROM system.metadata.table_comments");
        }
        assertDenied(ANALYST, "SELECT * FROM lake.drey.reports");
        assertDenied(ANALYST, "SELECT * FROM lake.tenant_acme_security.logs");
        assertThat(ask(SECURITY, "SELECT * FROM lake.drey.reports")).isEmpty();
        assertDenied(NOBODY, "SELECT * FROM lake.drey.logs");
        assertDenied(NOBODY, "SELECT * FROM lake.tenant_acme_analyst.logs");
        assertThat(ask(OPERATOR, "SELECT count(*) > 0 FROM lake.drey.\"logs$files\""))
                .containsExactly("true");
    }

    @Test
    void namesOfOtherTenantsAreNotListed() throws Exception {
        for (String user : List.of(ANALYST, SECURITY)) {
            for (String sql : List.of(
                    "SHOW SCHEMAS FROM lake",
                    "SHOW TABLES FROM lake.drey",
                    "SELECT table_schema, table_name FROM lake.information_schema.tables",
                    "SELECT table_schema, table_name, view_definition FROM lake.information_schema.views",
                    "SELECT table_schema, table_name, column_name FROM lake.information_schema.columns",
                    "SELECT table_schem, table_name FROM system.jdbc.tables",
                    "EXPLAIN SELECT * FROM lake.drey.logs",
                    "EXPLAIN (TYPE IO, FORMAT JSON) SELECT * FROM lake.drey.logs",
                    "EXPLAIN ANALYZE SELECT count(*) FROM lake.drey.logs")) {
                assertHoldsNothingForeign(user, sql);
            }
            assertThat(ask(user, "SHOW TABLES FROM lake.drey")).doesNotContain("holds", "access_audit", "ledger");
        }
        assertDenied(NOBODY, "SHOW CATALOGS");
    }

    @Test
    void analystsSeeWhatHappenedAndNotToWhom() throws Exception {
        String sql = "SELECT source_ip, source_address, user_name, user_agent_original, url_original, url_query, "
                + "event_original, url_path FROM %s WHERE url_path = '/admin' LIMIT 1";
        for (String table : List.of("lake.drey.logs", view(ANALYST))) {
            assertThat(ask(ANALYST, sql.formatted(table)))
                    .as(table)
                    .containsExactly("null|null|null|null|null|null|null|/admin");
            assertThat(ask(
                            ANALYST,
                            "SELECT count(*) FROM %s WHERE source_ip = '1.1.1.3' OR user_name = 'eve'"
                                    .formatted(table)))
                    .as(table)
                    .containsExactly("0");
            assertThat(ask(ANALYST, "SELECT max(source_ip), max(event_original) FROM " + table))
                    .containsExactly("null|null");
        }
        assertThat(ask(ANALYST, "SELECT count(*) FROM lake.drey.logs WHERE http_response_status_code = 404"))
                .containsExactly("5");
    }

    @Test
    void analystsSeeTheOpenFieldsThatTheirDatasetCallsImpersonal() throws Exception {
        String sql = "SELECT element_at(labels, 'labels.order.id'), element_at(labels, 'labels.customer'), "
                + "element_at(labels, 'k8s.pod.name') FROM %s ORDER BY raw_offset LIMIT 2";
        for (String table : List.of("lake.drey.logs", view(ANALYST))) {
            assertThat(ask(ANALYST, sql.formatted(table))).as(table).containsExactly("0|null|null", "null|null|null");
            assertThat(ask(ANALYST, "SELECT DISTINCT array_join(map_keys(labels), ' ') FROM " + table))
                    .as(table)
                    .containsExactlyInAnyOrder("labels.order.id", "", "null");
            assertThat(ask(
                            ANALYST,
                            "SELECT count(*) FROM %s WHERE element_at(labels, 'labels.customer') IS NOT NULL"
                                    .formatted(table)))
                    .as(table)
                    .containsExactly("0");
        }
        for (String table : List.of("lake.drey.logs", view(SECURITY))) {
            assertThat(ask(SECURITY, sql.formatted(table)))
                    .as(table)
                    .containsExactly("0|customer of acme|été 0", "null|null|null");
        }
    }

    @Test
    void securitySeesEachLineAsItWasSent() throws Exception {
        for (String table : List.of("lake.drey.logs", view(SECURITY))) {
            assertThat(ask(
                            SECURITY,
                            "SELECT source_ip, source_address, user_name, url_original, from_utf8(event_original) FROM "
                                    + table + " WHERE raw_offset = 0"))
                    .as(table)
                    .containsExactly("1.1.1.1|1.1.1.1|null|/gone?a=1|"
                            + "1.1.1.1 - - [01/Jan/2026:10:00:00 +0000] \"GET /gone?a=1 HTTP/1.1\" 404 5 \"-\" \"x\"");
        }
        List<String> lines = ask(
                OPERATOR, "SELECT from_utf8(event_original) FROM lake.tenant_odd_security.logs ORDER BY raw_offset");
        assertThat(lines).isEqualTo(SampleLake.ODD_LINES);
    }

    @Test
    void nobodyWrites() throws Exception {
        List<String> writes = List.of(
                "INSERT INTO lake.drey.logs SELECT * FROM lake.drey.logs",
                "DELETE FROM lake.drey.logs",
                "DELETE FROM lake.drey.logs WHERE tenant = 'acme'",
                "UPDATE lake.drey.logs SET dataset = 'x'",
                "TRUNCATE TABLE lake.drey.logs",
                "DROP TABLE lake.drey.logs",
                "ALTER SCHEMA lake.drey RENAME TO mine",
                "ALTER TABLE lake.drey.logs RENAME TO lake.drey.mine",
                "ALTER TABLE lake.drey.logs ADD COLUMN x BIGINT",
                "ALTER TABLE lake.drey.logs EXECUTE optimize",
                "ALTER TABLE lake.drey.logs EXECUTE expire_snapshots(retention_threshold => '7d')",
                "ALTER TABLE lake.drey.logs EXECUTE rollback_to_snapshot(%d)".formatted(firstSnapshot),
                "CALL lake.system.rollback_to_snapshot('drey', 'logs', %d)".formatted(firstSnapshot),
                "CALL lake.system.register_table('drey', 'mine', 'local:///nowhere')",
                "CALL lake.system.unregister_table('drey', 'logs')",
                "ANALYZE lake.drey.logs",
                "COMMENT ON TABLE lake.drey.logs IS 'x'",
                "CREATE TABLE lake.drey.mine AS SELECT * FROM lake.drey.logs",
                "CREATE SCHEMA lake.mine");
        for (String write : writes) {
            for (String user : List.of(ANALYST, SECURITY, OPERATOR)) {
                assertDenied(user, write);
            }
        }
        for (String sql : List.of(
                "CREATE OR REPLACE VIEW lake.tenant_acme_security.logs AS SELECT 1 AS one",
                "CREATE VIEW lake.drey.mine SECURITY DEFINER AS SELECT 1 AS one",
                "CREATE VIEW lake.tenant_globex_analyst.mine AS SELECT 1 AS one",
                "DROP VIEW lake.tenant_acme_security.logs",
                "CALL system.runtime.kill_query('x', 'y')",
                "SET SESSION AUTHORIZATION " + OPERATOR,
                "GRANT SELECT ON lake.drey.holds TO USER " + ANALYST)) {
            assertDenied(SECURITY, sql);
        }
        assertThat(ask(OPERATOR, "SELECT count(*) FROM lake.drey.logs"))
                .as("rows after all that")
                .containsExactly(ask(OPERATOR, "SELECT count(*) FROM lake.drey.logs FOR VERSION AS OF " + firstSnapshot)
                        .get(0));
    }

    /** Every shipped query, asked as a user of the tenant: rules hold below the views, whatever a query's text does. */
    @Test
    void noShippedQueryGivesForeignRowsNorAnalystsWhoSomebodyIs() {
        List<String> people = List.of("1.1.1.", "[eve,", " eve,", "cmd()", "search.example", "blog.example");
        for (String user : List.of(ANALYST, SECURITY)) {
            QueryEngine engine = new TrinoQueryEngine(
                    settings, new TrinoSettings(stack.trino().url(), "lake", user, Optional.empty()));
            for (QueryDefinition query : QueryCatalog.builtIn().queries()) {
                Map<String, String> parameters = new TreeMap<>(Map.of("tenant", "acme"));
                if (query.mustBeTold()) {
                    parameters.put("identifier", "eve");
                }
                String answer = answer(engine, QueryRequest.of(query, parameters));
                assertThat(answer).as(user + ": " + query.id()).doesNotContain(FOREIGN);
                if (user.equals(ANALYST)) {
                    assertThat(answer).as(user + ": " + query.id()).doesNotContain(people);
                }
            }
        }
        assertThat(answer(
                        new TrinoQueryEngine(
                                settings, new TrinoSettings(stack.trino().url(), "lake", SECURITY, Optional.empty())),
                        QueryRequest.of(
                                QueryCatalog.builtIn().query("invalid-access-attempts"), Map.of("tenant", "acme"))))
                .contains("eve");
    }

    /** Those who ask through a program of ours, which has the login of operators. */
    @Test
    void aRoleIsAddedToEveryQueryOfTheCommands() {
        Sights.assertHold(
                new TrinoQueryEngine(settings, TrinoSettings.at(stack.trino().url())),
                QueryCatalog.builtIn().queries());
    }

    /** What a user sees; nothing where the query reads a table that is denied. */
    private static String answer(QueryEngine engine, QueryRequest request) {
        StringBuilder answer = new StringBuilder();
        try (QueryResult result = engine.run(request)) {
            result.forEachRemaining(
                    row -> answer.append(row.stream().map(Cell::text).toList()));
        } catch (QueryUsageException e) {
            assertThat(e.getMessage()).contains("Access Denied");
        }
        return answer.toString();
    }

    /** The commands' own user is an operator; what a query sees is then for its views to say. */
    @Test
    void queriesOfTheCommandsGiveOneTenantsRows() throws IOException {
        QueryEngine engine =
                new TrinoQueryEngine(settings, TrinoSettings.at(stack.trino().url()));
        try (QueryResult result =
                engine.run(QueryRequest.ofSql("SELECT COUNT(*), MIN(tenant) FROM logs", Map.of("tenant", "acme")))) {
            assertThat(result.next()).containsExactly(ACME_ROWS, "acme");
        }
        // A version of a named query means nothing to Trino.
        try (QueryResult result = engine.run(QueryRequest.ofSql(
                "SELECT COUNT(*), MIN(tenant), MAX(tenant) FROM logs FOR VERSION AS OF " + firstSnapshot,
                Map.of("tenant", "acme")))) {
            assertThat(result.next()).containsExactly(ACME_ROWS, "acme", "acme");
        }
        for (String sql : List.of(
                "SELECT * FROM \"logs$files\"",
                "SELECT * FROM drey.\"logs$files\"",
                "SELECT * FROM TABLE(lake.system.table_changes('drey', 'logs', 1, 2))",
                "SELECT * FROM tenant_globex_analyst.logs",
                "SELECT * FROM information_schema.tables",
                "SELECT * FROM lake.information_schema.tables")) {
            assertThatThrownBy(() -> engine.run(QueryRequest.ofSql(sql, Map.of("tenant", "acme"))))
                    .as(sql)
                    .isInstanceOf(QueryUsageException.class);
        }
    }

    private static void assertHoldsNothingForeign(String user, String sql) throws SQLException {
        assertThat(String.join("\n", ask(user, sql))).as(user + ": " + sql).doesNotContain(FOREIGN);
    }

    /** Refused for want of a right; a statement that fails for another reason would say nothing of the rules. */
    private static void assertDenied(String user, String sql) {
        assertThatThrownBy(() -> ask(user, sql), user + ": " + sql)
                .isInstanceOfSatisfying(SQLException.class, failure -> assertThat(failure.getMessage())
                        .as(user + ": " + sql)
                        .satisfiesAnyOf(
                                message -> assertThat(message).contains("Access Denied"),
                                message -> assertThat(message).containsPattern("not supported for (a )?table with")))
                .message()
                .doesNotContain("9.9.9.9", "/secret");
    }

    private static String view(String user) {
        return "lake.tenant_acme_%s.logs".formatted(user.equals(ANALYST) ? "analyst" : "security");
    }

    private static List<String> ask(String user, String sql) throws SQLException {
        try (Connection connection = connect(user)) {
            return rows(connection, sql);
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> rows = new ArrayList<>();
            if (!statement.execute(sql)) {
                return rows;
            }
            try (ResultSet result = statement.getResultSet()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        Object value = result.getObject(i);
                        row.add(value instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(value));
                    }
                    rows.add(String.join("|", row));
                }
            }
            return rows;
        }
    }

    private static Connection connect(String user) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        return new TrinoDriver()
                .connect(
                        "jdbc:trino://%s:%d"
                                .formatted(
                                        stack.trino().url().getHost(),
                                        stack.trino().url().getPort()),
                        login);
    }
}
