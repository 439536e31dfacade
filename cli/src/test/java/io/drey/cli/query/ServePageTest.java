package io.drey.cli.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.cli.DocsPage;
import io.drey.cli.DreyProcess;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.audit.AccessAudit;
import io.drey.query.access.AccessPolicy;
import io.drey.query.sight.AccessRole;
import io.drey.testing.Await;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/serve.md} says about asking over HTTP, and about roles of commands. */
class ServePageTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private DocsPage page;
    private Path access;
    private LakeSettings lake;

    /** A lake whose manifests speak of files that are not there: no row of them is read. */
    @BeforeEach
    void read() throws Exception {
        page = DocsPage.of("serve.md");
        access = Files.writeString(
                folder.resolve("access.yaml"), page.blocks("yaml").get(0));
        lake = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake opened = Lake.open(lake)) {
            opened.init();
            Table logs = opened.table(LakeTable.LOGS);
            for (LocalDate day : List.of(LocalDate.now(ZoneOffset.UTC), LocalDate.of(2020, 1, 1))) {
                logs.newAppend()
                        .appendFile(DataFiles.builder(logs.spec())
                                .withPath(logs.location() + "/data/" + day + ".parquet")
                                .withPartitionPath("tenant=acme/day=" + day)
                                .withFileSizeInBytes(1000)
                                .withRecordCount(7)
                                .build())
                        .commit();
            }
        }
    }

    @Test
    void itsRolesAndTokensAreRead() {
        AccessPolicy policy = AccessPolicy.read(access);
        assertThat(policy.role("web-analysts").role()).isEqualTo(AccessRole.ANALYST);
        assertThat(policy.role("security-acme").words()).isEqualTo("role security-acme, security");
        assertThat(policy.grant("example", Instant.parse("2027-01-01T00:00:00Z")))
                .hasValueSatisfying(grant -> assertThat(grant.name()).isEqualTo("grafana"));
    }

    @Test
    void aTokenIsMadeAsItSays() throws Exception {
        String command = command("serve token");
        CommandRun run = CommandRun.drey(DocsPage.words(command).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        String token = run.err().strip().replaceAll(".* ", "");
        assertThat(token).hasSizeGreaterThan(40);
        assertThat(run.out()).doesNotContain(token);
        Path made = Files.writeString(
                folder.resolve("made.yaml"),
                Files.readString(access).replaceAll("(?s)tokens:.*", "tokens:\n" + run.out()));
        assertThat(AccessPolicy.read(made).grant(token, Instant.now().plus(Duration.ofDays(89))))
                .isPresent();
        assertThat(AccessPolicy.read(made).grant(token, Instant.now().plus(Duration.ofDays(91))))
                .isEmpty();
    }

    @Test
    void aRoleHoldsForCommandsToo() {
        List<String> words = with(DocsPage.words(command("query peak-hours")), "--explain", "--format", "csv");
        CommandRun run = CommandRun.drey(words.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1)).singleElement().asString().matches("logs,\\d+,1,1000,7");

        List<String> all = new ArrayList<>(words);
        all.removeIf(word -> word.startsWith("-Dquery-role"));
        assertThat(CommandRun.drey(all.toArray(String[]::new)).out()).containsPattern("logs,\\d+,2,2000,14");

        words.replaceAll(word -> word.equals("acme") ? "globex" : word);
        CommandRun refused = CommandRun.drey(words.toArray(String[]::new));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("the role web-analysts sees nothing of tenant globex");
        try (Lake opened = Lake.open(lake)) {
            assertThat(AccessAudit.entries(opened, Optional.of("globex")))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("refused"));
        }
        words.replaceAll(word -> word.replace("query-role=web-analysts", "query-role=web-analyst"));
        CommandRun misspelt = CommandRun.drey(words.toArray(String[]::new));
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).contains("did you mean 'web-analysts'?");
    }

    @Test
    void itAnswersUntilItIsEndedAndFollowsTheFile() throws Exception {
        List<String> words = with(DocsPage.words(command("serve -Daccess-file")));
        words.replaceAll(word -> word.replace(":8095", ":0"));
        Process process = DreyProcess.start(512, words);
        try (BufferedReader out = process.inputReader(UTF_8)) {
            String url = out.readLine();
            assertThat(url).as(() -> errors(process)).startsWith("http://127.0.0.1:");
            assertThat(get(url + "healthz", "").statusCode()).isEqualTo(200);
            assertThat(get(url + "api/v1/me", "example").body()).contains("\"grafana\"", "[\"acme\"]");
            assertThat(get(url + "api/v1/search?tenant=acme", "example").statusCode())
                    .isEqualTo(501);

            Files.writeString(access, Files.readString(access).replaceAll("(?s)tokens:.*", ""));
            // Two changes within one tick of the file system's clock look like one.
            Files.setLastModifiedTime(access, FileTime.from(Instant.now().plusSeconds(5)));
            Await.exactly("the token to be none", PATIENCE, 401, () -> get(url + "api/v1/me", "example")
                    .statusCode());
        } finally {
            DreyProcess.interrupt(process);
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void withoutRolesNothingIsServedOfAnInstallation() {
        List<String> words = with(List.of("serve"));
        words.removeIf(word -> word.startsWith("-Daccess-file"));
        CommandRun run = CommandRun.drey(words.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("name a file of roles and tokens with -Daccess-file");
    }

    private static String errors(Process process) {
        return process.errorReader(UTF_8).lines().reduce("", (one, other) -> one + "\n" + other);
    }

    private static HttpResponse<String> get(String url, String token) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    private String command(String start) {
        return page.commands().stream()
                .filter(command -> command.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no command " + start));
    }

    /** The command, on this lake and with this file of roles. */
    private List<String> with(List<String> command, String... more) {
        List<String> words = new ArrayList<>(command);
        words.replaceAll(word -> word.replace("access.yaml", access.toString()));
        words.addAll(List.of(more));
        words.add("-Dlake-catalog-type=hadoop");
        words.add("-Dlake-warehouse=" + lake.warehouse());
        return words;
    }
}
