package io.drey.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drey.testing.SmtpServer;
import io.drey.testing.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/alert-people.md} says to write and to run is taken and run; the servers are ones of ours. */
class AlertPeoplePageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("^name: (.*)$", Pattern.MULTILINE);
    private static final Pattern SECRET = Pattern.compile("^secret: (.*)$", Pattern.MULTILINE);
    private static final Pattern WEB_ADDRESS = Pattern.compile("^address: https://[^/\\s]+", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private final Map<String, Request> received = new ConcurrentHashMap<>();
    private DocsPage page;
    private SmtpServer mail;
    private HttpServer web;
    private int status = 202;

    private record Request(String target, String contentType, String authorization, String body) {}

    @BeforeEach
    void start() throws IOException {
        page = DocsPage.of("alert-people.md");
        TestCertificates certificates = TestCertificates.in(folder.resolve("certificates"));
        mail = SmtpServer.start(SmtpServer.Encryption.STARTTLS, certificates.serverContext());
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", this::receive);
        web.start();
        Files.createDirectories(folder.resolve("people"));
        Files.createDirectories(folder.resolve("secrets/acme"));
        for (Map.Entry<String, String> document : documents().entrySet()) {
            String yaml = document.getValue();
            Files.writeString(folder.resolve("secrets/acme").resolve(first(SECRET, yaml)), "s3cret");
            Files.writeString(
                    folder.resolve("people").resolve(document.getKey() + ".yaml"),
                    WEB_ADDRESS
                            .matcher(yaml)
                            .replaceFirst("address: http://127.0.0.1:"
                                    + web.getAddress().getPort())
                            .replace(
                                    "smtp.example:587",
                                    mail.address() + "\nca: |\n"
                                            + Files.readString(certificates.authority())
                                                    .indent(2)
                                                    .stripTrailing()));
        }
    }

    @AfterEach
    void stop() {
        mail.close();
        web.stop(0);
    }

    @Test
    void itsDocumentsAreTakenAsTheyStand() throws IOException {
        Path all = folder.resolve("all.yaml");
        Files.writeString(all, String.join("---\n", page.blocks("yaml")));

        CommandRun run = CommandRun.drey("apply", "-f", all.toString(), "--offline");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("6 documents are right");
        assertThat(commands("bin/drey apply -f people/ --offline")).hasSize(1);
    }

    @Test
    void itsTestReachesEachTarget() throws IOException {
        String command = commands("bin/drey targets test").get(0);
        for (String name : documents().keySet()) {
            CommandRun run = run(command.replace("oncall", name));
            assertThat(run.exitCode()).as(name + "\n" + run.err()).isZero();
            assertThat(run.out()).startsWith("acme/%s took it: ".formatted(name));
        }

        assertThat(mail.mails()).singleElement().satisfies(letter -> {
            assertThat(letter.login()).isEqualTo("drey:s3cret");
            assertThat(letter.recipients()).containsExactly("ann@example.com", "bob@example.com");
            assertThat(letter.data()).contains("Test of the target 'oncall': nothing has happened", "drey-test");
        });
        assertThat(received.keySet())
                .containsExactlyInAnyOrder(
                        "/services/s3cret",
                        "/workflows/0a1b/triggers/manual/paths/invoke?api-version=2016-06-01&sig=s3cret",
                        "/v2/enqueue",
                        "/v1/messages",
                        "/hook");
        assertThat(received.get("/v1/messages").contentType()).isEqualTo("application/x-www-form-urlencoded");
        assertThat(received.get("/v1/messages").authorization()).startsWith("Basic ");
        assertThat(JSON.readTree(received.get("/v2/enqueue").body())
                        .path("routing_key")
                        .asText())
                .isEqualTo("s3cret");
        assertThat(JSON.readTree(received.get("/services/s3cret").body())
                        .path("text")
                        .asText())
                .startsWith("[low] Test of the target 'slack': nothing has happened");
        assertThat(JSON.readTree(received.get("/hook").body()).path("by").asText())
                .isEqualTo("chat");
    }

    @Test
    void aTestThatIsRefusedEndsWithOneAndTheAnswer() throws IOException {
        status = 403;
        CommandRun web = run(commands("bin/drey targets test").get(0).replace("oncall", "slack"));
        assertThat(web.exitCode()).isEqualTo(1);
        assertThat(web.err())
                .contains(
                        "acme/slack at http://127.0.0.1:", "/services/{{secret}} did not take it: HTTP 403 no_service")
                .doesNotContain("s3cret");

        mail.answer("AUTH", "535 who are you");
        CommandRun letter = run(commands("bin/drey targets test").get(0));
        assertThat(letter.exitCode()).isEqualTo(1);
        assertThat(letter.err()).contains("535 who are you");

        CommandRun several = CommandRun.drey(
                "targets", "test", "-f", folder.resolve("people").toString(), "--secrets", "x");
        assertThat(several.exitCode()).isEqualTo(2);
        assertThat(several.err()).contains("the files hold several targets: name one with --name", "acme/oncall");
    }

    @Test
    void itsJobsHaveTheSettingsThatThereAre() throws IOException {
        JsonNode catalogue = JSON.readTree(AlertPeoplePageTest.class.getResourceAsStream("/io/drey/job/settings.json"));
        Set<String> known = StreamSupport.stream(catalogue.findValues("key").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        List<String> jobs = commands("bin/drey jobs ");
        assertThat(jobs).hasSize(3);
        for (String job : jobs) {
            assertThat(Pattern.compile("-D([a-z-]+)=").matcher(job).results().map(key -> key.group(1)))
                    .isNotEmpty()
                    .allMatch(known::contains);
        }
    }

    private List<String> commands(String beginning) {
        return page.blocks("").stream()
                .flatMap(String::lines)
                .filter(command -> command.startsWith(beginning))
                .toList();
    }

    private CommandRun run(String command) {
        return CommandRun.drey(List.of(command.split(" ")).stream()
                .skip(1)
                .map(word -> word.equals("people/") || word.equals("secrets")
                        ? folder.resolve(word).toString()
                        : word)
                .toArray(String[]::new));
    }

    private Map<String, String> documents() {
        Map<String, String> documents = new TreeMap<>();
        page.blocks("yaml").forEach(yaml -> documents.put(first(NAME, yaml), yaml));
        return documents;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        received.put(
                target,
                new Request(
                        target,
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        byte[] answer = (status < 300 ? "ok" : "no_service").getBytes(UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
