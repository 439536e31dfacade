package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.CertificateAuthority;
import io.drey.event.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLException;

/**
 * HTTP to OpenSearch with its login, certificate and time-out, which says in words what is wrong when it fails.
 *
 * <pre>{@code
 * OpenSearchClient client = new OpenSearchClient(OpenSearchConnection.from(configuration));
 * HttpResponse<byte[]> answer = client.send("GET", "/_cluster/health", new byte[0]);
 * }</pre>
 */
public final class OpenSearchClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final OpenSearchConnection connection;
    private final HttpClient http;
    private volatile String authorization;

    /**
     * A client.
     *
     * @throws IllegalStateException if the password or the authority's certificate cannot be read
     */
    public OpenSearchClient(OpenSearchConnection connection) {
        this(connection, ForkJoinPool.commonPool());
    }

    OpenSearchClient(OpenSearchConnection connection, Executor executor) {
        this.connection = requireNonNull(connection, "connection is null");
        Duration timeout = connection.requestTimeout();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
                .executor(executor);
        if (connection.urls().stream().anyMatch(url -> "https".equals(url.getScheme()))) {
            builder.sslContext(
                    CertificateAuthority.context(OpenSearchOptions.CA.key(), connection.certificateAuthority()));
        }
        this.http = builder.build();
        readPassword();
    }

    /** The login of the connection, read anew: a changed password needs no restart. */
    void readPassword() {
        if (connection.password() != null) {
            String login = connection.user() + ":" + connection.password().resolve(System.getenv());
            authorization = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
        }
    }

    /**
     * Sends a request to the first address that answers.
     *
     * @param path begins with a slash
     * @param json the body, or an empty array for none
     * @throws IOException in words that say what to mend, if no address answers; an answer of any status is returned
     * @throws InterruptedException if interrupted while waiting for the answer
     */
    public HttpResponse<byte[]> send(String method, String path, byte[] json) throws IOException, InterruptedException {
        IOException failure = null;
        for (URI url : connection.urls()) {
            try {
                return http.send(
                        request(url, path)
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        json.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(json))
                                .build(),
                        BodyHandlers.ofByteArray());
            } catch (IOException e) {
                IOException explained = new IOException(explain(url, e), e);
                if (failure != null) {
                    explained.addSuppressed(failure);
                }
                failure = explained;
            }
        }
        throw failure;
    }

    CompletableFuture<HttpResponse<byte[]>> sendBulk(URI url, byte[] body, OpenSearchSettings.Compression packed) {
        HttpRequest.Builder request = request(url, "/_bulk").header("Content-Type", "application/x-ndjson");
        if (packed == OpenSearchSettings.Compression.GZIP) {
            request.header("Content-Encoding", "gzip");
        }
        return http.sendAsync(request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(URI url, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(connection.requestTimeout());
        String login = authorization;
        if (login != null) {
            request.header("Authorization", login);
        }
        return request;
    }

    /**
     * Asks whether OpenSearch is there and lets this connection in.
     *
     * @throws OpenSearchException if an address answers and the settings are wrong, so that waiting mends nothing
     * @throws IOException if no address answers
     * @throws InterruptedException if interrupted while waiting for the answer
     */
    public void check() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer;
        try {
            answer = send("GET", "/", new byte[0]);
        } catch (IOException e) {
            if (has(e, SSLException.class) && !has(e, ConnectException.class)) {
                throw new OpenSearchException(e.getMessage(), e);
            }
            throw e;
        }
        URI url = answer.uri();
        int status = answer.statusCode();
        if (BulkReply.isTransient(status)) {
            throw new IOException(explain(url, answer));
        }
        // 403: logged in, though not allowed to ask for the version.
        if (status != FORBIDDEN && (status != 200 || !isOpenSearch(answer.body()))) {
            throw new OpenSearchException(explain(url, answer));
        }
    }

    private static boolean isOpenSearch(byte[] body) {
        try {
            return JSON.readTree(body).path("version").has("number");
        } catch (IOException e) {
            return false;
        }
    }

    /** What an answer other than the expected one means, and what to mend. */
    String explain(URI url, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == UNAUTHORIZED) {
            return connection.password() == null
                    ? "OpenSearch at %s asks for a login: set %s and %s"
                            .formatted(url, OpenSearchOptions.USER.key(), OpenSearchOptions.PASSWORD.key())
                    : "OpenSearch at %s does not accept user '%s' with the password of %s: mend %s or %s"
                            .formatted(
                                    url,
                                    Printable.of(connection.user()),
                                    connection.password().reference(),
                                    OpenSearchOptions.USER.key(),
                                    OpenSearchOptions.PASSWORD.key());
        }
        String said = "HTTP %d %s".formatted(status, Printable.of(excerpt(answer.body())));
        if (status == FORBIDDEN) {
            return "OpenSearch at %s forbids it to user '%s': give the user rights to write there (%s)"
                    .formatted(url, Printable.of(connection.user()), said);
        }
        if (BulkReply.isTransient(status)) {
            return "OpenSearch at %s is not able to take it now: %s".formatted(url, said);
        }
        return "what answers at %s is not OpenSearch: %s; mend %s".formatted(url, said, OpenSearchOptions.URLS.key());
    }

    /** What a request's failure means, and what to mend. */
    String explain(URI url, Throwable failure) {
        String key = OpenSearchOptions.URLS.key();
        if (has(failure, HttpTimeoutException.class) && !has(failure, HttpConnectTimeoutException.class)) {
            return "OpenSearch at %s did not answer within %s: see whether it is overloaded"
                    .formatted(url, connection.requestTimeout());
        }
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return "the host of %s is not known: mend %s".formatted(url, key);
        }
        if (has(failure, ConnectException.class) || has(failure, HttpConnectTimeoutException.class)) {
            return "nobody answers at %s: see whether OpenSearch runs, or mend %s".formatted(url, key);
        }
        String reason = deepestMessage(failure);
        if (has(failure, SSLException.class)) {
            return explainTls(url, failure, reason);
        }
        return ("https".equals(url.getScheme())
                        ? "the connection to %s broke (%s): if it does not speak TLS, write http:// in %s"
                        : "the connection to %s broke (%s): if it wants TLS, write https:// in %s")
                .formatted(url, reason, key);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    private static String deepestMessage(Throwable failure) {
        String message = "";
        for (Throwable each = failure; each != null; each = each.getCause()) {
            message = each.getMessage() == null ? message : each.getMessage();
        }
        return message;
    }

    private String explainTls(URI url, Throwable failure, String reason) {
        if (reason.contains("subject alternative") || reason.startsWith("No name matching")) {
            return "the certificate of %s is another host's (%s): use a name of the certificate in %s"
                    .formatted(url, reason, OpenSearchOptions.URLS.key());
        }
        if (reason.contains("plaintext") || reason.contains("Unsupported or unrecognized SSL message")) {
            return "%s does not speak TLS: write http:// in %s".formatted(url, OpenSearchOptions.URLS.key());
        }
        if (!has(failure, CertificateException.class)) {
            // Whatever the server said before it ended the connection may be lost.
            return "%s ended the connection before TLS was agreed on (%s); if it does not speak TLS: write http:// in %s"
                    .formatted(url, reason, OpenSearchOptions.URLS.key());
        }
        return connection.certificateAuthority().isEmpty()
                ? "the certificate of %s is signed by nobody that Java trusts (%s): set %s to the PEM file of its authority"
                        .formatted(url, reason, OpenSearchOptions.CA.key())
                : "the certificate of %s is not signed by the authority in %s (%s): mend %s"
                        .formatted(url, connection.certificateAuthority(), reason, OpenSearchOptions.CA.key());
    }

    private static String excerpt(byte[] body) {
        String text = new String(body, UTF_8);
        return text.length() <= 500 ? text : text.substring(0, 500);
    }
}
