package io.drey.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.Sha256;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditPolicy;
import io.drey.lake.audit.Reports;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.retention.Erasure;
import io.drey.lake.retention.Identifier;
import io.drey.lake.retention.Subject;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.report.ReportRunner;
import io.drey.query.report.ReportVerification;
import io.drey.query.report.ReportVerification.Finding;
import io.drey.query.report.ReportVerification.Verdict;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.RowWriter;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lake keeps of queries and reports, and what can be told by it later. */
@FlinkCluster(slots = 2)
class LakeRecordsIT {

    private static final Map<String, String> ACME = Map.of("tenant", "acme");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final String REPORT = "invalid-access-attempts";

    private final QueryCatalog catalog = QueryCatalog.builtIn();
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder;

    private LakeSettings settings;
    private Path out;

    @BeforeEach
    void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        out = folder.resolve("reports");
        SampleLake.land(settings);
    }

    @Test
    void keepsWhoAskedWhatOfWhoseRowsAndNoValue() throws IOException {
        QueryRequest request =
                QueryRequest.ofSql("SELECT url_path FROM logs WHERE source_ip = '1.1.1.2' -- 1.1.1.2", ACME);

        StringBuilder shown = new StringBuilder();
        try (QueryResult result = new FlinkQueryEngine(settings).run(request)) {
            records(AuditPolicy.BEST_EFFORT)
                    .audited(
                            Access.Action.QUERY,
                            result,
                            rows -> new LakeRecords.Read<>(
                                    null, RowWriter.write(rows.columns(), rows, OutputFormat.CSV, shown)));
        }

        assertThat(shown.toString().lines()).hasSize(3);
        assertThat(entries()).singleElement().satisfies(entry -> {
            assertThat(entry.time()).isEqualTo(NOON.instant());
            assertThat(entry.outcome()).isEqualTo("done");
            assertThat(entry.rowCount()).isEqualTo(OptionalLong.of(2));
            assertThat(entry.access().actor()).isEqualTo("ann");
            assertThat(entry.access().tenant()).isEqualTo("acme");
            assertThat(entry.access().engine()).startsWith("flink-");
            assertThat(entry.access().statement()).isEqualTo("SELECT url_path FROM logs WHERE source_ip = ?");
            assertThat(entry.access().snapshots()).containsOnlyKeys("logs");
        });
        assertThat(warnings).isEmpty();
    }

    @Test
    void givesNoRowThatMustBeRecordedAndCannotBe() {
        lose(LakeTable.ACCESS_AUDIT);
        try (QueryResult result =
                new FlinkQueryEngine(settings).run(QueryRequest.ofSql("SELECT url_path FROM logs", ACME))) {
            assertThatThrownBy(() -> records(AuditPolicy.REQUIRED).audited(Access.Action.QUERY, result, rows -> {
                        throw new AssertionError("a row was read");
                    }))
                    .isInstanceOf(LakeException.class)
                    .hasMessageStartingWith("nothing is read, because who reads it cannot be recorded");
        }
    }

    @Test
    void givesTheRowsOfAQueryThatNeedNotBeRecorded() throws IOException {
        lose(LakeTable.ACCESS_AUDIT);
        try (QueryResult result =
                new FlinkQueryEngine(settings).run(QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs", ACME))) {
            String shown = records(AuditPolicy.BEST_EFFORT)
                    .audited(
                            Access.Action.QUERY,
                            result,
                            rows -> new LakeRecords.Read<>(rows.next().toString(), 1));
            assertThat(shown).isEqualTo("[11]");
        }
        assertThat(warnings).singleElement().asString().startsWith("this access was not recorded");
    }

    @Test
    void tellsAReportThatStandsFromOneThatWasChanged() throws IOException {
        ReportRunner.Report report = run();

        assertThat(verify()).extracting(Finding::verdict).containsExactly(Verdict.OK);
        assertThat(verify().get(0).detail()).isEqualTo("made by ann at 2026-03-01T12:00:00Z");
        assertThat(entries()).singleElement().satisfies(entry -> {
            assertThat(entry.access().action()).isEqualTo(Access.Action.REPORT);
            assertThat(entry.access().statement()).isEqualTo(REPORT);
            assertThat(entry.rowCount()).isEqualTo(OptionalLong.of(2));
        });

        String csv = Files.readString(report.csv());
        Files.writeString(report.csv(), csv.replace("eve", "bob"));
        assertThat(verify()).extracting(Finding::verdict).containsExactly(Verdict.CHANGED);
        assertThat(verify().get(0).detail()).isEqualTo(REPORT + ".csv was changed");

        // Whoever changes the manifest, too, is found out by the lake alone.
        Files.writeString(
                report.manifest(),
                Files.readString(report.manifest()).replace(Sha256.of(csv), Sha256.of(report.csv())));
        assertThat(verify()).extracting(Finding::verdict).containsExactly(Verdict.UNRECORDED);
        assertThat(new ReportVerification(Optional.empty()).verify(out))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.OK);

        Files.delete(report.csv());
        assertThat(verify().get(0).detail()).isEqualTo(REPORT + ".csv is missing");
    }

    @Test
    void theHeadOfAReportSaysWhenTheFirstEventHappenedAndNoTimeThatIsNotCertain() throws IOException {
        ReportRunner.Report report = run();

        assertThat(Files.readString(report.html()))
                .contains("<dt>From</dt><dd>2026-01-01T10:00:00Z (the first event)</dd>")
                // An event of the last day has a time that cannot be right.
                .contains("<dt>To</dt><dd>the last event</dd>");
    }

    @Test
    void makesNoReportOfATenantThatTheLakeDoesNotKnow() {
        assertThatThrownBy(
                        () -> new ReportRunner(catalog, new FlinkQueryEngine(settings), records(AuditPolicy.REQUIRED))
                                .run(REPORT, Map.of("tenant", "amce"), out))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("the lake has no rows of a tenant 'amce': did you mean 'acme'?");
        assertThat(out).doesNotExist();
        assertThat(entries()).isEmpty();
    }

    @Test
    void tellsThatTheRowsOfAReportWereErased() {
        run();
        try (Lake lake = Lake.open(settings)) {
            Erasure.Outcome erased = new Erasure(lake, NOON, Ledger.of(lake, LedgerSettings.defaults()))
                    .run(new Erasure.Request(
                            new Subject("acme", List.of(Identifier.parse("user.name=eve")), Subject.Reach.FIELDS),
                            "ann",
                            "ticket 9",
                            Duration.ZERO));
            assertThat(erased.findings()).isEmpty();

            assertThat(verify()).singleElement().satisfies(finding -> {
                assertThat(finding.verdict()).isEqualTo(Verdict.SUPERSEDED);
                assertThat(finding.detail()).contains("of logs was taken away by erasure " + erased.id());
                assertThat(finding.stands()).isTrue();
            });
        }
    }

    @Test
    void makesNoReportThatIsNotRecorded() {
        lose(LakeTable.REPORTS);

        assertThatThrownBy(this::run).isInstanceOf(LakeException.class).hasMessageContaining("drey lake init");
        assertThat(out.resolve(REPORT + ".csv")).doesNotExist();
        assertThat(out.resolve(REPORT + ".manifest.json")).doesNotExist();
    }

    @Test
    void looksAtNoFileBesidesAReports() throws IOException {
        Files.createDirectories(out);
        Files.writeString(folder.resolve("secret"), "x");
        Path manifest = out.resolve("a.manifest.json");
        Files.writeString(manifest, "{\"report\":\"a\",\"files\":[{\"name\":\"../secret\",\"sha256\":\"00\"}]}");
        Files.writeString(out.resolve("b.manifest.json"), "[");

        List<Finding> findings = new ReportVerification(Optional.empty()).verify(out);

        assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.CHANGED, Verdict.UNREADABLE);
        assertThat(findings.get(0).detail()).isEqualTo("'../secret' is no file of a report");
        assertThatThrownBy(() -> new ReportVerification(Optional.empty()).verify(folder))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("holds no report");
    }

    @Test
    void showsATenantItsReportsAndNotWhoLooksAtItsRows() throws IOException {
        run();

        QueryEngine engine = new FlinkQueryEngine(settings);
        try (QueryResult result = engine.run(QueryRequest.ofSql("SELECT report, actor FROM reports", ACME))) {
            assertThat(result.next()).containsExactly(REPORT, "ann");
        }
        try (QueryResult result =
                engine.run(QueryRequest.ofSql("SELECT COUNT(*) FROM reports", Map.of("tenant", "globex")))) {
            assertThat(result.next()).containsExactly(0L);
        }
        for (String table : List.of("access_audit", "holds", "erasures")) {
            assertThatThrownBy(() -> engine.run(QueryRequest.ofSql("SELECT * FROM " + table, ACME)))
                    .isInstanceOf(QueryUsageException.class);
        }
    }

    private ReportRunner.Report run() {
        return new ReportRunner(catalog, new FlinkQueryEngine(settings), records(AuditPolicy.BEST_EFFORT))
                .run(REPORT, ACME, out);
    }

    private List<Finding> verify() {
        try (Lake lake = Lake.open(settings)) {
            return new ReportVerification(Optional.of(new Reports(lake))).verify(out);
        }
    }

    private List<AccessAudit.Entry> entries() {
        try (Lake lake = Lake.open(settings)) {
            return AccessAudit.entries(lake, Optional.of("acme"));
        }
    }

    private LakeRecords records(AuditPolicy policy) {
        return new LakeRecords(settings, new AccessAudit(settings, policy, NOON, warnings::add), "ann", NOON);
    }

    /** As in a lake of an earlier version. */
    private void lose(LakeTable table) {
        settings.catalogLoader().loadCatalog().dropTable(table.identifier());
    }
}
