package io.drey.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditPolicy;
import io.drey.query.SampleLake;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.testing.Await;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service answers over HTTP about a real lake, and to whom it does not. */
@FlinkCluster
class QueryServiceIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path folder;

    private static LakeSettings lake;
    private static QueryService service;
    private static Path spool;

    @BeforeAll
    static void start() throws Exception {
        lake = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        SampleLake.land(lake);
        Path access = Files.writeString(
                folder.resolve("access.yaml"),
                """
                roles:
                  analysts: {tenants: [acme], sees: analyst}
                  security: {tenants: [acme], sees: security}
                  everybody: {tenants: ['*'], sees: security}
                  elsewhere: {tenants: [acme], sees: security, datasets: elb-*}
                tokens:
                  ann: {role: analysts, sha256: %s}
                  sam: {role: security, sha256: %s}
                  olga: {role: everybody, sha256: %s}
                  eli: {role: elsewhere, sha256: %s}
                  hal: {role: security, sha256: %s}
                  una: {role: everybody, sha256: %s}
                  old: {role: everybody, sha256: %s, expires: 2020-01-01T00:00:00Z}
                """
                        .formatted(Stream.of("ann", "sam", "olga", "eli", "hal", "una", "old")
                                .map(name -> Sha256.of("token of " + name))
                                .toArray()));
        spool = folder.resolve("spool");
        Path old = Files.createDirectories(spool.resolve("00000000-0000-0000-0000-000000000001"));
        Files.writeString(old.resolve("rows"), "[1]");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Files.createDirectories(spool.resolve("00000000-0000-0000-0000-000000000002"));
        Files.createDirectories(spool.resolve("of-somebody-else"));
        AccessPolicy policy = AccessPolicy.read(access);
        service = QueryService.start(
                ServeSettings.from(Configuration.fromMap(Map.of(
                        "serve-listen",
                        "127.0.0.1:0",
                        "serve-spool-folder",
                        spool.toString(),
                        "serve-result-bytes",
                        "64kb"))),
                () -> policy,
                new QueryService.Parts(
                        QueryCatalog.builtIn(),
                        ServeEngines.of(new FlinkQueryEngine(lake)),
                        lake,
                        actor -> new LakeRecords(
                                lake,
                                new AccessAudit(lake, AuditPolicy.REQUIRED, Clock.systemUTC(), warning -> {}),
                                actor,
                                Clock.systemUTC()),
                        Optional.empty()),
                Clock.systemUTC());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left)
                    .as("its own are gone, and old ones of a service that was killed")
                    .containsExactlyInAnyOrder(
                            spool.resolve("00000000-0000-0000-0000-000000000002"), spool.resolve("of-somebody-else"));
        }
    }

    private static HttpResponse<String> send(String who, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (who != null) {
            request.header("Authorization", "Bearer token of " + who);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    private static JsonNode get(String who, String path) throws Exception {
        HttpResponse<String> response = send(who, "GET", path, null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String words) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).contains(words);
    }

    private static String begin(String who, String kind, String what, String... parameters) throws Exception {
        HttpResponse<String> begun = send(who, "POST", "api/v1/runs", asked(kind, what, parameters));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        return JSON.readTree(begun.body()).path("id").asText();
    }

    private static String asked(String kind, String what, String... parameters) {
        ObjectNode body = JSON.createObjectNode().put(kind, what);
        ObjectNode given = body.putObject("parameters").put("tenant", "acme");
        for (int i = 0; i < parameters.length; i += 2) {
            given.put(parameters[i], parameters[i + 1]);
        }
        return body.toString();
    }

    private static JsonNode over(String who, String run) throws Exception {
        Await.until("the run to be over", PATIENCE, () -> List.of("done", "failed", "cancelled")
                .contains(get(who, "api/v1/runs/" + run).path("state").asText()));
        return get(who, "api/v1/runs/" + run);
    }

    @Test
    void letsNobodyInWithoutATokenThatIsInForce() throws Exception {
        for (String path : List.of("api/v1/me", "api/v1/queries", "api/v1/runs", "api/v1/search?tenant=acme")) {
            for (String who : new String[] {null, "nobody", "old"}) {
                HttpResponse<String> response = send(who, "GET", path, null);
                assertProblem(response, 401, "Authorization: Bearer");
                assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"drey\"");
            }
        }
        assertThat(send(null, "GET", "healthz", null).statusCode()).isEqualTo(200);
        Await.exactly("the first query", PATIENCE, 200, () -> send(null, "GET", "readyz", null)
                .statusCode());
        HttpResponse<String> page = send(null, "GET", "", null);
        assertThat(page.body()).contains("app.js").doesNotContain("acme");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertProblem(send(null, "GET", "api/v1/nothing", null), 404, "there is nothing at /api/v1/nothing");
        assertProblem(send("sam", "PUT", "api/v1/runs", ""), 405, "PUT is not for /api/v1/runs");
    }

    @Test
    void saysWhoAsksAndWhatThereIs() throws Exception {
        JsonNode me = get("ann", "api/v1/me");
        assertThat(me.path("name").asText()).isEqualTo("ann");
        assertThat(me.path("tenants")).hasToString("[\"acme\"]");
        assertThat(me.path("sees").asText()).isEqualTo("role analysts, analyst");
        assertThat(get("olga", "api/v1/me").path("tenants")).hasToString("[\"acme\",\"globex\",\"hooli\",\"odd\"]");
        JsonNode queries = get("ann", "api/v1/queries").path("queries");
        assertThat(queries).hasSizeGreaterThan(25);
        JsonNode query = get("ann", "api/v1/queries/frequent-404-pages");
        assertThat(query.at("/parameters/0/name").asText()).isEqualTo("limit");
        assertProblem(
                send("ann", "GET", "api/v1/queries/frequent-404-page", null),
                400,
                "did you mean 'frequent-404-pages'?");
    }

    @Test
    void givesRowsAsTheyCome() throws Exception {
        String path = "api/v1/queries/frequent-404-pages/rows?tenant=acme&limit=2";
        HttpResponse<String> csv = send("sam", "GET", path + "&format=csv", null);
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.body().lines()).hasSize(3).element(1).asString().startsWith("/gone,3,");
        JsonNode rows = get("sam", path);
        assertThat(rows).hasSize(2);
        assertThat(rows.at("/0/url_path").asText()).isEqualTo("/gone");

        assertProblem(send("sam", "GET", path + "&limt=1", null), 400, "has no parameter 'limt'");
        assertProblem(send("sam", "GET", path + "&from=yesterday", null), 400, "parameter from is 'yesterday'");
        assertProblem(send("sam", "GET", path + "&format=xml", null), 400, "format is 'xml'");
        assertProblem(send("sam", "GET", path + "&engine=trino", null), 400, "engine is 'trino'");
        assertProblem(send("sam", "GET", path + "&tenant=globex", null), 400, "tenant is given 2 times");
    }

    @Test
    void keepsTheRowsOfARunToBePagedThrough() throws Exception {
        String run = begin(
                "sam", "sql", "SELECT url_path, http_response_status_code AS status FROM logs ORDER BY ts, event_id");
        JsonNode done = over("sam", run);
        assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
        assertThat(done.path("rows").asInt()).isEqualTo(11);
        assertThat(done.path("columns")).hasToString("[\"url_path\",\"status\"]");
        assertThat(done.at("/snapshots/logs").asText()).matches("\\d+");

        assertThat(Files.getPosixFilePermissions(spool.resolve(run)))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        JsonNode page = get("sam", "api/v1/runs/" + run + "/rows?after=1&limit=2");
        assertThat(page)
                .hasToString("[{\"url_path\":\"/gone\",\"status\":404},{\"url_path\":\"/gone\",\"status\":404}]");
        assertThat(get("sam", "api/v1/runs/" + run + "/rows?after=11")).isEmpty();
        assertThat(send("sam", "GET", "api/v1/runs/" + run + "/rows?format=csv", null)
                        .body()
                        .lines())
                .hasSize(12);
        assertProblem(
                send("sam", "GET", "api/v1/runs/" + run + "/rows?limit=20000", null), 400, "a page has 10000 rows");
        assertProblem(send("sam", "GET", "api/v1/runs/" + run + "/rows?after=-1", null), 400, "after is '-1'");

        // It is nobody else's, not even of those who see more.
        assertProblem(send("olga", "GET", "api/v1/runs/" + run, null), 404, "there is no run");
        assertProblem(send("olga", "GET", "api/v1/runs/" + run + "/rows", null), 404, "there is no run");
        assertThat(get("olga", "api/v1/runs").path("runs").toString()).doesNotContain(run);
        assertThat(get("sam", "api/v1/runs").path("runs").toString()).contains(run);
        assertThat(send("sam", "DELETE", "api/v1/runs/" + run, null).statusCode())
                .isEqualTo(200);
        assertProblem(send("sam", "GET", "api/v1/runs/" + run, null), 404, "there is no run");
    }

    @Test
    void hidesWhatARoleDoesNotSee() throws Exception {
        String people = "SELECT source_ip, user_name, event_original FROM logs";
        String ofAnalyst = begin("ann", "sql", people);
        over("ann", ofAnalyst);
        assertThat(send("ann", "GET", "api/v1/runs/" + ofAnalyst + "/rows?format=csv", null)
                        .body())
                .doesNotContain("1.1.1.", "eve,", "- eve");
        String ofSecurity = begin("sam", "sql", people);
        over("sam", ofSecurity);
        assertThat(send("sam", "GET", "api/v1/runs/" + ofSecurity + "/rows?format=csv", null)
                        .body())
                .contains("1.1.1.3", "eve");
        String elsewhere = begin("eli", "sql", "SELECT COUNT(*) AS n FROM logs");
        over("eli", elsewhere);
        assertThat(get("eli", "api/v1/runs/" + elsewhere + "/rows")).hasToString("[{\"n\":0}]");

        HttpResponse<String> other =
                send("sam", "POST", "api/v1/runs", asked("query", "peak-hours", "tenant", "globex"));
        assertProblem(other, 403, "the role security sees nothing of tenant globex");
        assertProblem(
                send("sam", "GET", "api/v1/queries/peak-hours/rows?tenant=globex", null),
                403,
                "the role security sees nothing of tenant globex");
        assertProblem(
                send("sam", "POST", "api/v1/explain", asked("query", "peak-hours", "tenant", "globex")),
                403,
                "sees nothing of tenant globex");
        String audit = begin("ann", "report", "audit-log-access");
        assertThat(over("ann", audit).path("problem").asText())
                .isEqualTo("audit-log-access reads access_audit, which the role analysts does not see");
        assertProblem(send("ann", "GET", "api/v1/search?tenant=globex", null), 501, "no OpenSearch");

        try (Lake opened = Lake.open(lake)) {
            assertThat(AccessAudit.entries(opened, Optional.of("globex")))
                    .extracting(entry -> entry.outcome() + " " + entry.access().actor() + " "
                            + entry.access().statement())
                    .contains("refused sam peak-hours");
            assertThat(AccessAudit.entries(opened, Optional.of("acme")))
                    .extracting(entry -> entry.outcome() + " " + entry.access().actor() + " "
                            + entry.access().statement())
                    .contains(
                            "done ann SELECT source_ip , user_name , event_original FROM logs",
                            "refused ann audit-log-access");
        }
    }

    @Test
    void writesReports() throws Exception {
        String run = begin("sam", "report", "invalid-access-attempts");
        JsonNode done = over("sam", run);
        assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
        assertThat(done.path("files"))
                .hasToString(
                        "[\"invalid-access-attempts.html\",\"invalid-access-attempts.csv\",\"invalid-access-attempts.json\",\"invalid-access-attempts.manifest.json\"]");
        HttpResponse<String> page =
                send("sam", "GET", "api/v1/runs/" + run + "/files/invalid-access-attempts.html", null);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("eve");
        JsonNode manifest = get("sam", "api/v1/runs/" + run + "/files/invalid-access-attempts.manifest.json");
        assertThat(manifest.path("seen_by").asText()).isEqualTo("role security, security");
        for (String name : List.of("rows", "..%2Frows", "..%2F..%2Faccess.yaml", "%2Fetc%2Fpasswd")) {
            assertProblem(send("sam", "GET", "api/v1/runs/" + run + "/files/" + name, null), 404, "");
        }
    }

    @Test
    void explainsAndRefusesWhatIsNoQuestion() throws Exception {
        JsonNode tables = JSON.readTree(send("sam", "POST", "api/v1/explain", asked("query", "peak-hours"))
                .body());
        assertThat(tables.at("/tables/0/table").asText()).isEqualTo("logs");
        assertThat(tables.at("/tables/0/rows").asLong()).isGreaterThanOrEqualTo(11);

        assertProblem(send("sam", "POST", "api/v1/runs", "{"), 400, "the body is not as it must be");
        assertProblem(send("sam", "POST", "api/v1/runs", "null"), 400, "the body is null");
        assertProblem(send("sam", "POST", "api/v1/runs", "{\"quer\":\"x\"}"), 400, "quer");
        assertProblem(send("sam", "POST", "api/v1/runs", "{}"), 400, "say one of query, sql and report");
        assertProblem(
                send("sam", "POST", "api/v1/runs", asked("query", "peak-hours", "from", "x'; DROP TABLE logs")),
                400,
                "parameter from is");
        assertProblem(send("sam", "POST", "api/v1/runs", asked("sql", " ")), 400, "the SQL is empty");
        assertProblem(
                send("sam", "POST", "api/v1/runs", asked("query", "x".repeat(2 << 20))),
                413,
                "the body is longer than 1,048,576 bytes");
        String broken = begin("sam", "sql", "DELETE FROM logs");
        assertThat(over("sam", broken).path("problem").asText()).contains("the SQL is not a query");
        String unknown = begin("olga", "query", "peak-hours", "tenant", "acmee");
        assertThat(over("olga", unknown).path("problem").asText()).contains("the lake has no rows of a tenant 'acmee'");
    }

    @Test
    void endsWhatIsTooLongOrNotWantedAnyMore() throws Exception {
        String all = begin("olga", "sql", "SELECT * FROM logs", "tenant", "hooli");
        JsonNode failed = over("olga", all);
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("problem").asText()).startsWith("the result is longer than 65,536 bytes");

        String endless = "SELECT COUNT(*) AS n FROM logs a, logs b, logs c, logs d";
        String first = begin("olga", "sql", endless, "tenant", "hooli");
        Await.equal("it to run", PATIENCE, "running", () -> get("olga", "api/v1/runs/" + first)
                .path("state")
                .asText());
        assertThat(send("olga", "DELETE", "api/v1/runs/" + first, null).statusCode())
                .isEqualTo(200);
        assertThat(over("olga", first).path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void keepsNobodyFromTheirTurn() throws Exception {
        String endless = "SELECT COUNT(*) AS n FROM logs a, logs b, logs c, logs d";
        for (int i = 0; i < 8; i++) {
            String unused = begin("una", "sql", endless, "tenant", "hooli");
        }
        HttpResponse<String> ninth = send("una", "POST", "api/v1/runs", asked("sql", endless, "tenant", "hooli"));
        assertProblem(ninth, 429, "8 queries of yours are not done");
        assertThat(ninth.headers().firstValue("Retry-After")).hasValue("5");
        for (JsonNode run : get("una", "api/v1/runs").path("runs")) {
            send("una", "DELETE", "api/v1/runs/" + run.path("id").asText(), null);
        }
    }

    @Test
    void keepsTheLastResultsOfEach() throws Exception {
        String first = begin("hal", "sql", "DELETE FROM logs");
        over("hal", first);
        for (int i = 0; i < 20; i++) {
            over("hal", begin("hal", "sql", "DELETE FROM logs"));
        }
        assertThat(get("hal", "api/v1/runs").path("runs")).hasSize(20);
        assertProblem(send("hal", "GET", "api/v1/runs/" + first, null), 404, "over for too long");
    }

    @Test
    void saysThatAnAddressIsTaken() {
        assertThatThrownBy(() -> QueryService.start(
                        ServeSettings.from(Configuration.fromMap(Map.of(
                                "serve-listen", "127.0.0.1:" + service.url().getPort()))),
                        () -> null,
                        new QueryService.Parts(
                                QueryCatalog.builtIn(),
                                ServeEngines.of(new FlinkQueryEngine(lake)),
                                lake,
                                actor -> null,
                                Optional.empty()),
                        Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choose another address or port with serve-listen");
    }
}
