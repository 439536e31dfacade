package io.drey.cli.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.cli.CommandRun;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AccessAudit;
import io.drey.operations.OperationException;
import io.drey.operations.search.SearchServer;
import io.drey.operations.search.ServedWindow;
import io.drey.query.sight.AccessRefusedException;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sight.Sight;
import io.drey.query.sql.Globs;
import io.drey.search.IndexTemplates;
import io.drey.serve.search.Search;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import io.drey.testing.WallClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searching, rotating and expiring with a real OpenSearch. */
@StackTest(Server.OPENSEARCH)
class SearchIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static URI url;

    private LocalDate today;

    @BeforeAll
    static void writeLines(LocalStack stack) throws Exception {
        url = stack.openSearch().url();
        IndexTemplates.install(url);
        for (int day = 1; day <= 9; day++) {
            for (int hour = 0; hour < 4; hour++) {
                String time = "2026-03-0%dT0%d:00:00Z".formatted(day, hour);
                index("logs-finder-2026.03.0" + day, line("finder", "web", time, "GET /page/" + day + " from finder"));
            }
        }
        index("logs-finder-2026.02", line("finder", "mail", "2026-02-10T00:00:00Z", "a mail about login"));
        index("logs-finders-2026.03.09", line("finders", "web", "2026-03-09T05:00:00Z", "the other tenant's line"));
        ObjectNode hostile =
                line("hostile", "web", "2026-03-01T00:00:00Z", "=cmd\u001b]0;owned\u0007\u001b[2J\u009b31m\u202Egnp");
        index("logs-hostile-2026.03.01", hostile);
        // Somebody else's line in this tenant's index, as only an error could bring it there.
        index("logs-finder-2026.03.09", line("finders", "web", "2026-03-09T06:00:00Z", "strayed"));
        ask("POST", "/_refresh", null);
    }

    @BeforeEach
    void readTheDay() {
        WallClock.awaitRoomInDay(Duration.ofMinutes(1));
        today = LocalDate.now(ZoneOffset.UTC);
    }

    @Test
    void showsTheNewestFirstAndLooksNoFartherThanItMust() {
        CommandRun run = search("--tenant", "finder", "--limit", "3");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .satisfiesExactly(
                        heading -> assertThat(heading).startsWith("time").contains("message"),
                        first -> assertThat(first)
                                .startsWith("2026-03-09T03:00:00Z")
                                .contains("GET /page/9"),
                        second -> assertThat(second).startsWith("2026-03-09T02:00:00Z"),
                        third -> assertThat(third).startsWith("2026-03-09T01:00:00Z"));
        assertThat(run.err()).contains("in 1 of 10 indices");
    }

    @Test
    void widensUntilItHasEnough() {
        assertThat(search("--tenant", "finder", "--limit", "5").err()).contains("5 found in 3 of 10 indices");
        CommandRun all = search("--tenant", "finder", "--limit", "1000", "--format", "csv");
        assertThat(all.out().lines()).hasSize(1 + 9 * 4 + 1);
        assertThat(all.err()).contains("10 of 10 indices");
        assertThat(search("--tenant", "finder", "message:login").out())
                .contains("2026-02-10")
                .contains("a mail about login");
    }

    @Test
    void aRangeLimitsWhereItLooks() {
        CommandRun run =
                search("--tenant", "finder", "--from", "2026-03-02T02:00:00Z", "--to", "2026-03-03", "--format", "csv");
        assertThat(run.out().lines().skip(1).map(line -> line.substring(0, 20)))
                .containsExactly("2026-03-02T03:00:00Z", "2026-03-02T02:00:00Z");
        assertThat(run.err()).contains("1 of 1 indices");
    }

    /** What the query service searches for those who do not see everything. */
    @Test
    void aRoleIsAddedToEveryQuery() throws Exception {
        for (String[] each : new String[][] {{"web-1", "a"}, {"web-2", "b"}, {"db-1", "c"}}) {
            for (int i = 0; i < 3; i++) {
                ObjectNode line =
                        line("roles", each[0].substring(0, 2), "2026-03-01T00:00:0%dZ".formatted(i), each[1] + i);
                line.putObject("host").put("name", each[0]);
                index("logs-roles-2026.03.01", line);
            }
        }
        index("logs-roles-2026.02.28", line("roles", "we", "2026-02-28T23:59:59Z", "older"));
        ask("POST", "/_refresh", null);
        SearchServer server = SearchServer.open(
                Configuration.fromMap(Map.of("opensearch-urls", url.toString())), Duration.ofSeconds(30));
        Search window = new ServedWindow(server, Clock.systemUTC());

        assertThat(messages(window, "*", 2, sight("*", "*", Optional.empty())))
                .hasSize(10)
                .contains("older", "a0", "c2");
        Search.Found first = window.find(question("*", 1), sight("*", "*", Optional.empty()));
        assertThat(first.hits()).hasSize(9);
        assertThat(first.searched()).isEqualTo(1);
        assertThat(first.indices()).isEqualTo(2);
        assertThat(first.isWhole()).isFalse();

        assertThat(messages(window, "* OR host.name:db-1", 2, sight("*", "web-*", Optional.empty())))
                .containsExactlyInAnyOrder("a0", "a1", "a2", "b0", "b1", "b2");
        assertThat(messages(window, "message:*", 2, sight("db,x*", "*", Optional.empty())))
                .containsExactlyInAnyOrder("c0", "c1", "c2");
        Duration sinceMarch = Duration.between(Instant.parse("2026-03-01T00:00:01.500Z"), Instant.now());
        assertThat(messages(window, "*", 2, sight("*", "*", Optional.of(sinceMarch))))
                .hasSize(3);
        assertThat(messages(
                        window, "*", 2, sight("we,db", "*", Optional.empty()).and(sight("*", "*-1", Optional.empty()))))
                .containsExactlyInAnyOrder("a0", "a1", "a2", "c0", "c1", "c2");
        assertThatThrownBy(() -> messages(window, "message:(", 1, sight("*", "*", Optional.empty())))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("is not understood");
        assertThatThrownBy(() -> window.find(
                        new Search.Question(
                                "roles", "alerts", "*", Optional.empty(), Optional.empty(), Optional.empty(), 10, 1),
                        sight("*", "web-*", Optional.empty())))
                .isInstanceOf(AccessRefusedException.class);

        Search.Hit b1 = window.find(question("message:b1", 1), sight("*", "*", Optional.empty()))
                .hits()
                .get(0);
        assertThat(window.around("roles", b1.index(), b1.id(), 5, sight("*", "*", Optional.empty()))
                        .hits())
                .extracting(hit -> hit.source().path("message").asText())
                .containsExactly("b2", "b1", "b0");
        assertThatThrownBy(() -> window.around("roles", b1.index(), b1.id(), 5, sight("*", "db-*", Optional.empty())))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("that you see");
        for (String index : List.of("logs-finder-2026.03.09", "logs-*", "alerts-roles-2026.03", "../_cat")) {
            assertThatThrownBy(() -> window.around("roles", index, b1.id(), 5, sight("*", "*", Optional.empty())))
                    .isInstanceOf(OperationException.class)
                    .hasMessageContaining("is no index of lines of roles");
        }
    }

    /** Lines that do not say where they are from are for those who see all regions. */
    @Test
    void aRoleOfRegionsSearchesItsLinesAndIsRecorded(@TempDir Path folder) throws Exception {
        for (String region : List.of("eu-central-1", "us-east-1", "")) {
            ObjectNode line = line("placed", "web", "2026-03-01T00:00:00Z", "from " + region);
            if (!region.isEmpty()) {
                line.putObject("cloud").put("region", region);
            }
            index("logs-placed-2026.03.01", line);
        }
        ask("POST", "/_refresh", null);
        LakeSettings lake = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake opened = Lake.open(lake)) {
            opened.init();
        }
        Path access = Files.writeString(
                folder.resolve("access.yaml"),
                """
                roles:
                  europe: {tenants: [placed], sees: security, regions: eu-*}
                  analysts: {tenants: [placed], sees: analyst}
                """);
        String[] settings = {
            "--tenant",
            "placed",
            "--format",
            "csv",
            "-Dlake-catalog-type=hadoop",
            "-Dlake-warehouse=" + lake.warehouse(),
            "-Daccess-file=" + access
        };

        assertThat(search(with(settings, "-Dquery-role=europe", "message:from"))
                        .out()
                        .lines()
                        .skip(1))
                .singleElement()
                .asString()
                .endsWith("from eu-central-1");
        CommandRun alerts = search(with(settings, "-Dquery-role=europe", "--in", "alerts"));
        assertThat(alerts.exitCode()).isEqualTo(1);
        assertThat(alerts.err())
                .contains("the role europe sees some regions alone, and the index of alerts cannot tell");
        CommandRun analyst = search(with(settings, "-Dquery-role=analysts"));
        assertThat(analyst.exitCode()).isEqualTo(1);
        assertThat(analyst.err()).contains("the role analysts sees no lines");
        assertThat(search(with(settings)).out().lines().skip(1)).hasSize(3);
        try (Lake opened = Lake.open(lake)) {
            assertThat(AccessAudit.entries(opened, Optional.of("placed")))
                    .extracting(entry -> "%s %s %s %s"
                            .formatted(
                                    entry.access().action(),
                                    entry.outcome(),
                                    entry.access().statement(),
                                    entry.rowCount()))
                    .containsExactly(
                            "SEARCH done search of logs OptionalLong[1]",
                            "SEARCH refused search of alerts OptionalLong.empty",
                            "SEARCH refused search of logs OptionalLong.empty",
                            "SEARCH done search of logs OptionalLong[3]");
        }
        CommandRun unrecorded = search("--tenant", "placed", "-Dlake-audit-queries=required");
        assertThat(unrecorded.exitCode()).isEqualTo(2);
        assertThat(unrecorded.err()).contains("searches must be recorded").contains("-Dlake-warehouse");
    }

    private static String[] with(String[] settings, String... more) {
        return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
    }

    private static Sight sight(String datasets, String hosts, Optional<Duration> past) {
        return new Sight(
                "some",
                Globs.ALL,
                AccessRole.SECURITY,
                Globs.parse("datasets", datasets),
                Globs.parse("hosts", hosts),
                Globs.ALL,
                past,
                ImpersonalFields.NONE);
    }

    private static Search.Question question(String query, int rounds) {
        return new Search.Question(
                "roles", "logs", query, Optional.empty(), Optional.empty(), Optional.empty(), 100, rounds);
    }

    private static List<String> messages(Search window, String query, int rounds, Sight sight) {
        return window.find(question(query, rounds), sight).hits().stream()
                .map(hit -> hit.source().path("message").asText())
                .toList();
    }

    @Test
    void findsOpenFieldsByTheirNames() throws Exception {
        for (int i = 0; i < 20; i++) {
            ObjectNode line = line("opener", "app", "2026-03-01T00:00:%02dZ".formatted(i), "line " + i);
            ObjectNode labels = line.putObject("labels");
            labels.put("labels.order.id", Integer.toString(i));
            labels.put("labels.only." + i, "x");
            labels.put("k8s.pod.name", i % 2 == 0 ? "even" : "odd");
            index("logs-opener-2026.03.01", line);
        }
        ask("POST", "/_refresh", null);

        assertThat(search("--tenant", "opener", "--format", "csv", "labels.order.id:17")
                        .out())
                .contains("line 17")
                .doesNotContain("line 1\n")
                .doesNotContain("line 7\n");
        assertThat(search("--tenant", "opener", "--format", "csv", "k8s.pod.name:odd AND NOT labels.order.id:17")
                        .out()
                        .lines())
                .hasSize(1 + 9);
        CommandRun existing = search("--tenant", "opener", "_exists_:labels.only.3");
        assertThat(existing.exitCode()).isEqualTo(2);
        assertThat(existing.err()).contains("search for its value");
        CommandRun misspelt = search("--tenant", "opener", "k8s.pod.nam:odd");
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).contains("did you mean 'k8s.pod.name'?");
        // However many names lines have, the mapping has one.
        JsonNode mapping = ask("GET", "/logs-opener-2026.03.01/_mapping", null);
        assertThat(mapping.at("/logs-opener-2026.03.01/mappings/properties/labels")
                        .toString())
                .isEqualTo("{\"type\":\"flat_object\"}");
    }

    @Test
    void jsonHasWholeDocuments() throws IOException {
        CommandRun run = search("--tenant", "finder", "--dataset", "mail", "--format", "json");
        JsonNode documents = JSON.readTree(run.out());
        assertThat(documents).hasSize(1);
        assertThat(documents.at("/0/data_stream/dataset").asText()).isEqualTo("mail");
        assertThat(documents.at("/0/@timestamp").asText()).isEqualTo("2026-02-10T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "message:other OR data_stream.namespace:finders",
                "data_stream.namespace:*",
                "_index:logs-finders-2026.03.09",
                "*) OR (data_stream.namespace:finders",
                "NOT data_stream.namespace:finder",
                "* OR _exists_:message"
            })
    void noQueryShowsAnotherTenantsLines(String query) {
        CommandRun run = search("--tenant", "finder", "--limit", "100", query);
        assertThat(run.out()).doesNotContain("other tenant").doesNotContain("strayed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"finder-*", "*", "finder,logs-finders", "Finder", "finder/../x", "f", ""})
    void whatIsNoTenantIsRefused(String tenant) {
        CommandRun run = search("--tenant", tenant);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("is not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "csv"})
    void nothingInALineReachesTheTerminalButText(String format) throws IOException {
        CommandRun run = search("--tenant", "hostile", "--format", format);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().codePoints())
                .allMatch(c -> c == '\n' || c == '\r' || (!Character.isISOControl(c) && c != 0x202E));
        assertThat(run.out()).contains("owned");
        if (format.equals("json")) {
            assertThat(JSON.readTree(run.out()).at("/0/message").asText()).startsWith("=cmd\u001b]0;owned\u0007");
        }
        if (format.equals("csv")) {
            assertThat(run.out()).contains(",'=cmd");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"message:(", "http.response.status_code:[1 TO", "a AND", "/unclosed"})
    void aQueryThatIsNoneIsToldInOneLine(String query) {
        CommandRun run = search("--tenant", "finder", query);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(query).contains("is not understood");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aTenantOfWhomNothingIsIndexedIsTold() {
        CommandRun run = search("--tenant", "nobody");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("nothing of tenant nobody is indexed").contains("drey get tenants");
    }

    @Test
    void anOpenSearchThatIsNotThereIsTold() {
        CommandRun run = CommandRun.drey("search", "--tenant", "acme", "-Dopensearch-urls=http://127.0.0.1:1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("127.0.0.1:1").contains("opensearch-urls");
    }

    @Test
    void withoutTheSecurityPluginTenantsCannotBeKeptApartAndThatIsSaid() {
        CommandRun run = command("index", "access", "--tenant", "acme");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("has no security plugin", "let no tenant ask it directly", "--out");
    }

    @Test
    void alertsAreSearchedToo() throws Exception {
        ObjectNode alert =
                line("guarded", "web", "2026-03-01T00:00:00Z", "five failed logins, then one that succeeded");
        alert.putObject("alert").put("severity", "high");
        index("alerts-guarded-2026.03", alert);
        ask("POST", "/alerts-guarded-*/_refresh", null);
        CommandRun run = search("--in", "alerts", "--tenant", "guarded", "alert.severity:high");
        assertThat(run.out()).contains("severity").contains("high").contains("five failed logins");
    }

    @Test
    void rotatingMakesTheComingIndicesAndSettlesTheOldOnes() throws Exception {
        String yesterday = "logs-turner-" + dotted(today.minusDays(1));
        String old = "logs-turner-" + dotted(today.minusDays(30));
        index(yesterday, line("turner", "web", today.minusDays(1) + "T00:00:00Z", "yesterday"));
        ask("POST", "/" + yesterday + "/_refresh", null);
        for (int n = 0; n < 3; n++) {
            index(old, line("turner", "web", today.minusDays(30) + "T00:00:0" + n + "Z", "old"));
            ask("POST", "/" + old + "/_refresh", null);
        }

        CommandRun dry = command("index", "rotate", "--tenant", "turner", "--settle", "0d", "--dry-run");
        assertThat(dry.out()).contains("would create").contains("would read-only");
        assertThat(exists("logs-turner-" + dotted(today))).isFalse();
        assertThat(setting(old, "index.blocks.write")).isEmpty();

        CommandRun young = command("index", "rotate", "--tenant", "turner");
        assertThat(young.exitCode()).as(young.err()).isZero();
        assertThat(exists("logs-turner-" + dotted(today))).isTrue();
        assertThat(exists("logs-turner-" + dotted(today.plusDays(1)))).isTrue();
        assertThat(setting(old, "index.blocks.write"))
                .as("it was made just now")
                .isEmpty();
        assertThat(aliased("logs-turner")).contains(yesterday, old, "logs-turner-" + dotted(today.plusDays(1)));

        // Both were made just now: a settling time of no days has passed for each whose day is over.
        CommandRun run = command("index", "rotate", "--tenant", "turner", "--settle", "0d");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern(old + " +read-only");
        assertThat(setting(old, "index.blocks.write")).isEqualTo("true");
        assertThat(segments(old)).isEqualTo(1);
        assertThat(setting("logs-turner-" + dotted(today), "index.blocks.write"))
                .isEmpty();
        assertThat(search("--tenant", "turner", "--limit", "10", "--format", "csv")
                        .out()
                        .lines())
                .hasSize(1 + 4);

        CommandRun again = command("index", "rotate", "--tenant", "turner", "--settle", "0d", "--format", "csv");
        assertThat(again.out()).contains(old + ",none,");
    }

    @Test
    void expiringDeletesWhatIsPastItsTimeAndNothingElse() throws Exception {
        String old = "logs-mortal-" + dotted(today.minusDays(40));
        String mixed = "logs-mortal-" + dotted(today.minusDays(20));
        String fresh = "logs-mortal-" + dotted(today);
        index(old, line("mortal", "web", today.minusDays(40) + "T00:00:00Z", "old"));
        index(mixed, line("mortal", "web", today.minusDays(20) + "T00:00:00Z", "web"));
        index(mixed, line("mortal", "audit", today.minusDays(20) + "T00:00:00Z", "audit"));
        index(fresh, line("mortal", "web", today + "T00:00:00Z", "fresh"));
        index("logs-mortal-copy", line("mortal", "web", "2001-01-01T00:00:00Z", "not ours"));
        index("alerts-mortal-2001.01", line("mortal", "web", "2001-01-01T00:00:00Z", "alert"));
        ask("POST", "/*-mortal-*/_refresh", null);
        ask("PUT", "/" + mixed + "/_settings", JSON.createObjectNode().put("index.blocks.write", true));
        String[] rules = {"--keep", "mortal:logs=10d", "--keep", "mortal/audit:logs=30d", "--tenant", "mortal"};

        CommandRun dry = command(arguments("index", "expire", rules, "--dry-run"));
        assertThat(dry.out())
                .containsPattern(old + " +would delete 1 documents with the index")
                .containsPattern(mixed + " +would delete 1 documents")
                .containsPattern(fresh + " +none")
                .containsPattern("alerts-mortal-2001.01 +none +no --keep is for it");
        assertThat(exists(old)).isTrue();

        CommandRun run = command(arguments("index", "expire", rules));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(exists(old)).isFalse();
        assertThat(search("--tenant", "mortal", "--format", "csv").out())
                .contains("audit")
                .contains("fresh")
                .doesNotContain(",web,127.0.0.1,web");
        assertThat(setting(mixed, "index.blocks.write")).isEqualTo("true");
        assertThat(exists("logs-mortal-copy")).isTrue();
        assertThat(exists("alerts-mortal-2001.01")).isTrue();

        CommandRun again = command(arguments("index", "expire", rules));
        assertThat(again.out()).doesNotContain("delete");
    }

    private static String[] arguments(String command, String sub, String[] rules, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, sub));
        arguments.addAll(List.of(rules));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static CommandRun search(String... more) {
        List<String> arguments = new ArrayList<>(List.of("search"));
        arguments.addAll(List.of(more));
        return command(arguments.toArray(String[]::new));
    }

    private static CommandRun command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dopensearch-urls=" + url);
        return CommandRun.drey(all.toArray(String[]::new));
    }

    private static ObjectNode line(String tenant, String dataset, String time, String message) {
        ObjectNode line = JSON.createObjectNode();
        line.put("@timestamp", time).put("message", message);
        line.putObject("data_stream").put("namespace", tenant).put("dataset", dataset);
        line.putObject("source").put("ip", "127.0.0.1");
        return line;
    }

    private static String dotted(LocalDate day) {
        return day.toString().replace('-', '.');
    }

    private static void index(String index, ObjectNode document) throws IOException, InterruptedException {
        assertThat(ask("POST", "/" + index + "/_doc", document).path("result").asText())
                .isEqualTo("created");
    }

    private static boolean exists(String index) throws IOException, InterruptedException {
        return ask("GET", "/" + index, null).has(index);
    }

    private static String setting(String index, String key) throws IOException, InterruptedException {
        return ask("GET", "/" + index + "/_settings?flat_settings=true", null)
                .path(index)
                .path("settings")
                .path(key)
                .asText();
    }

    private static int segments(String index) throws IOException, InterruptedException {
        return ask("GET", "/" + index + "/_stats/segments", null)
                .at("/_all/primaries/segments/count")
                .asInt();
    }

    private static List<String> aliased(String alias) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        ask("GET", "/_alias/" + alias, null).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode ask(String method, String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(url.resolve(path))
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        body == null
                                                ? BodyPublishers.noBody()
                                                : BodyPublishers.ofString(body.toString(), UTF_8))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
