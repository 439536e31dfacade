package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.apache.flink.configuration.Configuration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of servers that end a connection. Those that speak TLS are in {@link SecuredOpenSearchIT}. */
@Timeout(900)
class OpenSearchClientTest {

    private interface Answer {
        void to(Socket caller) throws IOException;
    }

    @Test
    void saysThatTheServerDoesNotSpeakTls() throws Exception {
        assertThatThrownByCheck(caller -> {
                    byte[] hello = new byte[4096];
                    int read = caller.getInputStream().read(hello);
                    caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    caller.shutdownOutput();
                    // Closing before all was read would reset the connection.
                    while (read >= 0) {
                        read = caller.getInputStream().read(hello);
                    }
                })
                .hasMessageEndingWith("does not speak TLS: write http:// in opensearch-urls");
    }

    @Test
    void saysThatAServerThatEndsTheHandshakeMaySpeakNoTls() throws Exception {
        assertThatThrownByCheck(caller ->
                        assertThat(caller.getInputStream().read(new byte[4096])).isPositive())
                .hasMessageContaining("ended the connection before TLS was agreed on")
                .hasMessageEndingWith("if it does not speak TLS: write http:// in opensearch-urls");
        assertThatThrownByCheck(caller -> {
                    assertThat(caller.getInputStream().read()).isPositive();
                    caller.setSoLinger(true, 0);
                })
                .hasMessageContaining("ended the connection before TLS was agreed on")
                .hasMessageEndingWith("if it does not speak TLS: write http:// in opensearch-urls");
    }

    @Test
    void whatBreaksOffIsNotToldToTryTlsWhereItDoesAlready() {
        IOException end = new IOException(
                "HTTP/1.1 header parser received no bytes", new EOFException("EOF reached while reading"));
        assertThat(client("https://127.0.0.1:1").explain(URI.create("https://search:9200"), end))
                .isEqualTo(
                        "the connection to https://search:9200 broke (EOF reached while reading): if it does not speak TLS, write http:// in opensearch-urls");
        assertThat(client("http://127.0.0.1:1").explain(URI.create("http://search:9200"), end))
                .endsWith("if it wants TLS, write https:// in opensearch-urls");
    }

    @Test
    void aHandshakeThatTheServerRefusesIsNotTheCertificatesFault() {
        assertThat(client("https://127.0.0.1:1")
                        .explain(
                                URI.create("https://search:9200"),
                                new SSLHandshakeException("Received fatal alert: handshake_failure")))
                .contains("ended the connection before TLS was agreed on (Received fatal alert: handshake_failure)")
                .doesNotContain("certificate");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatThrownByCheck(Answer answer)
            throws Exception {
        ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> answerAll(plain, answer));
        try {
            return assertThatThrownBy(() ->
                            client("https://127.0.0.1:" + plain.getLocalPort()).check())
                    .isInstanceOf(OpenSearchException.class);
        } finally {
            plain.close();
            answering.get(2, TimeUnit.MINUTES);
        }
    }

    /** Java's client asks again where a connection ends at once. */
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

    private static OpenSearchClient client(String url) {
        return new OpenSearchClient(OpenSearchSettings.from(Configuration.fromMap(Map.of("opensearch-urls", url)))
                .connection());
    }
}
