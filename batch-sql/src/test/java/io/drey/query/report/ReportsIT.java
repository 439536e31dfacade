package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Sha256;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.query.Shop;
import io.drey.query.Shop.Balanced;
import io.drey.query.Shop.Hit;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compliance reports over what a shop logged, counted here without any SQL. */
@FlinkCluster(slots = 2)
class ReportsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static LakeSettings settings;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @BeforeAll
    static void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        Shop.land(settings);
        try (Lake lake = Lake.open(settings)) {
            Ledger.of(lake, LedgerSettings.defaults()).update(unused -> {});
        }
    }

    @Test
    void thereIsOneForEachClauseOfTheTwelve() {
        assertThat(catalog.reports())
                .extracting(QueryDefinition::id)
                .contains(
                        "sensitive-url-access",
                        "administrative-actions",
                        "audit-log-access",
                        "configuration-changes",
                        "invalid-access-attempts",
                        "account-changes",
                        "logging-gaps",
                        "daily-review",
                        "retention-completeness",
                        "tls-versions",
                        "alert-timeline",
                        "remote-access",
                        "availability");
        assertThat(catalog.reports())
                .allSatisfy(report -> assertThat(report.clauses()).isNotEmpty());
    }

    @Test
    void sensitiveUrlAccess() throws IOException {
        List<Map<String, String>> rows = rows("sensitive-url-access", "paths", "/p7,/p8");
        Map<String, Long> expected = Shop.hits().stream()
                .filter(hit -> hit.path().equals("/p7") || hit.path().equals("/p8"))
                .collect(Collectors.groupingBy(
                        hit -> "%s %s %s %s %d"
                                .formatted(
                                        hit.user() == null ? "" : hit.user(),
                                        hit.address(),
                                        hit.method(),
                                        hit.path(),
                                        hit.status()),
                        Collectors.counting()));
        Map<String, Long> found = new HashMap<>();
        rows.forEach(row -> found.put(
                "%s %s %s %s %s"
                        .formatted(
                                row.get("user_name"),
                                row.get("source_address"),
                                row.get("http_request_method"),
                                row.get("url_path"),
                                row.get("status")),
                Long.valueOf(row.get("requests"))));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void administrativeActions() throws IOException {
        assertThat(columns("administrative-actions", "actor", "acted_as", "outcome", "command_line", "host_name"))
                .containsExactly(
                        "ann root done /usr/bin/id -u web-1", "eve root refused /bin/sh web-1", "bob root done  web-1");
    }

    @Test
    void auditLogAccess() throws IOException {
        assertThat(columns("audit-log-access", "event_created", "actor", "action", "statement", "outcome", "row_count"))
                .containsExactly(Shop.ALERTED + " ann query SELECT ? done 3");
    }

    @Test
    void configurationChanges() throws IOException {
        assertThat(columns("configuration-changes", "event_created", "actor", "document", "version", "outcome"))
                .containsExactly(
                        Shop.ALERTED + " ann dataset/web 1 published",
                        Shop.ALERTED.plusSeconds(60) + " bob dataset/web 2 deleted");
    }

    @Test
    void accountChanges() throws IOException {
        assertThat(columns("account-changes", "source", "account", "host_name"))
                .containsExactly("useradd mallory web-1", "passwd ann web-1");
    }

    @Test
    void loggingGaps() throws IOException {
        assertThat(
                        columns("logging-gaps", "dataset", "silent_from", "silent_until", "silent_minutes", "resumed")
                                .stream()
                                .filter(row -> row.startsWith("hosts")))
                .hasSize(2)
                .anySatisfy(row -> assertThat(row).isEqualTo("hosts 2026-01-01T10:00:00Z 2026-01-01T14:00:00Z 240 yes"))
                .anySatisfy(row -> assertThat(row)
                        .startsWith("hosts 2026-01-01T14:00:00Z 2026-01-02T")
                        .endsWith("no"));
    }

    @Test
    void dailyReview() throws IOException {
        List<Map<String, String>> rows = rows("daily-review", "max-server-errors", "20");
        for (String day : List.of("2026-01-01", "2026-01-02")) {
            List<Hit> hits = Shop.hits().stream()
                    .filter(hit -> hit.ts().toString().startsWith(day))
                    .toList();
            long errors = hits.stream().filter(hit -> hit.status() >= 500).count();
            assertThat(events(rows, day, "web", "events")).isEqualTo(Integer.toString(hits.size()));
            assertThat(events(rows, day, "web", "server errors")).isEqualTo(Long.toString(errors));
            assertThat(events(rows, day, "web", "refused"))
                    .isEqualTo(Long.toString(hits.stream()
                            .filter(hit -> hit.status() == 401 || hit.status() == 403)
                            .count()));
            assertThat(rows.stream()
                            .filter(row -> row.get("on_day").equals(day)
                                    && row.get("dataset").equals("web")
                                    && row.get("what").equals("server errors"))
                            .map(row -> row.get("is_exception")))
                    .containsExactly(errors > 20 ? "yes" : "no");
        }
        assertThat(events(rows, "2026-01-01", "hosts", "alerts: high failed-logins"))
                .isEqualTo("1");
        assertThat(events(rows, "2026-01-01", "web", "lines not parsed")).isEqualTo("1");
    }

    private static String events(List<Map<String, String>> rows, String day, String dataset, String what) {
        return rows.stream()
                .filter(row -> row.get("on_day").equals(day)
                        && row.get("dataset").equals(dataset)
                        && row.get("what").equals(what))
                .map(row -> row.get("events"))
                .collect(Collectors.joining(" "));
    }

    @Test
    void retentionAndCompleteness() throws IOException {
        int hits = Shop.hits().size();
        assertThat(columns(
                        "retention-completeness",
                        "arrived_in",
                        "dataset",
                        "days_held",
                        "events",
                        "letters",
                        "ledger_lines"))
                .containsExactly(
                        "2026-01 elb 1 %1$d 0 %1$d".formatted(Shop.balanced().size()),
                        "2026-01 hosts 1 %1$d 0 %1$d".formatted(Shop.HOST_LINES.size()),
                        "2026-01 web 1 %d 1 %d".formatted(hits, hits + 1));
    }

    @Test
    void tlsVersions() throws IOException {
        Map<String, Long> expected = Shop.balanced().stream()
                .collect(Collectors.groupingBy(
                        request -> "%s %s %s"
                                .formatted(
                                        request.tls(),
                                        request.cipher(),
                                        request.tls().equals("TLSv1") ? "weak" : "strong"),
                        Collectors.counting()));
        assertThat(columns("tls-versions", "protocol", "tls_cipher", "strength", "requests"))
                .containsExactlyInAnyOrderElementsOf(expected.entrySet().stream()
                        .map(group -> group.getKey() + " " + group.getValue())
                        .toList());
    }

    @Test
    void alertTimeline() throws IOException {
        assertThat(columns(
                        "alert-timeline",
                        "rule_id",
                        "first_ts",
                        "ts",
                        "event_created",
                        "detection_ms",
                        "early_warning_until",
                        "notification_until"))
                .containsExactly("failed-logins 2026-01-01T09:31:00Z 2026-01-01T09:32:00Z 2026-01-01T09:32:02Z 2000 "
                        + "2026-01-02T09:32:02Z 2026-01-04T09:32:02Z");
    }

    @Test
    void remoteAccess() throws IOException {
        assertThat(columns("remote-access", "user_name", "remote_address", "country", "outcome", "attempts"))
                .containsExactly("admin 203.0.113.9  refused 2", "ann 203.0.113.5  let in 1");
    }

    @Test
    void availability() throws IOException {
        List<Map<String, String>> rows = rows("availability");
        for (String day : List.of("2026-01-01", "2026-01-02")) {
            List<Balanced> requests = Shop.balanced().stream()
                    .filter(request -> request.ts().toString().startsWith(day))
                    .toList();
            long[] took = requests.stream()
                    .mapToLong(request -> 1000 + request.micros())
                    .sorted()
                    .toArray();
            assertThat(rows)
                    .filteredOn(row ->
                            row.get("on_day").equals(day) && row.get("dataset").equals("elb"))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.get("requests")).isEqualTo(Integer.toString(requests.size()));
                        assertThat(row.get("server_errors"))
                                .isEqualTo(Long.toString(requests.stream()
                                        .filter(request -> request.status() >= 500)
                                        .count()));
                        assertThat(row.get("p95_us"))
                                .isEqualTo(Long.toString(took[(int) Math.ceil(0.95 * took.length) - 1]));
                    });
            assertThat(rows)
                    .filteredOn(row ->
                            row.get("on_day").equals(day) && row.get("dataset").equals("web"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("timed")).isEqualTo("0"));
        }
    }

    /** To be looked at: {@code -Ddrey.reports.keep=DIR} keeps the pages. */
    @Test
    void everyReportIsFourFilesThatFitToTheirManifest() throws IOException {
        Path out = Path.of(
                System.getProperty("drey.reports.keep", folder.resolve("all").toString()));
        for (QueryDefinition definition : catalog.reports()) {
            ReportRunner.Report report =
                    new ReportRunner(catalog, new FlinkQueryEngine(settings)).run(definition.id(), parameters(), out);

            JsonNode manifest = JSON.readTree(Files.readString(report.manifest()));
            assertThat(manifest.path("files")).as(definition.id()).hasSize(3).allSatisfy(file -> assertThat(
                            Sha256.of(out.resolve(file.path("name").asText())))
                    .isEqualTo(file.path("sha256").asText()));
            assertThat(JSON.readTree(Files.readString(report.json()))).hasSize((int) report.rowCount());
            assertThat(report.html())
                    .content()
                    .contains(definition.clauses().get(0))
                    .doesNotContain("<script")
                    .doesNotContain("href=")
                    .doesNotContain("src=");
        }
    }

    private List<String> columns(String report, String... columns) throws IOException {
        return rows(report).stream()
                .map(row -> java.util.Arrays.stream(columns).map(row::get).collect(Collectors.joining(" ")))
                .toList();
    }

    private List<Map<String, String>> rows(String report, String... parameters) throws IOException {
        ReportRunner.Report run = new ReportRunner(catalog, new FlinkQueryEngine(settings))
                .run(report, parameters(parameters), folder.resolve("out"));
        List<Map<String, String>> rows = new ArrayList<>();
        for (CSVRecord row : CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(Files.readString(run.csv(), UTF_8)))) {
            rows.add(row.toMap());
        }
        return rows;
    }

    private static Map<String, String> parameters(String... pairs) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("tenant", Shop.TENANT);
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], pairs[i + 1]);
        }
        return parameters;
    }
}
