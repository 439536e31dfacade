package io.drey.cli.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drey.cli.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(run.out()).contains("web-traffic").contains("/app/dashboards#/view/drey-web-traffic");
        Request request = requests.get(0);
        assertThat(request.method).isEqualTo("POST");
        assertThat(request.target).isEqualTo("/api/saved_objects/_import?overwrite=true");
        assertThat(request.xsrf).isEqualTo("true");
        assertThat(request.authorization).isNull();
        assertThat(request.space).isNull();
        assertThat(request.body)
                .contains("name=\"file\"; filename=\"web-traffic.ndjson\"")
                .contains("\r\n\r\n" + PackFile.read("web-traffic") + "\r\n--");
    }

    @Test
    void aRepetitionSendsTheSame() {
        install();
        install();
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
    void objectsThatWereNotTakenAreNamedThoughTheStatusIs200() {
        answer =
                "{\"success\":false,\"successCount\":14,\"errors\":[{\"id\":\"drey-web-traffic-pages\",\"type\":\"visualization\","
                        + "\"error\":{\"type\":\"missing_references\",\"references\":[{\"type\":\"index-pattern\",\"id\":\"drey-metrics\"}]}}]}";
        CommandRun run = install();
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
    void aServerThatIsNotThereIsTold() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        CommandRun run = CommandRun.drey("dashboards", "install", "--url", "http://127.0.0.1:" + port);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .contains("127.0.0.1:" + port)
                .contains("does not answer")
                .contains("--url");
    }

    @Test
    void aServerWithoutTlsIsTold() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try (Socket caller = plain.accept()) {
                    // Closing before all was read would reset the connection.
                    byte[] hello = new byte[4096];
                    int read = caller.getInputStream().read(hello);
                    caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    caller.shutdownOutput();
                    while (read >= 0) {
                        read = caller.getInputStream().read(hello);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            answering.start();
            CommandRun run =
                    CommandRun.drey("dashboards", "install", "--url", "https://127.0.0.1:" + plain.getLocalPort());
            answering.join();
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("speaks no TLS").contains("write http://");
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
        List<String> arguments = new java.util.ArrayList<>(List.of("dashboards", "install", "--url", address()));
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
