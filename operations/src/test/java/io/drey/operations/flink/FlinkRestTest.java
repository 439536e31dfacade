package io.drey.operations.flink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkRestTest {

    private HttpServer server;
    private FlinkRest rest;
    private int status = 200;
    private String answer = "{}";

    /** What was asked last: its method, path, kind and body. */
    private String asked = "";

    @BeforeEach
    void answerAsFlink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = "%s %s %s\n%s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        rest = new FlinkRest(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), FlinkAccess.OPEN);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatFlinkRefusesIsARefusalAndWhereNoneIsExpectedAFailure() {
        status = 404;
        answer = "{\"errors\": [\"Job 7 not found\"]}";

        assertThatThrownBy(() -> rest.ask("/jobs/7"))
                .isInstanceOf(FlinkRefusal.class)
                .hasMessageContaining("Job 7 not found");
        assertThatThrownBy(() -> rest.get("/jobs/7"))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("Flink at %s refuses /jobs/7: ".formatted(rest.url()));
    }

    @Test
    void whoIsNotLetInIsToldWhatToGive() {
        for (int refusing : new int[] {401, 403}) {
            status = refusing;
            assertThatThrownBy(() -> rest.ask("/overview"))
                    .isInstanceOf(OperationException.class)
                    .hasMessageContaining("(HTTP %d): give --flink-token".formatted(refusing));
        }
    }

    @Test
    void whatIsNotFlinkIsSaidNotToBe() {
        answer = "<html>";

        assertThatThrownBy(() -> rest.get("/overview"))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("is not Flink");
    }

    @Test
    void oneThatIsAwayDoesNotAnswer() {
        server.stop(0);

        assertThatThrownBy(() -> rest.get("/overview"))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    void filesGoAsPartsBesideWhatIsSaidOfThem(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("job.jar"), "bytes of a jar");

        rest.postParts(
                "/jars/upload",
                List.of(
                        FlinkRest.Part.ofJson("request", "{\"a\": 1}"),
                        FlinkRest.Part.ofFile("jarfile", "a.jar", "application/x-java-archive", file)));

        assertThat(asked)
                .startsWith("POST /jars/upload multipart/form-data; boundary=")
                .contains(
                        "form-data; name=\"request\"\r\nContent-Type: application/json\r\n\r\n{\"a\": 1}\r\n--",
                        "form-data; name=\"jarfile\"; filename=\"a.jar\"\r\nContent-Type: application/x-java-archive"
                                + "\r\n\r\nbytes of a jar\r\n--");
    }

    @Test
    void ofALogOnlyTheEndIsKept() throws Exception {
        answer = "one\ntwo\nthree\n";
        assertThat(rest.tail("/jobmanager/log", 2)).containsExactly("two", "three");
        assertThat(rest.tail("/jobmanager/log", 5)).containsExactly("one", "two", "three");

        status = 500;
        assertThatThrownBy(() -> rest.tail("/jobmanager/log", 2))
                .isInstanceOf(FlinkRefusal.class)
                .hasMessageContaining("two");
    }
}
