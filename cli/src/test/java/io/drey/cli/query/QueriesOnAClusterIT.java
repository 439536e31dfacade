package io.drey.cli.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.cli.lake.LakeOption;
import io.drey.event.Sha256;
import io.drey.lake.LakeSettings;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.serve.ServedInstallation;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryCatalog;
import io.drey.serve.QueryService;
import io.drey.serve.ServeSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports, packs and the query service with the setting {@code query-flink-url}, which names a real Flink cluster. */
@StackTest(Server.FLINK)
class QueriesOnAClusterIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ENGINE = " on a cluster";

    private static final String ROWS =
            "WITH t AS (SELECT x FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS v (x)), "
                    + "u AS (SELECT a.x FROM t a CROSS JOIN t b CROSS JOIN t c CROSS JOIN t d) ";

    /** Two reports: one whose rows come for long, and one of more rows than can be counted in a day. */
    private static final Map<String, String> SLOW = Map.of(
            "many",
            ROWS + "SELECT a.x AS x FROM u a CROSS JOIN u b",
            "endless",
            ROWS + "SELECT MAX(a.x + b.x + c.x) AS x FROM u a CROSS JOIN u b CROSS JOIN u c");

    private static final Executor THREADS = task -> new Thread(task, "asks").start();

    @TempDir
    private static Path folder;

    private final FlinkCluster cluster;

    QueriesOnAClusterIT(LocalStack stack) {
        this.cluster = new FlinkCluster(stack.flink().restUrl());
    }

    @BeforeAll
    static void installation(LocalStack stack) throws Exception {
        SampleLake.land(LakeSettings.inFolder(folder.resolve("lake").toUri().toString()));
        for (Map.Entry<String, String> slow : SLOW.entrySet()) {
            Path report = Files.createDirectories(folder.resolve("queries/" + slow.getKey()));
            Files.writeString(report.resolve("query.sql"), slow.getValue() + "\n");
            Files.writeString(
                    report.resolve("query.yaml"), "title: Slow\nanswers: Nothing.\nreport: true\nparameters: []\n");
        }
        Files.writeString(
                Files.createDirectories(folder.resolve("queries/packs")).resolve("own.yaml"),
                """
                standard: OWN
                title: What we ask ourselves
                edition: "1"
                clauses:
                  - clause: "1"
                    asks: Lines are looked at.
                    reports: [artificial-ignorance, invalid-access-attempts]
                """);
        Files.writeString(
                folder.resolve("config.yaml"),
                """
                lake-catalog-type: hadoop
                lake-warehouse: %s
                query-folder: %s
                query-flink-url: %s
                access-file: %s
                serve-listen: 127.0.0.1:%d
                """
                        .formatted(
                                folder.resolve("lake").toUri(),
                                folder.resolve("queries"),
                                stack.flink().restUrl(),
                                folder.resolve("access.yaml"),
                                freePort()));
        Files.writeString(
                folder.resolve("access.yaml"),
                """
                roles:
                  security: {tenants: [acme], sees: security}
                tokens:
                  sam: {role: security, sha256: %s}
                """
                        .formatted(Sha256.of("token of sam")));
    }

    @Test
    void aPacksReportsAreWhatTheyAreWithoutACluster() throws Exception {
        int before = Collections.frequency(states(), "FINISHED");
        String report = "artificial-ignorance";
        CommandRun made =
                drey("report", "pack", "own", "--period", "2026-01", "--tenant", "acme", "--out", folder + "/packs");
        assertThat(made.exitCode()).as(made.err()).isZero();
        Path pack = folder.resolve("packs/own-2026-01-acme");
        for (String each : List.of(report, "invalid-access-attempts")) {
            assertThat(engine(pack.resolve(each + ".manifest.json"))).endsWith(ENGINE);
        }
        assertThat(Collections.frequency(states(), "FINISHED"))
                .as("what ran on the cluster")
                .isEqualTo(before + 2);

        Path within = folder.resolve("within");
        CommandRun embedded = CommandRun.drey(
                "report",
                "run",
                report,
                "--tenant",
                "acme",
                "--from",
                "2026-01-01",
                "--to",
                "2026-02-01",
                "--out",
                within.toString(),
                "-Dlake-catalog-type=hadoop",
                "-Dlake-warehouse=" + folder.resolve("lake").toUri());
        assertThat(embedded.exitCode()).as(embedded.err()).isZero();
        assertThat(engine(within.resolve(report + ".manifest.json"))).doesNotEndWith(ENGINE);
        assertThat(pack.resolve(report + ".csv"))
                .hasSameBinaryContentAs(within.resolve(report + ".csv"))
                .content()
                .contains("GET 4xx,8");
    }

    /** The function that gives them back is ours, with what all formats need for it. */
    @Test
    void linesAreGivenBackThere() {
        List<String> question = List.of(
                "query",
                "--tenant",
                "acme",
                "--format",
                "csv",
                "--sql",
                "SELECT raw_offset, event_original FROM logs ORDER BY raw_offset");
        CommandRun there = drey(question.toArray(String[]::new));
        CommandRun here = CommandRun.drey(Stream.concat(
                        question.stream(),
                        Stream.of(
                                "-Dlake-catalog-type=hadoop",
                                "-Dlake-warehouse=" + folder.resolve("lake").toUri()))
                .toArray(String[]::new));

        assertThat(there.exitCode()).as(there.err()).isZero();
        assertThat(here.exitCode()).as(here.err()).isZero();
        assertThat(there.out()).isEqualTo(here.out()).contains(" HTTP/1.");
    }

    /** The time-out of the first lets the second one in, which needs all slots. */
    @Test
    void aReportThatTakesTooLongGivesItsSlotsToWhoWaits() throws Exception {
        int slots = cluster.freeSlots();
        CompletableFuture<CommandRun> late =
                CompletableFuture.supplyAsync(() -> slow("many", "--timeout", "12s"), THREADS);
        Await.until("it to run", PATIENCE, () -> states().contains("RUNNING"));
        CommandRun next = drey(
                "query",
                "--tenant",
                "acme",
                "--format",
                "csv",
                "-Dquery-flink-parallelism=" + slots,
                "--sql",
                "SELECT COUNT(*) AS n FROM logs");

        assertThat(late.get().exitCode()).isEqualTo(1);
        assertThat(late.get().err()).contains("the query was ended after 12s, its time-out");
        assertThat(next.exitCode()).as(next.err()).isZero();
        assertThat(next.out().lines()).containsExactly("n", "11");
        awaitNoneRuns();
    }

    /** As an instance of the scheduler does when it is stopped. */
    @Test
    void whoIsInterruptedEndsTheClustersJob() throws Exception {
        int before = Collections.frequency(states(), "CANCELED");
        CompletableFuture<CommandRun> ended = new CompletableFuture<>();
        Thread asking = new Thread(() -> ended.complete(slow("endless")), "asks");
        asking.start();
        Await.until("it to run", PATIENCE, () -> states().contains("RUNNING"));
        asking.interrupt();

        assertThat(ended.get().exitCode()).isEqualTo(1);
        awaitNoneRuns();
        assertThat(Collections.frequency(states(), "CANCELED")).isEqualTo(before + 1);
        Await.until(
                "nobody to tell the cluster that somebody waits",
                PATIENCE,
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("drey-query-heartbeat")));
    }

    @Test
    void theQueryServiceAsksThereAndEndsWhatItIsToldToEnd() throws Exception {
        LakeOption option = LakeOption.in(folder);
        ServedInstallation served = new ServedInstallation(
                option,
                () -> QueryCatalog.builtIn().with(folder.resolve("queries")),
                List::of,
                Clock.systemUTC(),
                told -> {});
        try (QueryService service = served.start(
                ServeSettings.from(option.configuration()), served.policyIn(folder.resolve("access.yaml")))) {
            String report =
                    begin(service, "{\"report\":\"artificial-ignorance\",\"parameters\":{\"tenant\":\"acme\"}}");
            awaitState(service, report, "done");
            JsonNode manifest = json(
                    ask(service, "GET", "/api/v1/runs/" + report + "/files/artificial-ignorance.manifest.json", null));
            assertThat(manifest.path("engine").asText()).endsWith(ENGINE);
            Await.until(
                    "the first question to be answered",
                    PATIENCE,
                    () -> ask(service, "GET", "/readyz", null).statusCode() == 200);
            awaitNoneRuns();

            String endless = begin(service, "{\"report\":\"endless\",\"parameters\":{\"tenant\":\"acme\"}}");
            Await.until("it to run", PATIENCE, () -> states().contains("RUNNING"));
            assertThat(ask(service, "DELETE", "/api/v1/runs/" + endless, null).statusCode())
                    .isEqualTo(200);
            awaitNoneRuns();
            String sql = begin(
                    service, "{\"sql\":\"%s\",\"parameters\":{\"tenant\":\"acme\"}}".formatted(SLOW.get("endless")));
            Await.until("it to run", PATIENCE, () -> states().contains("RUNNING"));
            assertThat(sql).isNotEmpty();
        }
        // With the service all that it asks ends.
        awaitNoneRuns();
    }

    private static CommandRun slow(String report, String... more) {
        return drey(Stream.concat(
                        Stream.of("report", "run", report, "--tenant", "acme", "--out", folder + "/out"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static CommandRun drey(String... command) {
        return CommandRun.drey(Stream.concat(Stream.of(command), Stream.of("--config", folder.toString()))
                .toArray(String[]::new));
    }

    private void awaitNoneRuns() {
        Await.until("all jobs to have ended", PATIENCE, () -> cluster.jobs().stream()
                .allMatch(FlinkJob::hasEnded));
    }

    /** Those of the cluster's jobs. */
    private List<String> states() {
        return cluster.jobs().stream().map(FlinkJob::state).toList();
    }

    private static String engine(Path manifest) throws IOException {
        return JSON.readTree(Files.readString(manifest)).path("engine").asText();
    }

    private static void awaitState(QueryService service, String run, String state) {
        Await.until(run + " to be " + state, PATIENCE, () -> json(ask(service, "GET", "/api/v1/runs/" + run, null))
                .path("state")
                .asText()
                .equals(state));
    }

    private static String begin(QueryService service, String body) throws Exception {
        HttpResponse<String> begun = ask(service, "POST", "/api/v1/runs", body);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        return json(begun).path("id").asText();
    }

    private static HttpResponse<String> ask(QueryService service, String method, String path, String body)
            throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(service.url().resolve(path))
                        .header("Authorization", "Bearer token of sam")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
