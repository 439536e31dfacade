package io.drey.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.drey.cli.CommandRun;
import io.drey.cli.DreyProcess;
import io.drey.cli.console.ExitCodes;
import io.drey.lake.LakeSettings;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkJob;
import io.drey.query.SampleLake;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.TestCertificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask a real Flink whose endpoint is behind a proxy, as companies have it: TLS, client certificates, tokens and logins. */
@StackTest(Server.FLINK)
class SecuredFlinkIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOKEN = "Bearer t0ken";
    private static final String LOGIN = "Basic " + Base64.getEncoder().encodeToString("ann:s3cret".getBytes(UTF_8));

    private final LocalStack stack;
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;
    private HttpsServer proxy;

    /** What the cluster behind the proxy says that it is. */
    private String version = EnvironmentInformation.getVersion();

    private Path token;

    SecuredFlinkIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.in(folder.resolve("certificates"));
    }

    @BeforeEach
    void startProxy() throws IOException {
        token = Files.writeString(folder.resolve("token"), "t0ken\n");
        SSLContext tls = certificates.serverContextAskingClients();
        proxy = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asking = tls.getDefaultSSLParameters();
                asking.setNeedClientAuth(true);
                parameters.setSSLParameters(asking);
            }
        });
        proxy.createContext("/", this::forward);
        proxy.start();
    }

    @AfterEach
    void stopProxy() {
        proxy.stop(0);
    }

    private void forward(HttpExchange exchange) throws IOException {
        String login = exchange.getRequestHeaders().getFirst("Authorization");
        int status = 401;
        byte[] answer = "<html>who are you?</html>".getBytes(UTF_8);
        if (TOKEN.equals(login) || LOGIN.equals(login)) {
            HttpRequest request = HttpRequest.newBuilder(stack.flink()
                            .restUrl()
                            .resolve(exchange.getRequestURI().toString()))
                    .header(
                            "Content-Type",
                            exchange.getRequestHeaders()
                                    .getOrDefault("Content-Type", List.of("text/plain"))
                                    .get(0))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                    .build();
            try {
                HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
                status = response.statusCode();
                answer = exchange.getRequestURI().getPath().equals("/config")
                        ? new String(response.body(), UTF_8)
                                .replaceAll("(\"flink-version\":\")[^\"]*", "$1" + version)
                                .getBytes(UTF_8)
                        : response.body();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                status = 502;
            }
        }
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void aTokenOrALoginLetsOneIn() throws IOException {
        CommandRun withToken = list("--flink-token", "file:" + token);
        Path password = Files.writeString(folder.resolve("password"), "s3cret");
        CommandRun withLogin = list("--flink-user", "ann", "--flink-password", "file:" + password);

        assertThat(withToken.exitCode()).as(withToken.err()).isZero();
        assertThat(withLogin.exitCode()).as(withLogin.err()).isZero();
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertRefused(list(), "lets nobody in so (HTTP 401): give --flink-token");
        Path wrong = Files.writeString(folder.resolve("wrong"), "another");
        assertRefused(list("--flink-token", "file:" + wrong), "HTTP 401");
        assertRefused(list("--flink-token", "t0ken"), "write env:NAME or file:/path");
        assertRefused(list("--flink-user", "ann"), "give both --flink-user and --flink-password");
    }

    @Test
    void aStrangersCertificateIsRefusedByBoth() {
        CommandRun foreign =
                run("--flink-ca", certificates.foreignAuthority().toString(), "--flink-token", "file:" + token);
        CommandRun without = run("--flink-ca", certificates.authority().toString(), "--flink-token", "file:" + token);

        assertRefused(foreign, "does not answer");
        assertRefused(without, "does not answer");
        assertRefused(
                run(
                        "--flink-ca",
                        certificates.authority().toString(),
                        "--flink-certificate",
                        certificates.clientCertificate().toString(),
                        "--flink-key",
                        certificates.authority().toString()),
                "which is no key in PKCS #8");
    }

    /** Half of it goes through the proxy, as jobs do that bring jars. */
    @Test
    void aQueryGivesTheRowsThatItGivesWithoutACluster() throws Exception {
        landLake();
        List<String> whole = List.of(
                "--tenant",
                "odd",
                "--sql",
                "SELECT event_id, ts, event_original, labels, epoch_ms(ts) AS ms FROM logs ORDER BY event_id");
        int before = Collections.frequency(states(), "FINISHED");
        for (List<String> asked : List.of(List.of("frequent-404-pages", "--tenant", "acme"), whole)) {
            CommandRun embedded = query(asked);
            CommandRun apart = query(
                    asked,
                    asked == whole
                            ? letIn()
                            : List.of("--flink", stack.flink().restUrl().toString()));

            assertThat(embedded.exitCode()).as(embedded.err()).isZero();
            assertThat(apart.exitCode()).as(apart.err()).isZero();
            assertThat(embedded.out().lines()).hasSizeGreaterThan(2);
            assertThat(apart.out()).isEqualTo(embedded.out());
        }
        // The rows of a job come a moment before its end.
        Await.exactly(
                "queries that have ended on the cluster",
                PATIENCE,
                before + 2,
                () -> Collections.frequency(states(), "FINISHED"));
        CommandRun failing =
                query(List.of("--tenant", "acme", "--sql", "SELECT CAST(url_path AS INT) AS n FROM logs"), letIn());
        assertThat(failing.exitCode()).isEqualTo(1);
        assertThat(failing.err()).contains("the query failed: ").doesNotContain("\tat ");
    }

    @Test
    void aTimeOutAndCtrlCEndTheClustersJob() throws Exception {
        landLake();
        String rows = "WITH t AS (SELECT x FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS v (x)), "
                + "u AS (SELECT a.x FROM t a CROSS JOIN t b CROSS JOIN t c CROSS JOIN t d) ";
        CommandRun late = query(
                List.of(
                        "--tenant",
                        "acme",
                        "--timeout",
                        "4s",
                        "--sql",
                        rows + "SELECT MAX(a.x + b.x + c.x) AS x FROM u a CROSS JOIN u b CROSS JOIN u c"),
                List.of("--flink", stack.flink().restUrl().toString()));
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.err()).contains("the query was ended after 4s, its time-out");
        Await.until("no job to run", PATIENCE, () -> !states().contains("RUNNING"));

        Process process = DreyProcess.start(
                512,
                arguments(
                        List.of("--tenant", "acme", "--sql", rows + "SELECT a.x AS x FROM u a CROSS JOIN u b"),
                        List.of("--flink", stack.flink().restUrl().toString())));
        try {
            assertThat(process.getInputStream().read()).isPositive();
            Await.value("the job to run", PATIENCE, this::states, states -> states.contains("RUNNING"));
            DreyProcess.interrupt(process);
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        Await.until("no job to run", PATIENCE, () -> !states().contains("RUNNING"));
        assertThat(states()).contains("CANCELED");
    }

    @Test
    void aQueryIsRefusedBeforeItRunsWhereTheClusterCannotTakeIt() throws Exception {
        landLake();
        List<String> asked = List.of("frequent-404-pages", "--tenant", "acme");
        int jobs = states().size();
        assertRefused(
                query(asked, List.of("--flink", "http://127.0.0.1:1")), "Flink at http://127.0.0.1:1 does not answer");
        assertRefused(
                query(asked, letIn(), List.of("-Dquery-flink-parallelism=1000")),
                "free slots and a query takes 1000: add TaskManagers");
        assertRefused(
                query(asked, List.of("--engine", "trino", "--flink", "http://127.0.0.1:1")), "leave one of them out");
        version = "1.19.1";
        assertRefused(query(asked, letIn()), "is of version 1.19.1 and queries are made for 1.20");
        assertThat(states()).hasSize(jobs);
    }

    /** Two installations with a lake each and one cluster for both; a third whose cluster is away. */
    @Test
    void regionsGiveOneAnswer() throws Exception {
        landLake();
        String url = stack.flink().restUrl().toString();
        Path eu = region("eu", url);
        Path us = region("us", url);
        SampleLake.land(LakeSettings.inFolder(us.resolve("lake").toUri().toString()));
        Path away = region("away", "http://127.0.0.1:1");
        List<String> set =
                List.of("-Dquery-regions.eu=" + eu, "-Dquery-regions.us=" + us, "-Dquery-regions.away=" + away);
        List<String> pages = List.of("frequent-404-pages", "--tenant", "acme");

        CommandRun both = query(set, pages, List.of("--across", "eu,us"));
        assertThat(both.exitCode()).as(both.err()).isZero();
        assertThat(both.out().lines())
                .containsExactly(
                        "url_path,requests,first_ts,last_ts",
                        "/gone,6,2026-01-01T10:00:00Z,2026-01-02T00:00:00Z",
                        "/clock,2,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z",
                        "/old,2,2026-01-02T10:00:00Z,2026-01-02T10:00:00Z");
        assertThat(both.err()).contains("region eu: 3 rows", "region us: 3 rows", "left out", "callers");

        CommandRun some = query(set, pages, List.of("--across", "all", "--format", "table"));
        assertThat(some.exitCode()).isEqualTo(ExitCodes.PARTIAL);
        assertThat(some.out()).contains("/gone", "region away is missing: Flink at http://127.0.0.1:1 does not answer");

        CommandRun plan = query(set, pages, List.of("--across", "all", "--explain"));
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        List<String> reads = plan.out().lines().toList();
        assertThat(reads).hasSize(5).startsWith("region,table,snapshot,files,bytes,rows");
        List<String> regions = List.of("away", "eu", "us", "all");
        long files = 0;
        for (int i = 0; i < regions.size(); i++) {
            String[] read = reads.get(i + 1).split(",", -1);
            assertThat(read).startsWith(regions.get(i), "logs");
            assertThat(Long.parseLong(read[3])).as(reads.get(i + 1)).isPositive();
            files += regions.get(i).equals("all") ? -Long.parseLong(read[3]) : Long.parseLong(read[3]);
        }
        assertThat(files).as("the last row is of all").isZero();

        List<String> lines = List.of("--tenant", "acme", "--sql", "SELECT event_id FROM logs");
        assertRefused(query(set, lines, List.of("--across", "eu,us")), "which stay in their region");
        assertThat(query(set, lines, List.of("--across", "us")).out().lines()).hasSize(12);
        assertRefused(query(set, pages, List.of("--across", "ue")), "there is no region 'ue'");
        aReportIsOfBoth(set, eu, us);
        assertRefused(query(set, pages, List.of("--across", "eu", "--flink", url)), "leave one of them out");
        assertRefused(query(set, pages, List.of("--across", "eu", "--engine", "trino")), "set trino-url in " + eu);
        Path trino = region("trino", "");
        Files.writeString(trino.resolve("config.yaml"), "trino-url: http://127.0.0.1:1\n", StandardOpenOption.APPEND);
        assertRefused(
                query(List.of("-Dquery-regions.trino=" + trino), pages, List.of("--across", "trino")),
                "Trino at http://127.0.0.1:1 does not answer");
        assertRefused(
                query(List.of("-Dquery-regions.here=" + region("here", "")), pages, List.of("--across", "here")),
                "has no engine of its own");
    }

    /** Whose manifest names what was read in each, and which the lakes of both know. */
    private static void aReportIsOfBoth(List<String> set, Path eu, Path us) throws IOException {
        String name = "invalid-access-attempts";
        CommandRun rows = query(set, List.of(name, "--tenant", "acme", "--across", "eu,us"));
        CommandRun made = report(set, "run", name, "--tenant", "acme", "--across", "eu,us", "--out", folder + "/both");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(rows.out().lines()).hasSizeGreaterThan(1);
        assertThat(folder.resolve("both/" + name + ".csv")).content().isEqualToNormalizingNewlines(rows.out());
        Path manifest = folder.resolve("both/" + name + ".manifest.json");
        JsonNode regions =
                new ObjectMapper().readTree(Files.readString(manifest)).path("regions");
        assertThat(regions).hasSize(2);
        for (String region : List.of("eu", "us")) {
            assertThat(regions.at("/" + region + "/snapshots/logs").asText()).isNotEmpty();
            assertThat(regions.at("/" + region + "/engine").asText()).endsWith("on a cluster");
            Path settings = region.equals("eu") ? eu : us;
            CommandRun verified =
                    report(List.of("--config", settings.toString()), "verify", manifest.toString(), "--format", "csv");
            assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
        }
        assertRefused(
                report(set, "run", name, "--tenant", "acme", "--across", "all", "--out", folder + "/all"),
                "there is no report, as a region is missing: away: Flink at http://127.0.0.1:1 does not answer");
        assertThat(folder.resolve("all")).isEmptyDirectory();
        assertRefused(
                report(set, "run", "artificial-ignorance", "--tenant", "acme", "--across", "eu,us"),
                "which stay in their region");
    }

    private static CommandRun report(List<String> set, String... command) {
        List<String> all = new ArrayList<>(List.of("report"));
        all.addAll(List.of(command));
        all.addAll(set);
        return CommandRun.drey(all.toArray(String[]::new));
    }

    /** The folder of a region's settings; that of eu has the lake that is there already. */
    private static Path region(String name, String flink) throws IOException {
        Path folder = Files.createDirectories(SecuredFlinkIT.folder.resolve("region-" + name));
        Path lake = name.equals("us") ? folder.resolve("lake") : SecuredFlinkIT.folder.resolve("lake");
        Files.writeString(
                folder.resolve("config.yaml"),
                "lake-catalog-type: hadoop\nlake-warehouse: %s\n%s"
                        .formatted(lake.toUri(), flink.isEmpty() ? "" : "query-flink-url: " + flink + "\n"));
        return folder;
    }

    private static void landLake() throws Exception {
        Path lake = folder.resolve("lake");
        if (!Files.exists(lake)) {
            SampleLake.land(LakeSettings.inFolder(lake.toUri().toString()));
        }
    }

    /** What a query needs to come through the proxy. */
    private List<String> letIn() {
        return List.of(
                "--flink",
                "https://127.0.0.1:%d".formatted(proxy.getAddress().getPort()),
                "--flink-ca",
                certificates.authority().toString(),
                "--flink-certificate",
                certificates.clientCertificate().toString(),
                "--flink-key",
                certificates.clientKey().toString(),
                "--flink-token",
                "file:" + token);
    }

    @SafeVarargs
    private static CommandRun query(List<String>... asked) {
        return CommandRun.drey(arguments(asked).toArray(String[]::new));
    }

    /** As CSV, unless they say otherwise. */
    @SafeVarargs
    private static List<String> arguments(List<String>... asked) {
        List<String> all = new ArrayList<>(List.of(
                "query",
                "-Dlake-catalog-type=hadoop",
                "-Dlake-warehouse=" + folder.resolve("lake").toUri()));
        for (List<String> part : asked) {
            all.addAll(part);
        }
        if (!all.contains("--format")) {
            all.addAll(List.of("--format", "csv"));
        }
        return all;
    }

    /** Those of the cluster's jobs. */
    private List<String> states() {
        return new FlinkCluster(stack.flink().restUrl())
                .jobs().stream().map(FlinkJob::state).toList();
    }

    @Test
    void aSecretIsNotSentInClear() {
        CommandRun run = CommandRun.drey(
                "jobs", "list", "--flink", stack.flink().restUrl().toString(), "--flink-token", "file:" + token);

        assertRefused(run, "is not encrypted, and a token or password would be read on its way");
    }

    private static void assertRefused(CommandRun run, String words) {
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(words).doesNotContain("s3cret").doesNotContain("\tat ");
    }

    /** With what the proxy asks of each client's TLS. */
    private CommandRun list(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--flink-ca",
                certificates.authority().toString(),
                "--flink-certificate",
                certificates.clientCertificate().toString(),
                "--flink-key",
                certificates.clientKey().toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private CommandRun run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "jobs",
                "list",
                "--flink",
                "https://127.0.0.1:%d".formatted(proxy.getAddress().getPort())));
        arguments.addAll(List.of(more));
        return CommandRun.drey(arguments.toArray(String[]::new));
    }
}
