package io.drey.cli.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.cli.DocsPage;
import io.drey.configuration.AlertStanding;
import io.drey.delivery.ControlActs;
import io.drey.delivery.SearchDocuments;
import io.drey.event.Alert;
import io.drey.event.Evidence;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.opensearch.SearchDocument;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import io.drey.testing.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do with alerts in a real OpenSearch, and what is published of it to a real Kafka. */
@StackTest({Server.KAFKA, Server.OPENSEARCH})
class AlertsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANT = "acting";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Alert first = alert("a1", "path-scanner", "192.0.2.1", now.minus(Duration.ofDays(40)));
    private final Alert second =
            alert("a2", "path-scanner", "192.0.2.2", now.minusSeconds(60)).asLate("because");
    private final Alert tried =
            alert("s1", "path-scanner", "192.0.2.3", now.minusSeconds(45)).asStaged();
    private final Alert other = alert("b1", "brute-force-login", "192.0.2.1", now.minusSeconds(30));

    @TempDir
    private Path folder;

    private LocalStack stack;
    private OpenSearchClient search;

    @BeforeEach
    void write(LocalStack running) throws Exception {
        // Alerts of two months stand in two indices.
        WallClock.awaitRoomInDay(Duration.ofMinutes(1));
        stack = running;
        search = new OpenSearchClient(OpenSearchConnection.to(stack.openSearch().url()));
        IndexTemplates.install(search);
        Path tenant = Files.writeString(folder.resolve("tenant.yml"), "kind: Tenant\nname: acting\nreplication: 1\n");
        CommandRun applied = CommandRun.drey(
                "apply",
                "-f",
                tenant.toString(),
                "-Dkafka-bootstrap-servers=" + stack.kafka().bootstrapServers());
        assertThat(applied.exitCode()).as(applied.err()).isZero();
        for (Alert alert : List.of(first, second, other, tried)) {
            SearchDocument document = new SearchDocuments().of(alert, AlertStanding.UNTOUCHED);
            search.send("PUT", "/%s/_doc/%s?refresh=true".formatted(document.index(), document.id()), document.json());
        }
    }

    @Test
    void actsStandInTheDocumentsAsADeliveryWouldWriteThemAgain() throws Exception {
        assertThat(list()).containsExactly("b1 open", "a2 open", "a1 open");
        assertThat(list("--rule", "path-scanner", "--group", "192.0.2.2")).containsExactly("a2 open");
        assertThat(list("--from", "now-1d", "-n", "1")).containsExactly("b1 open");

        ok(drey("ack", "a1", "b1", "--note", "known", "--author", "alice"));
        assertThat(list("--status", "acknowledged")).containsExactly("b1 acknowledged", "a1 acknowledged");
        assertThat(list("--status", "open")).containsExactly("a2 open");

        ok(drey("assign", "--rule", "path-scanner", "--to", "bob"));
        assertThat(list("--assignee", "bob")).containsExactly("a2 open", "a1 acknowledged");

        ok(drey("ack", "a1", "--reopen", "--author", "carol"));
        assertThat(list("--status", "acknowledged")).containsExactly("b1 acknowledged");

        ok(drey("mute", "a2", "--for", "1h"));
        assertThat(list("--muted", "yes")).containsExactly("a2 open");

        assertWrittenAgainIsTheSame(first, second, other);

        ok(drey("mute", "a2", "--off"));
        ok(drey("assign", "a1", "--to-nobody"));
        assertThat(list("--muted", "yes")).isEmpty();
        assertThat(list("--assignee", "bob")).containsExactly("a2 open");

        ok(drey("mute", "--rule", "brute-force-login", "--group", "192.0.2.1", "--for", "2h"));
        Alert late = alert("b2", "brute-force-login", "192.0.2.1", Instant.now().plusSeconds(1));
        Alert elsewhere =
                alert("b3", "brute-force-login", "192.0.2.7", Instant.now().plusSeconds(1));
        try (ControlActs acts = acts()) {
            acts.open();
            assertThat(acts.of(TENANT).on(late).isMuted()).isTrue();
            assertThat(acts.of(TENANT).on(elsewhere).isMuted()).isFalse();
            assertThat(acts.of(TENANT).on(other).isMuted()).as("raised before").isFalse();
        }
        pruningLeavesActs();
    }

    @Test
    void alertsOfWhichAConditionHoldsAreMutedUntilItIsTakenBack() throws Exception {
        String[] mute = {
            "mute",
            "--where",
            "{source.ip|cidr: 203.0.113.0/24, rule.id: [scan, probe]}",
            "--for",
            "2h",
            "--note",
            "drill"
        };
        CommandRun run = drey(mute);
        ok(run);
        assertThat(run.out()).contains("of all rules", "203.0.113.0/24");
        Alert within = alert("c1", "scan", "203.0.113.9", Instant.now());
        Alert ofAnother = alert("c2", "login", "203.0.113.9", Instant.now());
        try (ControlActs acts = acts()) {
            acts.open();
            assertThat(acts.of(TENANT).on(within).isMuted()).isTrue();
            assertThat(acts.of(TENANT).on(ofAnother).isMuted()).isFalse();
            SearchDocument document =
                    new SearchDocuments().of(within, acts.of(TENANT).on(within));
            search.send("PUT", "/%s/_doc/c1?refresh=true".formatted(document.index()), document.json());
        }
        try {
            CommandRun listed = drey("list", "--muted", "yes", "--format", "csv");
            ok(listed);
            assertThat(listed.out().lines().filter(line -> line.contains("c1")))
                    .singleElement()
                    .asString()
                    .contains("where {", "203.0.113.0/24", "scan");
        } finally {
            search.send(
                    "POST",
                    "/alerts-acting-*/_delete_by_query?refresh=true",
                    "{\"query\":{\"ids\":{\"values\":[\"c1\"]}}}".getBytes(UTF_8));
        }

        ok(drey("mute", "--where", mute[2], "--off"));
        Alert later = alert("c3", "scan", "203.0.113.9", Instant.now().plusSeconds(1));
        try (ControlActs acts = acts()) {
            acts.open();
            assertThat(acts.of(TENANT).on(later).isMuted()).isFalse();
        }
    }

    @Test
    void alertsOfRulesThatAreBeingTriedAreListedApart() throws Exception {
        assertThat(list("--staging")).containsExactly("s1 open");
        assertThat(list("--staging", "--rule", "nothing")).isEmpty();
        assertThat(list()).doesNotContain("s1 open");

        CommandRun care = CommandRun.drey(
                "index",
                "rotate",
                "--tenant",
                TENANT,
                "--dry-run",
                "-Dopensearch-urls=" + stack.openSearch().url());
        ok(care);
        assertThat(care.out()).contains("staged-acting-");
    }

    @Test
    void aListSaysWhichAlertsAreLate() {
        CommandRun run = drey("list", "--format", "csv");
        ok(run);
        assertThat(run.out().lines().filter(line -> line.contains(",yes,")))
                .singleElement()
                .asString()
                .contains("a2");
    }

    @Test
    void thePagesCommandsRun() throws Exception {
        List<String> commands = Files.readString(
                        Path.of(System.getProperty("drey.home")).resolve("docs/write-a-rule.md"))
                .lines()
                .filter(line -> line.startsWith("bin/drey alerts "))
                .toList();
        assertThat(commands).hasSize(7);
        for (String command : commands) {
            ok(drey(DocsPage.words(
                            command.substring("bin/drey alerts ".length()).replace(" --tenant demo", ""))
                    .toArray(String[]::new)));
        }
    }

    private void pruningLeavesActs() {
        CommandRun pruned = CommandRun.drey(
                "apply",
                "-f",
                folder.toString(),
                "--prune",
                "--tenant",
                TENANT,
                "-Dkafka-bootstrap-servers=" + stack.kafka().bootstrapServers());
        assertThat(pruned.exitCode()).as(pruned.err()).isZero();
        try (ControlActs acts = acts()) {
            acts.open();
            assertThat(acts.of(TENANT).on(other).isAcknowledged()).isTrue();
        }
    }

    @Test
    void whatIsAskedForWronglyIsToldInOneLine() {
        assertThat(drey("ack", "nothing").exitCode()).isEqualTo(1);
        assertThat(drey("ack", "nothing").err()).contains("has no alert 'nothing'");
        for (String[] wrong : new String[][] {
            {"ack"},
            {"ack", "a1", "--rule", "path-scanner"},
            {"ack", "a1", "--group", "x"},
            {"assign", "a1"},
            {"assign", "a1", "--to", "bob", "--to-nobody"},
            {"mute", "a1"},
            {"mute", "a1", "--for", "soon"},
            {"mute", "a1", "--until", "2020-01-01"},
            {"mute", "a1", "--where", "{alert.severity: low}", "--for", "1h"},
            {"mute", "--where", "{url.path: /x}", "--for", "1h"},
            {"mute", "--where", "{alert.muted: true}", "--for", "1h"},
            {"mute", "--where", "severity", "--for", "1h"},
            {"mute", "--group", "x", "--where", "{alert.severity: low}", "--for", "1h"},
            {"ack", "--where", "{alert.severity: low}"},
            {"list", "--status", "closed"},
            {"list", "--limit", "0"},
            {"list", "--from", "2026-01-02", "--to", "2026-01-01"}
        }) {
            CommandRun run = drey(wrong);
            assertThat(run.exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.err().lines()).as(run.err()).hasSize(1);
            assertThat(run.err()).startsWith("drey: ");
        }
    }

    @Test
    void aListThatEndsEarlyAndATenantOfWhomNothingIsIndexedAreTold() {
        assertThat(drey("list", "-n", "1").err()).contains("the newest 1 alerts: --limit shows more");
        assertThat(drey("list", "-n", "3").err()).contains("3 alerts").doesNotContain("--limit");
        assertThat(drey("list").err()).contains("3 alerts").doesNotContain("--limit");

        CommandRun nobody = CommandRun.drey(
                "alerts",
                "list",
                "--tenant",
                "nobody",
                "-Dopensearch-urls=" + stack.openSearch().url());
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.err()).contains("nothing of tenant nobody is indexed");
    }

    private void assertWrittenAgainIsTheSame(Alert... alerts) throws Exception {
        try (ControlActs acts = acts()) {
            acts.open();
            for (Alert alert : alerts) {
                SearchDocument again =
                        new SearchDocuments().of(alert, acts.of(TENANT).on(alert));
                JsonNode written = JSON.readTree(
                        search.send("GET", "/%s/_source/%s".formatted(again.index(), again.id()), new byte[0])
                                .body());
                assertThat(written).isEqualTo(JSON.readTree(again.json()));
            }
        }
    }

    private ControlActs acts() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        return new ControlActs(new ControlTopics(properties));
    }

    private List<String> list(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("list", "--format", "json"));
        arguments.addAll(List.of(options));
        CommandRun run = drey(arguments.toArray(String[]::new));
        ok(run);
        List<String> listed = new ArrayList<>();
        JSON.readTree(run.out())
                .forEach(alert -> listed.add(alert.at("/event/id").asText() + " "
                        + alert.at("/alert/status").asText("open")));
        return listed;
    }

    private static void ok(CommandRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private CommandRun drey(String... arguments) {
        List<String> all = new ArrayList<>(List.of("alerts"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--tenant",
                TENANT,
                "-Dkafka-bootstrap-servers=" + stack.kafka().bootstrapServers(),
                "-Dopensearch-urls=" + stack.openSearch().url()));
        return CommandRun.drey(all.toArray(String[]::new));
    }

    private static Alert alert(String id, String rule, String group, Instant time) {
        long millis = time.toEpochMilli();
        return new Alert(
                id,
                TENANT,
                "web",
                rule,
                1,
                "Rule " + rule,
                "high",
                group,
                millis - 1_000,
                millis,
                millis + 5_000,
                "because",
                5,
                new Evidence[] {new Evidence("t.0.1.0", millis, new byte[] {'x'})});
    }
}
