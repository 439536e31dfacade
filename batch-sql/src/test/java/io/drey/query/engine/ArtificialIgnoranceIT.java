package io.drey.query.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.query.QueryUsageException;
import io.drey.query.SampleLake;
import io.drey.query.Shop;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.report.ReportMemory;
import io.drey.query.report.ReportRunner;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report over real lines, counted again in Java, and over the shop's, which has lines that could not be parsed. */
@FlinkCluster(slots = 2)
class ArtificialIgnoranceIT {

    private static final Path SAMPLES = Path.of(System.getProperty("drey.home", ".."), "../shared/samples");
    private static final String TENANT = "real";
    private static final String KNOWN =
            """
            # What is seen every day.
            ^dovecot: .*Disconnected
            it never says this
            """;

    @TempDir
    private static Path folder;

    private static LakeSettings settings;
    private static List<String> mail;
    private static List<String> web;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @BeforeAll
    static void land() throws Exception {
        if (System.getenv("CI") == null) {
            assumeThat(SAMPLES).as("samples beside the project").exists();
        }
        assertThat(SAMPLES)
                .as("samples, which CI must have: lay them beside the project")
                .exists();
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        mail = new ArrayList<>();
        mail.addAll(lines("crowdsec/dovecot-time-based-bf/dovecot-time-based-bf.log"));
        mail.addAll(lines("crowdsec/smb-bf/smb-bf.log"));
        web = lines("access-nginx-synthetic/access.log");
        List<SampleLake.Line> all = new ArrayList<>();
        mail.forEach(line -> all.add(new SampleLake.Line("mail", "rfc3164", line)));
        web.forEach(line -> all.add(new SampleLake.Line("web", "combined", line)));
        SampleLake.landLines(settings, TENANT, 0, all);
        Shop.land(settings);
    }

    @Test
    void everyLineIsCountedOnce() {
        assertThat(rows(Map.of("known", KNOWN)).stream()
                        .mapToLong(row -> (long) row.get("lines"))
                        .sum())
                .isEqualTo(mail.size() + web.size());
    }

    @Test
    void knownLinesAreDroppedAndCounted() {
        long disconnected = mail.stream()
                .filter(line -> line.contains(" dovecot: ") && line.contains("Disconnected"))
                .count();
        assertThat(disconnected).isPositive();
        List<Map<String, Object>> rows = rows(Map.of("known", KNOWN));
        assertThat(rows)
                .filteredOn(row -> row.get("kind").equals("dropped"))
                .extracting(row -> row.get("what"), row -> row.get("lines"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("^dovecot: .*Disconnected", disconnected),
                        org.assertj.core.groups.Tuple.tuple("it never says this", 0L));
        assertThat(rows)
                .filteredOn(row -> row.get("kind").equals("template"))
                .noneSatisfy(row -> assertThat((String) row.get("example")).contains("Disconnected"));
    }

    @Test
    void otherLinesAreTemplatesTheMostCommonFirst() {
        long noSuchUser = mail.stream()
                .filter(line -> line.contains("NT_STATUS_NO_SUCH_USER"))
                .count();
        List<Map<String, Object>> templates = rows(Map.of("known", KNOWN)).stream()
                .filter(row -> row.get("kind").equals("template"))
                .toList();
        assertThat(templates).isNotEmpty();
        assertThat(templates.get(0)).containsEntry("dataset", "mail").containsEntry("lines", noSuchUser);
        assertThat((String) templates.get(0).get("what"))
                .startsWith("smb: Auth: [<*>,(null)] user []\\[toto] at [Fri, <*> Sep <*>");
        assertThat(templates.stream().map(row -> (long) row.get("lines")).toList())
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void accessLogsAreSummarised() {
        Map<String, Long> expected = new TreeMap<>();
        for (String line : web) {
            String[] parts = line.split("\"", -1);
            String verb = parts[1].substring(0, parts[1].indexOf(' '));
            expected.merge(verb + " " + parts[2].strip().charAt(0) + "xx", 1L, Long::sum);
        }
        Map<String, Long> summary = new TreeMap<>();
        rows(Map.of()).stream()
                .filter(row -> row.get("kind").equals("recognised"))
                .forEach(row -> summary.put((String) row.get("what"), (long) row.get("lines")));
        assertThat(summary).isEqualTo(expected);
    }

    @Test
    void whatArrivedSinceTheLastLookIsNew() {
        assertThat(rows(Map.of("new-since", SampleLake.ARRIVAL.toString())))
                .allSatisfy(row -> assertThat(row.get("is_new")).isEqualTo("yes"));
        assertThat(rows(Map.of("new-since", SampleLake.ARRIVAL.plusMillis(1).toString())))
                .allSatisfy(row -> assertThat(row.get("is_new")).isEqualTo("no"));
    }

    @Test
    void linesThatCouldNotBeParsedAreMinedToo() {
        List<Map<String, Object>> letters = new ArrayList<>();
        ask(QueryRequest.ofSql("SELECT COUNT(*) AS letters FROM dead_letters", Map.of("tenant", Shop.TENANT)), letters);
        long count = (long) letters.get(0).get("letters");
        assertThat(count).isPositive();
        List<Map<String, Object>> rows = new ArrayList<>();
        ask(QueryRequest.of(catalog.query("artificial-ignorance"), Map.of("tenant", Shop.TENANT)), rows);
        List<Map<String, Object>> logs = new ArrayList<>();
        ask(QueryRequest.ofSql("SELECT COUNT(*) AS events FROM logs", Map.of("tenant", Shop.TENANT)), logs);
        assertThat(rows.stream().mapToLong(row -> (long) row.get("lines")).sum())
                .isEqualTo(count + (long) logs.get(0).get("events"));
    }

    @Test
    void theSameSnapshotGivesTheSameBytes() throws IOException {
        ReportRunner runner = new ReportRunner(catalog, new FlinkQueryEngine(settings));
        Map<String, String> parameters = Map.of("tenant", TENANT, "known", KNOWN);
        ReportRunner.Report one = runner.run("artificial-ignorance", parameters, folder.resolve("one"));
        ReportRunner.Report two = runner.run("artificial-ignorance", parameters, folder.resolve("two"));
        for (List<Path> files : List.of(
                List.of(one.csv(), two.csv()),
                List.of(one.json(), two.json()),
                List.of(one.html(), two.html()),
                List.of(one.manifest(), two.manifest()))) {
            assertThat(files.get(1)).hasSameBinaryContentAs(files.get(0));
        }
        assertThat(one.manifest()).content(UTF_8).contains("\"known\" : \"# What is seen every day.");
    }

    /** Each look reads what has arrived since, and what an earlier one found is not new. */
    @Test
    void aLookSinceTheLastOneReadsWhatIsNew() throws Exception {
        LakeSettings own = LakeSettings.inFolder(folder.resolve("since").toUri().toString());
        try (Lake lake = Lake.open(own)) {
            lake.init();
        }
        SampleLake.landLines(
                own,
                TENANT,
                0,
                List.of(
                        new SampleLake.Line("mail", "rfc3164", mail.get(0)),
                        new SampleLake.Line("web", "combined", web.get(0))));
        ReportRunner runner = new ReportRunner(catalog, new FlinkQueryEngine(own));
        ReportMemory memory = new ReportMemory(own);
        Map<String, String> parameters = Map.of("tenant", TENANT);

        ReportRunner.Report first =
                runner.runSinceLast("artificial-ignorance", parameters, folder.resolve("first"), memory, new Ending());
        ReportRunner.Report second =
                runner.runSinceLast("artificial-ignorance", parameters, folder.resolve("second"), memory, new Ending());

        assertThat(first.csv()).content(UTF_8).contains("template,mail,").doesNotContain(",no,");
        assertThat(first.manifest()).content(UTF_8).doesNotContain("remembered_sha256");
        assertThat(second.manifest())
                .content(UTF_8)
                .contains("remembered_sha256")
                .doesNotContain("\"arrived-since\" : \"1970");
        // The samples' lines arrived long before they landed: no look reads them again.
        assertThat(second.rowCount()).isZero();
        assertThat(folder.resolve("since"))
                .isDirectoryRecursivelyContaining("glob:**/memory/" + TENANT + "/artificial-ignorance.json");
        assertThatThrownBy(() -> runner.runSinceLast(
                        "artificial-ignorance",
                        Map.of("tenant", TENANT, "dataset", "mail"),
                        folder.resolve("third"),
                        memory,
                        new Ending()))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("leave out from, to, date, dataset");
        assertThatThrownBy(() ->
                        runner.runSinceLast("daily-review", parameters, folder.resolve("third"), memory, new Ending()))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("does not remember");
    }

    /** Lines that are alike are added up before they are sorted; without that the answer is the same, and dearer. */
    @Test
    void addingUpLinesThatAreAlikeChangesNothing() throws IOException {
        String plain = resource("query.trino.sql")
                .replace("FROM_UTF8(event_original)", "DECODE(event_original, 'UTF-8')")
                .replace("FROM_UTF8(raw)", "DECODE(`raw`, 'UTF-8')");
        Path own = Files.createDirectories(folder.resolve("own/plain-ignorance"));
        Files.writeString(own.resolve("query.sql"), plain);
        Files.writeString(own.resolve("query.yaml"), resource("query.yaml"));
        QueryCatalog both = catalog.with(own.getParent());
        for (String tenant : List.of(TENANT, Shop.TENANT)) {
            Map<String, String> parameters = Map.of("tenant", tenant, "known", KNOWN);
            List<Map<String, Object>> expected = new ArrayList<>();
            ask(QueryRequest.of(both.query("plain-ignorance"), parameters), expected);
            List<Map<String, Object>> rows = new ArrayList<>();
            ask(QueryRequest.of(both.query("artificial-ignorance"), parameters), rows);
            assertThat(rows).isEqualTo(expected).isNotEmpty();
        }
    }

    private static String resource(String file) throws IOException {
        try (InputStream in = QueryCatalog.class.getResourceAsStream("/queries/artificial-ignorance/" + file)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void aListThatIsNoneIsRefused() {
        assertThatThrownBy(() -> rows(Map.of("known", "fine\n(")))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageStartingWith("parameter known: line 2, '(', is no pattern of RE2");
    }

    private List<Map<String, Object>> rows(Map<String, String> own) {
        Map<String, String> parameters = new LinkedHashMap<>(own);
        parameters.put("tenant", TENANT);
        List<Map<String, Object>> rows = new ArrayList<>();
        ask(QueryRequest.of(catalog.query("artificial-ignorance"), parameters), rows);
        return rows;
    }

    private static void ask(QueryRequest request, List<Map<String, Object>> rows) {
        try (QueryResult result = new FlinkQueryEngine(settings).run(request)) {
            result.forEachRemaining(row -> {
                Map<String, Object> named = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    named.put(result.columns().get(i), row.get(i));
                }
                rows.add(named);
            });
        }
    }

    private static List<String> lines(String sample) throws IOException {
        return Files.readAllLines(SAMPLES.resolve(sample), UTF_8).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
