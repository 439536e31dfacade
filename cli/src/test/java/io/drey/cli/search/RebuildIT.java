package io.drey.cli.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.configuration.AlertStanding;
import io.drey.configuration.SearchPolicy;
import io.drey.delivery.SearchDocuments;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Evidence;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.JobEnvironment;
import io.drey.job.opensearch.SearchDocument;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refilling indices from a lake, by the policies of real control topics, into a real OpenSearch. */
@StackTest({Server.KAFKA, Server.OPENSEARCH})
class RebuildIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final DatasetId WEB = new DatasetId("rebuilt", "web");
    private static final DatasetId MAIL = new DatasetId("rebuilt", "mail");
    private static final SearchPolicy MAIL_POLICY =
            new SearchPolicy(SearchPolicy.Selection.ERRORS, 1, SearchPolicy.Period.MONTHLY, SearchPolicy.Original.KEPT);
    private static final Instant FIRST_DAY = Instant.parse("2026-03-30T00:00:00Z");
    private static final int EVENTS = 400;
    private static final String APRIL_FIRST = "logs-rebuilt-2026.04.01";

    @TempDir
    private static Path folder;

    private static URI url;
    private static String kafka;
    private static String warehouse;

    /** What must be searchable, by index and id. */
    private static final Map<String, Map<String, JsonNode>> EXPECTED = new TreeMap<>();

    @BeforeAll
    static void fillTheLake(LocalStack stack) throws Exception {
        url = stack.openSearch().url();
        kafka = stack.kafka().bootstrapServers();
        warehouse = folder.resolve("lake").toUri().toString();
        publishPolicies();
        LakeSettings settings = LakeSettings.inFolder(warehouse);
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        LogEvent[] events = new LogEvent[EVENTS];
        SearchDocuments documents = new SearchDocuments();
        for (int n = 0; n < EVENTS; n++) {
            events[n] = event(n);
            documents
                    .of(events[n], n % 4 == 3 ? MAIL_POLICY : SearchPolicy.DEFAULT)
                    .ifPresent(RebuildIT::expect);
        }
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(1);
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events));
        new LakeSinks(settings)
                .alerts()
                .accept(environment.fromData(TypeInformation.of(Alert.class), alert("a1"), alert("a2")));
        environment.execute();
    }

    @Test
    void anEmptyOpenSearchIsFilledByThePoliciesAndARepetitionChangesNothing() throws Exception {
        CommandRun dry = rebuild("--from", "2026-03-30", "--to", "2026-04-03", "--dry-run");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out()).contains(APRIL_FIRST).contains("logs-rebuilt-2026.03");
        assertThat(found()).isEmpty();

        CommandRun run = rebuild("--from", "2026-03-30", "--to", "2026-04-03");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("50 events are not selected");
        assertThat(found()).isEqualTo(EXPECTED);
        assertThat(ask("GET", "/" + APRIL_FIRST + "/_mapping", null)
                        .at("/" + APRIL_FIRST + "/mappings/dynamic")
                        .asText())
                .isEqualTo("false");
        assertThat(ask("GET", "/_alias/logs-rebuilt", null)).hasSize(EXPECTED.size());

        assertThat(rebuild("--from", "2026-03-30", "--to", "2026-04-03").exitCode())
                .isZero();
        assertThat(found()).isEqualTo(EXPECTED);

        aLostIndexComesBackAndTheOthersAreNotTouched();
        aSettledIndexIsRefilled();
        aDroppedIndexLosesWhatDoesNotBelongIntoIt();
    }

    private static void aLostIndexComesBackAndTheOthersAreNotTouched() throws Exception {
        ask("DELETE", "/" + APRIL_FIRST, null);
        assertThat(found()).doesNotContainKey(APRIL_FIRST);
        CommandRun run = rebuild("--from", "2026-04-01", "--to", "2026-04-02", "--format", "csv");
        assertThat(run.out().lines().skip(1).map(line -> line.substring(0, line.indexOf(','))))
                .containsExactly("logs-rebuilt-2026.04", APRIL_FIRST);
        assertThat(found()).isEqualTo(EXPECTED);
    }

    private static void aSettledIndexIsRefilled() throws Exception {
        String id = EXPECTED.get(APRIL_FIRST).keySet().iterator().next();
        ask("DELETE", "/" + APRIL_FIRST + "/_doc/" + id, null);
        ask("PUT", "/" + APRIL_FIRST + "/_settings", JSON.createObjectNode().put("index.blocks.write", true));
        assertThat(rebuild("--from", "2026-04-01", "--to", "2026-04-02").exitCode())
                .isZero();
        assertThat(found()).isEqualTo(EXPECTED);
    }

    private static void aDroppedIndexLosesWhatDoesNotBelongIntoIt() throws Exception {
        ask(
                "PUT",
                "/" + APRIL_FIRST + "/_doc/foreign?refresh=true",
                JSON.createObjectNode().put("message", "x"));
        assertThat(found()).isNotEqualTo(EXPECTED);

        CommandRun cut = rebuild("--from", "2026-04-01", "--to", "2026-04-02", "--drop");
        assertThat(cut.exitCode()).isEqualTo(2);
        assertThat(cut.err()).contains("logs-rebuilt-2026.04").contains("--to 2026-05-01");

        CommandRun run = rebuild("--from", "2026-03-01", "--to", "2026-05-01", "--drop");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(found()).isEqualTo(EXPECTED);
    }

    @Test
    void alertsAreWrittenAgain() throws Exception {
        CommandRun run = rebuild("--in", "alerts", "--from", "2026-03-30", "--to", "2026-04-03");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode written = ask("GET", "/alerts-rebuilt-2026.03/_doc/a2", null);
        assertThat(written.path("_source"))
                .isEqualTo(JSON.readTree(new SearchDocuments()
                        .of(alert("a2"), AlertStanding.UNTOUCHED)
                        .json()));
        ask("POST", "/alerts-rebuilt-*/_refresh", null);
        assertThat(command("search", "--in", "alerts", "--tenant", "rebuilt").out())
                .contains("five failed");
    }

    @Test
    void aTenantWithoutRowsHasNothingToWrite() {
        CommandRun run =
                command("index", "rebuild", "--tenant", "nobody", "--from", "2026-03-30", "--to", "2026-04-03");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(1);
    }

    @Test
    void aKafkaThatIsNotThereIsTold() {
        CommandRun run = CommandRun.drey(
                "index",
                "rebuild",
                "--tenant",
                "rebuilt",
                "--from",
                "2026-03-30",
                "--to",
                "2026-04-03",
                "--dry-run",
                "-Dopensearch-urls=" + url,
                "-Dkafka-bootstrap-servers=127.0.0.1:1",
                "-Dkafka-properties=default.api.timeout.ms:1000",
                "-Dlake-catalog-type=hadoop",
                "-Dlake-warehouse=" + warehouse);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("127.0.0.1:1").contains("kafka-bootstrap-servers");
    }

    private static void publishPolicies() throws IOException {
        Path documents = Files.createDirectories(folder.resolve("documents"));
        Files.writeString(documents.resolve("tenant.yaml"), "kind: Tenant\nname: rebuilt\nreplication: 1\n");
        Files.writeString(
                documents.resolve("mail.yaml"),
                """
                kind: Dataset
                tenant: rebuilt
                name: mail
                format: json
                search: errors
                search-period: monthly
                search-original: kept
                """);
        Files.writeString(
                documents.resolve("web.yaml"), "kind: Dataset\ntenant: rebuilt\nname: web\nformat: combined\n");
        CommandRun run = CommandRun.drey("apply", "-f", documents.toString(), "-Dkafka-bootstrap-servers=" + kafka);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static LogEvent event(int n) {
        byte[] line = ("GET /page/" + n + " grüße")
                .getBytes(n % 7 == 0 ? java.nio.charset.StandardCharsets.ISO_8859_1 : UTF_8);
        boolean mail = n % 4 == 3;
        Instant time = FIRST_DAY.plusSeconds(n * 860L);
        EventBuilder event = EventBuilder.at(
                mail ? MAIL : WEB,
                new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.rebuilt.web", n % 3, n, 0),
                time.plusSeconds(2).toEpochMilli(),
                line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, n % 8 == 3 ? 500 : 200);
        event.append(Field.SOURCE_IP, ("10.0.0." + n % 9).getBytes(UTF_8));
        event.put(Field.SOURCE_ADDRESS, event.offsetOf(Field.SOURCE_IP), event.lengthOf(Field.SOURCE_IP));
        event.timestampMicros(time.toEpochMilli() * 1000 + n);
        event.ingestedMillis(time.plusSeconds(3).toEpochMilli());
        return event;
    }

    private static Alert alert(String id) {
        return new Alert(
                id,
                "rebuilt",
                "web",
                "brute-force-login",
                1,
                "Failed logins followed by a success",
                "high",
                "10.0.0.1",
                FIRST_DAY.toEpochMilli(),
                FIRST_DAY.plusSeconds(60).toEpochMilli(),
                FIRST_DAY.plusSeconds(65).toEpochMilli(),
                "five failed logins by 10.0.0.1",
                6,
                new Evidence[] {new Evidence("t.0.1.0", FIRST_DAY.toEpochMilli(), "line".getBytes(UTF_8))});
    }

    private static void expect(SearchDocument document) {
        try {
            EXPECTED.computeIfAbsent(document.index(), index -> new TreeMap<>())
                    .put(document.id(), JSON.readTree(document.json()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, Map<String, JsonNode>> found() throws IOException, InterruptedException {
        ask("POST", "/logs-rebuilt-*/_refresh", null);
        Map<String, Map<String, JsonNode>> found = new TreeMap<>();
        for (JsonNode hit :
                ask("GET", "/logs-rebuilt-*/_search?size=10000", null).at("/hits/hits")) {
            found.computeIfAbsent(hit.path("_index").asText(), index -> new TreeMap<>())
                    .put(hit.path("_id").asText(), hit.path("_source"));
        }
        return found;
    }

    private static CommandRun rebuild(String... more) {
        List<String> arguments = new ArrayList<>(List.of("index", "rebuild", "--tenant", "rebuilt"));
        arguments.addAll(List.of(more));
        return command(arguments.toArray(String[]::new));
    }

    private static CommandRun command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dopensearch-urls=" + url);
        all.add("-Dkafka-bootstrap-servers=" + kafka);
        all.add("-Dlake-catalog-type=hadoop");
        all.add("-Dlake-warehouse=" + warehouse);
        return CommandRun.drey(all.toArray(String[]::new));
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
