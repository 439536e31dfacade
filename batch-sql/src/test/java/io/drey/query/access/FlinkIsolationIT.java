package io.drey.query.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.rows.Cell;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import io.drey.testing.FlinkCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tenant can have of another one's rows through {@code drey query} on Flink, and through Flink's views. */
@FlinkCluster(slots = 2)
class FlinkIsolationIT {

    private static final Map<String, String> ACME = Map.of("tenant", "acme");

    private static final ImpersonalFields IMPERSONAL = new ImpersonalFields(
            Map.of(new DatasetId("acme", "access"), List.of("labels.order.id", "labels.it's", "source.ip")));

    /** What stands in rows of other tenants and in none of acme's. */
    private static final List<String> FOREIGN = List.of("globex", "hooli", "9.9.9.9", "/secret");

    @TempDir
    private static Path folder;

    private static LakeSettings settings;
    private static long snapshot;

    @BeforeAll
    static void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        SampleLake.land(settings);
        try (Lake lake = Lake.open(settings)) {
            snapshot = lake.snapshotId(LakeTable.LOGS).orElseThrow();
            Ledger.of(lake, LedgerSettings.defaults()).update(unused -> {});
        }
    }

    @Test
    void noWayOfNamingATableLeadsAroundTheView() {
        for (String sql : List.of(
                "SELECT * FROM lake.drey.logs",
                "SELECT * FROM `lake`.`drey`.`logs`",
                "SELECT * FROM drey.logs",
                "SELECT * FROM default_catalog.drey.logs",
                "SELECT * FROM `logs$files`",
                "SELECT * FROM `logs$partitions`",
                "SELECT * FROM `logs$history`",
                "SELECT * FROM `drey`.`logs$snapshots`",
                "SELECT * FROM information_schema.tables",
                "SELECT * FROM logs /*+ OPTIONS('snapshot-id'='%d') */".formatted(snapshot),
                "SELECT * FROM logs /*+ OPTIONS('streaming'='true', 'monitor-interval'='1s') */",
                "SELECT * FROM holds",
                "SELECT * FROM erasures",
                "SELECT * FROM access_audit",
                "SHOW CATALOGS",
                "SHOW TABLES",
                "SHOW CREATE VIEW logs",
                "DESCRIBE logs",
                "USE CATALOG default_catalog",
                "CREATE TEMPORARY VIEW x AS SELECT * FROM logs",
                "CREATE TABLE x (a INT) WITH ('connector'='filesystem', 'path'='%s', 'format'='raw')".formatted(folder),
                "CREATE FUNCTION f AS 'java.lang.Runtime'",
                "SET 'table.local-time-zone'='UTC'",
                "RESET",
                "CALL sys.x()",
                "ADD JAR '/tmp/x.jar'",
                "EXECUTE STATEMENT SET BEGIN INSERT INTO logs SELECT * FROM logs; END",
                "TRUNCATE TABLE logs",
                "DELETE FROM logs",
                "UPDATE logs SET tenant = 'globex'",
                "DROP TEMPORARY VIEW logs")) {
            assertThatThrownBy(() -> rows(sql))
                    .as(sql)
                    .isInstanceOf(QueryUsageException.class)
                    .message()
                    .doesNotContain(FOREIGN)
                    .doesNotContainPattern("lake_[0-9a-f]{8}");
        }
    }

    @Test
    void noQueryGivesAForeignRow() {
        for (String sql : List.of(
                "SELECT * FROM logs",
                "SELECT * FROM logs WHERE tenant = 'globex' OR TRUE",
                "SELECT * FROM logs WHERE tenant <> 'acme'",
                "SELECT * FROM logs WHERE NOT (tenant = 'acme') UNION ALL SELECT * FROM logs",
                "SELECT * FROM default_catalog.default_database.logs",
                "SELECT a.* FROM logs a FULL OUTER JOIN logs b ON a.tenant <> b.tenant",
                "WITH logs AS (SELECT * FROM logs) SELECT * FROM logs",
                "SELECT url_path FROM logs WHERE 1 / (CASE WHEN url_path = '/secret' THEN 0 ELSE 1 END) = 1",
                "SELECT tenant, dataset, line_count FROM ledger",
                "SELECT tenant FROM ledger WHERE 1 / (CASE WHEN tenant = 'globex' THEN 0 ELSE 1 END) = 1",
                "SELECT CAST(CASE WHEN tenant = 'acme' THEN '1' ELSE raw_topic END AS BIGINT) FROM ledger",
                "SELECT tenant FROM ledger WHERE CAST(CASE WHEN tenant = 'acme' THEN '1' ELSE raw_topic END AS BIGINT) = 1")) {
            assertThat(String.join("\n", rows(sql))).as(sql).doesNotContain(FOREIGN);
        }
        assertThat(rows("SELECT COUNT(*) FROM logs WHERE tenant = 'globex' OR TRUE"))
                .containsExactly("[11]");
        assertThat(rows("SELECT COUNT(*) FROM ledger")).isNotEqualTo(List.of("[0]"));
    }

    @Test
    void theViewsOfASessionShowATenantsRowsWholeOrMasked() throws Exception {
        String sql = "SELECT COUNT(*), COUNT(DISTINCT tenant), MIN(tenant), COUNT(source_ip), COUNT(source_address), "
                + "COUNT(url_original), COUNT(event_original), COUNT(url_path) FROM logs";
        assertThat(rows(session(AccessRole.SECURITY), sql)).containsExactly("11|1|acme|11|11|11|11|11");
        assertThat(rows(session(AccessRole.ANALYST), sql)).containsExactly("11|1|acme|0|0|0|0|11");
        assertThat(rows(
                        session(AccessRole.SECURITY),
                        "SELECT source_address, url_original, event_original, event_id FROM logs WHERE raw_offset = 0"))
                .containsExactly("1.1.1.1|/gone?a=1|1.1.1.1 - - [01/Jan/2026:10:00:00 +0000] "
                        + "\"GET /gone?a=1 HTTP/1.1\" 404 5 \"-\" \"x\"|topicid.0.0.0");
        for (AccessRole role : AccessRole.values()) {
            TableEnvironment session = session(role);
            for (LakeTable table : role.tables()) {
                assertThat(String.join("\n", rows(session, "SELECT * FROM " + table.tableName())))
                        .as(role + " " + table)
                        .doesNotContain(FOREIGN);
            }
            assertThatThrownBy(() -> rows(session, "SELECT * FROM holds")).isInstanceOf(Exception.class);
        }
    }

    @Test
    void analystsSeeTheOpenFieldsThatTheirDatasetCallsImpersonal() throws Exception {
        String sql = "SELECT labels['labels.order.id'], labels['labels.customer'], labels['k8s.pod.name'], "
                + "CARDINALITY(labels) FROM logs WHERE raw_offset < 3";
        assertThat(rows(session(AccessRole.ANALYST), sql))
                .containsExactlyInAnyOrder("0|null|null|1", "null|null|null|null", "2|null|null|1");
        assertThat(rows(session(AccessRole.SECURITY), sql))
                .containsExactlyInAnyOrder(
                        "0|customer of acme|été 0|3", "null|null|null|null", "2|customer of acme|null|2");
        assertThat(rows(session(AccessRole.ANALYST), "SELECT labels FROM logs WHERE raw_offset = 0"))
                .containsExactly("{labels.order.id=0}");
    }

    @Test
    void analystsSeeNoOpenFieldWhereNoDatasetSaysSo() throws Exception {
        TableEnvironment session = session(AccessRole.ANALYST, ImpersonalFields.NONE);
        assertThat(rows(session, "SELECT COUNT(*), COUNT(labels), COUNT(labels['labels.order.id']) FROM logs"))
                .containsExactly("11|0|0");
    }

    /** Views are no wall: whoever may name the catalog in a session sees all of it, as the documentation says. */
    @Test
    void aSessionItselfKeepsNobodyFromTheTables() throws Exception {
        assertThat(rows(session(AccessRole.ANALYST), "SELECT COUNT(DISTINCT tenant) FROM lake.drey.logs"))
                .containsExactly("4");
    }

    private static List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        try (QueryResult result = new FlinkQueryEngine(settings).run(QueryRequest.ofSql(sql, ACME))) {
            result.forEachRemaining(
                    row -> rows.add(row.stream().map(Cell::text).toList().toString()));
        }
        return rows;
    }

    private static TableEnvironment session(AccessRole role) {
        return session(role, IMPERSONAL);
    }

    @SuppressWarnings("deprecation") // its successor takes properties only
    private static TableEnvironment session(AccessRole role, ImpersonalFields impersonal) {
        TableEnvironment session = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(Configuration.fromMap(
                        Map.of("classloader.check-leaked-classloader", "false", "table.local-time-zone", "UTC")))
                .build());
        session.registerCatalog(
                "lake",
                new FlinkCatalog("lake", "drey", Namespace.empty(), settings.catalogLoader(), Map.of(), false, -1));
        TenantViews.flink("lake", "acme", role, impersonal).forEach(session::executeSql);
        return session;
    }

    private static List<String> rows(TableEnvironment session, String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        CloseableIterator<Row> result = session.executeSql(sql).collect();
        while (result.hasNext()) {
            Row row = result.next();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < row.getArity(); i++) {
                Object value = row.getField(i);
                values.add(value instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(value));
            }
            rows.add(String.join("|", values));
        }
        result.close();
        return rows;
    }
}
