package io.drey.operations.flink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.CertificateAuthority;
import io.drey.event.SecretReference;
import io.drey.operations.OperationException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How one is let in to a cluster whose REST endpoint is behind TLS, by itself or by a proxy before it. Carries references to secrets,
 * never the secrets.
 *
 * @param authority the PEM file of the authority that signed the endpoint's certificate; empty for those that Java trusts
 * @param certificate the PEM file of the client's certificate and those between it and its authority
 * @param key the PEM file of the certificate's key
 * @param token where the token is that is sent with each request
 * @param user who logs in
 * @param password where the user's password is
 */
public record FlinkAccess(
        Optional<Path> authority,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<SecretReference> token,
        Optional<String> user,
        Optional<SecretReference> password) {

    /** Nothing is asked for. */
    public static final FlinkAccess OPEN = new FlinkAccess(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public FlinkAccess {
        requireNonNull(authority, "authority is null");
        if (certificate.isPresent() != key.isPresent()) {
            throw OperationException.usage(
                    "a client's certificate and its key belong together: give both --flink-certificate and --flink-key");
        }
        if (user.isPresent() != password.isPresent()) {
            throw OperationException.usage("a login has two parts: give both --flink-user and --flink-password");
        }
        if (token.isPresent() && user.isPresent()) {
            throw OperationException.usage("--flink-token and --flink-user are two logins: leave one of them out");
        }
    }

    /**
     * A client that is let in.
     *
     * @throws OperationException if a file cannot be used, or a secret would be sent in clear
     */
    HttpClient.Builder client(URI url) {
        if (!"https".equals(url.getScheme()) && (token.isPresent() || user.isPresent())) {
            throw OperationException.usage(
                    "%s is not encrypted, and a token or password would be read on its way: write https://"
                            .formatted(url));
        }
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (authority.isPresent() || certificate.isPresent()) {
            client.sslContext(tls());
        }
        return client;
    }

    private SSLContext tls() {
        try {
            return CertificateAuthority.context(
                    "--flink-ca",
                    authority.map(Path::toString).orElse(""),
                    certificate
                            .map(file -> ClientCertificate.read(file, key.orElseThrow()))
                            .orElse(null));
        } catch (IllegalStateException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    /**
     * What stands in the header {@code Authorization} of each request.
     *
     * @throws OperationException if there is no secret where the reference says
     */
    Optional<String> authorization(Map<String, String> environment) {
        try {
            if (token.isPresent()) {
                return Optional.of("Bearer " + token.get().resolve(environment));
            }
            return user.map(name -> {
                String login = name + ":" + password.orElseThrow().resolve(environment);
                return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
            });
        } catch (IllegalStateException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
