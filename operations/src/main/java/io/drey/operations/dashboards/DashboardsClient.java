package io.drey.operations.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.CertificateAuthority;
import io.drey.event.Printable;
import io.drey.event.SecretReference;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** OpenSearch Dashboards' import interface. Failures are told in one line that names the address and the remedy. */
public final class DashboardsClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    private final Login login;
    private final String authorization;
    private final HttpClient http;

    /**
     * Where Dashboards is and how one logs in.
     *
     * @param url its address, with its base path if it has one
     * @param user the user; null for no login
     * @param password where the user's password is; null for no login
     * @param certificateAuthority the PEM file of the authority that signed its certificate; empty for those that Java
     *     trusts
     * @param space the tenant of the security plugin that objects belong to; null for the user's own
     */
    public record Login(URI url, String user, SecretReference password, String certificateAuthority, String space) {

        public Login {
            requireNonNull(url, "url is null");
            requireNonNull(certificateAuthority, "certificateAuthority is null");
            if ((user == null) != (password == null)) {
                throw OperationException.usage("--user and --password belong together: give both or neither");
            }
        }

        /**
         * Reads an address.
         *
         * @throws OperationException if it is none
         */
        public static URI url(String text) {
            try {
                URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                if (isHttp && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                    return url;
                }
            } catch (IllegalArgumentException e) {
                throw noAddress(text, e);
            }
            throw noAddress(text, null);
        }

        private static OperationException noAddress(String text, Exception cause) {
            return OperationException.usage(
                    "--url '%s' is no address: write one such as https://dashboards.example:5601"
                            .formatted(Printable.of(text)),
                    cause);
        }
    }

    /**
     * A client.
     *
     * @throws OperationException if the password or the authority's certificate cannot be read
     */
    public DashboardsClient(Login login) {
        this.login = login;
        try {
            this.authorization = login.password() == null
                    ? null
                    : "Basic "
                            + Base64.getEncoder()
                                    .encodeToString((login.user() + ":"
                                                    + login.password().resolve(System.getenv()))
                                            .getBytes(UTF_8));
            this.http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .sslContext(CertificateAuthority.context("--ca", login.certificateAuthority()))
                    .build();
        } catch (IllegalStateException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    /** Imports a pack's objects over those of the same ids. */
    public ImportReply install(String pack, byte[] ndjson) {
        String boundary = "drey-" + Long.toHexString(System.nanoTime());
        byte[] before =
                "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s.ndjson\"\r\nContent-Type: application/ndjson\r\n\r\n"
                        .formatted(boundary, pack)
                        .getBytes(UTF_8);
        byte[] after = "\r\n--%s--\r\n".formatted(boundary).getBytes(UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(login.url() + "/api/saved_objects/_import?overwrite=true"))
                .timeout(TIMEOUT)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                // Dashboards refuses what a foreign web page could make a browser send.
                .header("osd-xsrf", "true")
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofByteArray(before),
                        BodyPublishers.ofByteArray(ndjson),
                        BodyPublishers.ofByteArray(after)));
        if (login.space() != null) {
            request.header("securitytenant", login.space());
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> response = send(request.build());
        JsonNode answer = json(response.body());
        if (response.statusCode() == 200 && answer.has("success")) {
            return ImportReply.read(answer);
        }
        throw refused(pack, response, answer);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw OperationException.failure(explain(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking Dashboards at " + login.url(), e);
        }
    }

    private OperationException refused(String pack, HttpResponse<String> response, JsonNode answer) {
        int status = response.statusCode();
        String reason =
                Printable.of(answer.path("message").asText(response.body().strip()));
        return OperationException.failure(
                switch (status) {
                    case UNAUTHORIZED ->
                        login.user() == null
                                ? "Dashboards at %s asks for a login: give --user and --password".formatted(login.url())
                                : "Dashboards at %s does not accept user '%s' with that password: check --user and --password"
                                        .formatted(login.url(), Printable.of(login.user()));
                    case FORBIDDEN ->
                        "Dashboards at %s does not allow that to %s: %s"
                                .formatted(
                                        login.url(),
                                        login.user() == null
                                                ? "everybody"
                                                : "user '" + Printable.of(login.user()) + "'",
                                        reason);
                    case UNPROCESSABLE ->
                        "Dashboards at %s cannot take the objects of pack %s: %s; they are of version 2.19, upgrade an older Dashboards"
                                .formatted(login.url(), pack, reason);
                    // OpenSearch itself says that it has no handler, with status 400.
                    case 200, BAD_REQUEST, NOT_FOUND ->
                        "%s is no OpenSearch Dashboards (HTTP %d, %s): give its address with --url, and its base path if it has one"
                                .formatted(login.url(), status, reason);
                    default ->
                        "Dashboards at %s did not import pack %s: HTTP %d, %s"
                                .formatted(login.url(), pack, status, reason);
                });
    }

    /** What a request's failure means, and what to mend. */
    public String explain(IOException failure) {
        if (cause(failure, CertPathBuilderException.class).isPresent()) {
            return "the certificate of %s is of no authority that is trusted: name the authority's PEM file with --ca"
                    .formatted(login.url());
        }
        Optional<CertificateException> invalid = cause(failure, CertificateException.class);
        if (invalid.isPresent()) {
            return "the certificate of %s is not valid for it: %s; write the host in --url as the certificate names it"
                    .formatted(
                            login.url(),
                            Printable.of(String.valueOf(invalid.get().getMessage())));
        }
        boolean isPlain = "http".equals(login.url().getScheme());
        // In a new JVM the failed handshake is at times only the cause of "header parser received no bytes".
        if (cause(failure, SSLException.class).isPresent()) {
            return "%s speaks no TLS that we understand: if it speaks plain HTTP write http:// in --url"
                    .formatted(login.url());
        }
        boolean wasConnected = !(failure instanceof ConnectException) && !(failure instanceof HttpTimeoutException);
        if (!isPlain && wasConnected) {
            return "%s ended the connection without an answer: perhaps it speaks no TLS; if it speaks plain HTTP write http:// in --url, else see its log"
                    .formatted(login.url());
        }
        return "Dashboards at %s does not answer%s: check --url, that it runs, and that it speaks %s"
                .formatted(
                        login.url(),
                        failure.getMessage() == null ? "" : " (" + Printable.of(failure.getMessage()) + ")",
                        isPlain ? "http, not https" : "https");
    }

    private static <T> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            // A proxy's page, for example; the status says enough.
            return JSON.missingNode();
        }
    }
}
