package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditPolicy;
import io.drey.lake.audit.Reports;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.Shop;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.Period;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.report.ReportVerification.Finding;
import io.drey.query.report.ReportVerification.Verdict;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of reports over what a shop logged. They are of a pack of two reports: each report takes seconds. */
@FlinkCluster(slots = 2)
class PacksIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Period JANUARY = Period.parse("2026-01");

    @TempDir
    private static Path folder;

    private static final List<String> TOLD = new ArrayList<>();

    private static LakeSettings settings;
    private static QueryCatalog catalog;
    private static PackRunner.Pack made;

    @TempDir
    private Path out;

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
        Path queries = Files.createDirectories(folder.resolve("queries/packs"));
        Files.writeString(
                queries.resolve("house.yaml"),
                """
                standard: House
                title: House rules <of> the shop
                edition: first
                clauses:
                  - clause: "1"
                    asks: Nobody takes what is forbidden.
                    reports: [invalid-access-attempts, sensitive-url-access]
                  - clause: "2"
                    asks: Doors are shut.
                    unserved: Doors log nothing.
                parameters:
                  sensitive-url-access: {paths: "/p7"}
                """);
        catalog = QueryCatalog.builtIn().with(queries.getParent());
        made = recording().run(request("house", JANUARY, Shop.TENANT), folder.resolve("made"), TOLD::add);
    }

    /** The pack that was made, as it lies in a folder of a test's own. */
    private Path copy() throws IOException {
        Path copy = Files.createDirectory(out.resolve(made.folder().getFileName()));
        for (Path file : list(made.folder())) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    @Test
    void theCoverMapsEachClauseToItsReports() throws IOException {
        String cover = Files.readString(made.cover());

        assertThat(cover)
                .contains("House rules &lt;of&gt; the shop")
                .contains("<td class=\"clause\">1</td><td>Nobody takes what is forbidden.")
                .contains("<td class=\"clause\">2</td><td>Doors are shut.</td><td>Doors log nothing.</td>")
                .contains("2026-02-01T00:00:00Z (exclusive)")
                .doesNotContain("<script")
                .doesNotContain("src=")
                .doesNotContain("class=\"warning\"");
        for (String report : List.of("invalid-access-attempts", "sensitive-url-access")) {
            for (String file :
                    List.of(report + ".html", report + ".csv", report + ".json", report + ".manifest.json")) {
                assertThat(cover).contains("href=\"" + file + "\"");
                assertThat(made.folder().resolve(file)).exists();
            }
        }
        JsonNode manifest = JSON.readTree(Files.readString(made.manifest()));
        assertThat(manifest.path("files")).hasSize(9);
        assertThat(manifest.at("/clauses/1")).hasSize(2);
        assertThat(manifest.at("/clauses/2")).isEmpty();
        assertThat(manifest.at("/parameters/period").asText()).isEqualTo("2026-01");
        assertThat(TOLD).containsExactly("invalid-access-attempts, 1 of 2", "sensitive-url-access, 2 of 2");
    }

    @Test
    void theSameSnapshotsGiveTheSameBytesWhateverStoodThere() throws IOException {
        Files.writeString(copy().resolve("index.html"), "torn");

        PackRunner.Pack pack = run("house", JANUARY, Shop.TENANT);

        assertThat(contents(pack.folder())).isEqualTo(contents(made.folder()));
        assertThat(pack.folder().resolve("sensitive-url-access.csv"))
                .content()
                .contains("/p7")
                .doesNotContain("/p8");
        assertThat(list(out)).containsExactly(pack.folder());
    }

    /** What lands while a pack is made belongs to none of its reports, or to all. */
    @Test
    void allReportsReadTheSnapshotsThatWereThereAtTheBeginning(@TempDir Path own) throws Exception {
        LakeSettings growing = LakeSettings.inFolder(own.resolve("lake").toUri().toString());
        SampleLake.land(growing);
        long before = snapshotOfLogs(growing);

        PackRunner.Pack pack = new PackRunner(catalog, new FlinkQueryEngine(growing))
                .run(request("house", JANUARY, "acme"), out, progress -> {
                    if (progress.contains("2 of 2")) {
                        landOneMore(growing);
                    }
                });

        assertThat(snapshotOfLogs(growing)).isNotEqualTo(before);
        for (String report : List.of("invalid-access-attempts", "sensitive-url-access")) {
            JsonNode manifest = JSON.readTree(Files.readString(pack.folder().resolve(report + ".manifest.json")));
            assertThat(manifest.at("/snapshots/logs").asText()).as(report).isEqualTo(Long.toString(before));
        }
        assertThat(pack.folder().resolve("sensitive-url-access.csv")).content().doesNotContain("9.9.9.9");
    }

    private static void landOneMore(LakeSettings settings) {
        try {
            SampleLake.land(
                    settings,
                    "acme",
                    50_000,
                    List.of("9.9.9.9 - eve [02/Jan/2026:11:00:00 +0000] \"GET /p7 HTTP/1.1\" 200 5 \"-\" \"x\""));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long snapshotOfLogs(LakeSettings settings) {
        try (Lake lake = Lake.open(settings)) {
            return lake.snapshotId(LakeTable.LOGS).orElseThrow();
        }
    }

    @Test
    void aPeriodThatIsNotOverSaysSo() throws IOException {
        PackRunner.Pack pack = run("house", Period.parse("2199"), Shop.TENANT);

        assertThat(Files.readString(pack.cover()))
                .contains("class=\"warning\"")
                .contains("The period was not over when these rows were read")
                .contains("it ends at 2200-01-01T00:00:00Z");
        assertThat(pack.rowCount()).isZero();
        assertThat(filesOnly(out)).hasSize(3).allMatch(Finding::stands);
    }

    @Test
    void aTenantWithoutRowsHasAPack(@TempDir Path own) throws IOException {
        LakeSettings empty = LakeSettings.inFolder(own.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(empty)) {
            lake.init();
        }

        PackRunner.Pack pack = new PackRunner(catalog, new FlinkQueryEngine(empty))
                .run(request("house", JANUARY, "nobody"), out, PacksIT::quiet);

        assertThat(pack.rowCount()).isZero();
        assertThat(Files.readString(pack.cover()))
                .contains("Nothing was ever written to the tables")
                .contains("none: nothing was ever written");
        assertThat(filesOnly(pack.folder())).hasSize(3).allMatch(Finding::stands);
    }

    @Test
    void aTenantThatTheLakeDoesNotKnowIsRefusedWhereTheLakeKeepsRecords() {
        assertThatThrownBy(() -> recording().run(request("house", JANUARY, "shp"), out, PacksIT::quiet))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("did you mean 'shop'?");
        assertThat(list(out)).isEmpty();
    }

    @Test
    void isVerifiedAsAWhole() throws IOException {
        Path folder = copy();
        assertThat(verify(out))
                .extracting(Finding::report, Finding::verdict)
                .containsExactlyInAnyOrder(
                        tuple("invalid-access-attempts", Verdict.OK),
                        tuple("sensitive-url-access", Verdict.OK),
                        tuple("pack house", Verdict.OK));

        Path manifest = folder.resolve("pack.manifest.json");
        String own = Files.readString(manifest);
        Files.writeString(manifest, own.replace("\"2026-01\"", "\"2026-02\""));
        assertThat(verify(manifest)).extracting(Finding::verdict).containsExactly(Verdict.UNRECORDED);

        Files.writeString(manifest, own);
        Files.writeString(folder.resolve("extra.html"), "all is well");
        Files.delete(folder.resolve("sensitive-url-access.csv"));
        assertThat(verify(manifest)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.CHANGED);
            assertThat(finding.detail())
                    .isEqualTo("sensitive-url-access.csv is missing; extra.html is none of the pack's files");
        });
    }

    @Test
    void aPackThatFailsLeavesNothingAndKeepsTheEarlierOne() throws IOException {
        Path earlier = copy();

        assertThatThrownBy(() -> runner().run(request("house", JANUARY, Shop.TENANT), out, progress -> {
                    if (progress.contains("2 of 2")) {
                        throw new QueryException("the disk is full", null);
                    }
                }))
                .hasMessage("the disk is full");

        assertThat(contents(earlier)).isEqualTo(contents(made.folder()));
        assertThat(list(out)).containsExactly(earlier);
    }

    @Test
    void replacesNoFolderThatIsNoPack() throws IOException {
        Path stranger = Files.createDirectory(out.resolve("house-2026-01-shop"));
        Files.writeString(stranger.resolve("thesis.txt"), "years of work");

        assertThatThrownBy(() -> run("house", JANUARY, Shop.TENANT))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("is there and is no pack: move it away");
        assertThat(stranger.resolve("thesis.txt")).hasContent("years of work");
    }

    @Test
    void everyStandardCanBeAskedFor() {
        assertThat(catalog.packs()).hasSize(8).allSatisfy(pack -> assertThat(
                        request(pack.id(), JANUARY, Shop.TENANT).reports())
                .hasSameSizeAs(pack.reports())
                .allSatisfy(report -> assertThat(report.scope().to()).contains(JANUARY.to())));
    }

    @Test
    void takesParametersOfItsReportsAndNoOthers() {
        assertThat(PackRequest.of(catalog, "house", JANUARY, Shop.TENANT, Map.of("sensitive-url-access.paths", "/p8"))
                        .reports()
                        .get(1)
                        .parameters())
                .containsEntry("paths", "/p8");
        for (String wrong : List.of("paths", "tls-versions.paths")) {
            assertThatThrownBy(() -> PackRequest.of(catalog, "house", JANUARY, Shop.TENANT, Map.of(wrong, "x")))
                    .isInstanceOf(QueryUsageException.class)
                    .hasMessageContaining(
                            "the parameter '%s' is of none of the pack's reports: write REPORT.NAME=VALUE", wrong);
        }
    }

    private PackRunner.Pack run(String pack, Period period, String tenant) {
        return runner().run(request(pack, period, tenant), out, PacksIT::quiet);
    }

    private static PackRunner runner() {
        return new PackRunner(catalog, new FlinkQueryEngine(settings));
    }

    private static PackRunner recording() {
        Clock clock = Clock.fixed(Shop.ALERTED, ZoneOffset.UTC);
        return new PackRunner(
                catalog,
                new FlinkQueryEngine(settings),
                new LakeRecords(
                        settings, new AccessAudit(settings, AuditPolicy.OFF, clock, PacksIT::quiet), "ann", clock));
    }

    private static PackRequest request(String pack, Period period, String tenant) {
        return PackRequest.of(catalog, pack, period, tenant, Map.of());
    }

    private static void quiet(String unused) {}

    private static List<Finding> verify(Path path) {
        try (Lake lake = Lake.open(settings)) {
            return new ReportVerification(Optional.of(new Reports(lake))).verify(path);
        }
    }

    private static List<Finding> filesOnly(Path path) {
        return new ReportVerification(Optional.empty()).verify(path);
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : list(folder)) {
            contents.put(file.getFileName().toString(), Files.readString(file, UTF_8));
        }
        return contents;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
