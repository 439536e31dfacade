package io.drey.cli.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drey.cli.CommandRun;
import io.drey.operations.dashboards.DashboardsClient;
import io.drey.testing.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Installing, against a server written by hand that takes requests as the import interface is documented to. Dashboards
 * itself is not here.
 */
class DashboardsInstallTest {

    private static final String TAKEN = "{\"success\":true,\"successCount\":15}";

    @TempDir
    private Path folder;

    private record Request(
            String method, String target, String xsrf, String space, String authorization, String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = TAKEN;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void sendsEachPackAsAFileThatOverwrites() throws IOException {
        CommandRun run = install();

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        List<String> packs = SavedObjectsTest.packs();
        assertThat(packs).contains("web-traffic");
        assertThat(requests).hasSameSizeAs(packs);
        for (int i = 0; i < packs.size(); i++) {
            String pack = packs.get(i);
            assertThat(run.out()).contains(pack).contains("/app/dashboards#/view/drey-" + pack);
            Request request = requests.get(i);
            assertThat(request.method).isEqualTo("POST");
            assertThat(request.target).isEqualTo("/api/saved_objects/_import?overwrite=true");
            assertThat(request.xsrf).isEqualTo("true");
            assertThat(request.authorization).isNull();
            assertThat(request.space).isNull();
            assertThat(request.body)
                    .contains("name=\"file\"; filename=\"%s.ndjson\"".formatted(pack))
                    .contains("\r\n\r\n" + PackFile.read(pack) + "\r\n--");
        }
    }

    @Test
    void aRepetitionSendsTheSame() {
        install("web-traffic");
        install("web-traffic");
        assertThat(requests).hasSize(2);
        assertThat(withoutBoundary(requests.get(0))).isEqualTo(withoutBoundary(requests.get(1)));
    }

    @Test
    void saysWhoItIsAndForWhom() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        CommandRun run = install("--user", "admin", "--password", "file:" + password, "--space", "global");
        assertThat(run.exitCode()).isZero();
        assertThat(requests.get(0).authorization)
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("admin:secret".getBytes(UTF_8)));
        assertThat(requests.get(0).space).isEqualTo("global");
    }

    @Test
    void aTenantsDashboardsNameItsIndicesAlone() throws IOException {
        CommandRun run = install("--tenant", "acme");
        assertThat(run.exitCode()).as(run.err()).isZero();
        for (Request request : requests) {
            assertThat(request.space).isEqualTo("acme");
            assertThat(request.body).doesNotContainPattern("(logs|alerts|metrics|rejected)-\\*[^-]");
        }
        assertThat(requests.stream().map(Request::body).reduce("", String::concat))
                .contains("logs-acme-*", "alerts-acme-*", "metrics-acme-*", "rejected-*-acme-*");

        CommandRun refused = install("--tenant", "a-b");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("a-b");
    }

    @Test
    void objectsThatWereNotTakenAreNamedThoughTheStatusIs200() {
        answer =
                "{\"success\":false,\"successCount\":14,\"errors\":[{\"id\":\"drey-web-traffic-pages\",\"type\":\"visualization\","
                        + "\"error\":{\"type\":\"missing_references\",\"references\":[{\"type\":\"index-pattern\",\"id\":\"drey-metrics\"}]}}]}";
        CommandRun run = install("web-traffic");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("did not take 1 objects")
                .contains("visualization drey-web-traffic-pages: missing_references index-pattern drey-metrics");
    }

    @Test
    void aFailureWithoutAReasonIsOne() {
        answer = "{\"success\":false}";
        assertThat(install().exitCode()).isEqualTo(1);
    }

    @Test
    void anOlderDashboardsIsToldApart() {
        status = 422;
        answer =
                "{\"statusCode\":422,\"error\":\"Unprocessable Entity\",\"message\":\"Document \\\"x\\\" has property \\\"visualization\\\" which belongs to a more recent version\"}";
        CommandRun run = install();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("a more recent version").contains("upgrade an older Dashboards");
    }

    @Test
    void aWrongPasswordIsToldWithoutShowingIt() throws IOException {
        status = 401;
        Path password = Files.writeString(folder.resolve("password"), "secret");
        CommandRun run = install("--user", "admin", "--password", "file:" + password);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("does not accept user 'admin'")
                .contains("--password")
                .doesNotContain("secret");
        assertThat(install().err()).contains("asks for a login");
    }

    @Test
    void missingRightsAreTold() {
        status = 403;
        answer = "{\"statusCode\":403,\"message\":\"no permissions for [indices:data/write/bulk]\"}";
        assertThat(install().err()).contains("does not allow that").contains("indices:data/write/bulk");
    }

    @Test
    void anotherServerIsNoDashboards() {
        status = 404;
        answer = "<html>no such page</html>";
        assertThat(install().err())
                .contains("is no OpenSearch Dashboards (HTTP 404, ")
                .contains("--url");
        status = 200;
        answer = "{\"cluster_name\":\"x\"}";
        assertThat(install().err()).contains("is no OpenSearch Dashboards");
    }

    @Test
    void aServerThatIsNotThereIsTold() {
        CommandRun run = CommandRun.drey("dashboards", "install", "--url", "http://127.0.0.1:1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .contains("127.0.0.1:1")
                .contains("does not answer")
                .contains("--url");
    }

    /** How a server without TLS may end a connection that begins with a TLS handshake. */
    private enum PlainEnd {
        ANSWERS {
            @Override
            void end(Socket caller) throws IOException {
                byte[] hello = new byte[4096];
                int read = caller.getInputStream().read(hello);
                caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                caller.shutdownOutput();
                // Closing before all was read would reset the connection.
                while (read >= 0) {
                    read = caller.getInputStream().read(hello);
                }
            }
        },
        ANSWERS_IN_PART {
            @Override
            void end(Socket caller) throws IOException {
                assertThat(caller.getInputStream().read(new byte[4096])).isPositive();
                caller.getOutputStream().write('H');
            }
        },
        SAYS_NOTHING {
            @Override
            void end(Socket caller) throws IOException {
                assertThat(caller.getInputStream().read(new byte[4096])).isPositive();
            }
        },
        RESETS {
            @Override
            void end(Socket caller) throws IOException {
                assertThat(caller.getInputStream().read()).isPositive();
                caller.setSoLinger(true, 0);
            }
        };

        abstract void end(Socket caller) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(PlainEnd.class)
    void aServerWithoutTlsIsToldHoweverItEndsTheConnection(PlainEnd end) throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = installFrom(plain, end::end);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("speaks no TLS").contains("write http://");
        }
    }

    @Test
    void aFailedHandshakeIsFoundWhereverJavaSaysIt() {
        SSLException plain = new SSLException("Unrecognized SSL message, plaintext connection?");
        DashboardsClient client = new DashboardsClient(
                new DashboardsClient.Login(URI.create("https://dashboards.example:5601"), null, null, "", null));
        for (IOException failure : List.of(plain, new IOException("HTTP/1.1 header parser received no bytes", plain))) {
            assertThat(client.explain(failure))
                    .isEqualTo(
                            "https://dashboards.example:5601 speaks no TLS that we understand: if it speaks plain HTTP write http:// in --url");
        }
    }

    @Test
    void aServerThatEndsTheConnectionBehindTheHandshakeIsTold() throws Exception {
        TestCertificates certificates = TestCertificates.in(folder.resolve("certificates"));
        try (ServerSocket tls = certificates
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = installFrom(
                    tls,
                    caller -> assertThat(caller.getInputStream().read()).isPositive(),
                    "--ca",
                    certificates.authority().toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("ended the connection without an answer")
                    .contains("perhaps it speaks no TLS", "write http://", "see its log");
        }
    }

    private interface Answer {
        void to(Socket caller) throws IOException;
    }

    private static CommandRun installFrom(ServerSocket server, Answer answer, String... more) throws Exception {
        CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> answerAll(server, answer));
        try {
            List<String> arguments = new ArrayList<>(
                    List.of("dashboards", "install", "--url", "https://127.0.0.1:" + server.getLocalPort()));
            arguments.addAll(List.of(more));
            return CommandRun.drey(arguments.toArray(String[]::new));
        } finally {
            server.close();
            answering.get(2, TimeUnit.MINUTES);
        }
    }

    /** Java's client may ask again where a connection ends at once. */
    private static void answerAll(ServerSocket server, Answer answer) {
        while (true) {
            try (Socket caller = server.accept()) {
                answer.to(caller);
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void whatIsAskedForWronglyIsTold() {
        assertThat(CommandRun.drey("dashboards", "install").exitCode()).isEqualTo(2);
        assertThat(CommandRun.drey("dashboards", "install", "--url", "dashboards:5601")
                        .err())
                .contains("is no address");
        assertThat(install("nonsense").err()).contains("no pack 'nonsense'").contains("web-traffic");
        assertThat(install("--user", "admin").err()).contains("belong together");
        CommandRun plain = install("--user", "admin", "--password", "12345");
        assertThat(plain.exitCode()).isEqualTo(2);
        assertThat(plain.err()).contains("env:NAME").doesNotContain("12345");
        assertThat(install("--user", "admin", "--password", "env:NO_SUCH_NAME").err())
                .contains("NO_SUCH_NAME");
        assertThat(install("--ca", folder.resolve("none").toString()).err()).contains("--ca");
        assertThat(requests).isEmpty();
    }

    private CommandRun install(String... more) {
        List<String> arguments = new ArrayList<>(List.of("dashboards", "install", "--url", address()));
        arguments.addAll(List.of(more));
        return CommandRun.drey(arguments.toArray(String[]::new));
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String withoutBoundary(Request request) {
        return request.body.replaceAll("drey-[0-9a-f]+(--)?\r\n", "");
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("osd-xsrf"),
                exchange.getRequestHeaders().getFirst("securitytenant"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        byte[] bytes = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
