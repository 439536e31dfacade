package io.drey.serve;

import io.drey.query.access.AccessPolicy;
import io.drey.serve.run.Runs;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The server. */
final class HttpService implements AutoCloseable {

    /** Whoever does not read what he asked for is let go. */
    private static final int PATIENCE_MILLIS = 120_000;

    private final Undertow server;
    private final boolean isSecure;
    private final String host;

    private HttpService(Undertow server, boolean isSecure, String host) {
        this.server = server;
        this.isSecure = isSecure;
        this.host = host;
    }

    /** What there is to ask for. */
    static Routes routes(
            ServeSettings settings,
            Supplier<AccessPolicy> policy,
            Supplier<QueryService.Parts> parts,
            Forwarding forwarding,
            Runs runs,
            BooleanSupplier ready,
            Clock clock) {
        QueryRoutes queries = new QueryRoutes(parts, runs, forwarding, settings.concurrentQueries());
        SearchRoutes search = new SearchRoutes(parts);
        return new Routes(policy, clock)
                .addFile("/", "index.html", "text/html; charset=utf-8")
                .addFile("/app.js", "app.js", "text/javascript; charset=utf-8")
                .addFile("/app.css", "app.css", "text/css; charset=utf-8")
                .addFile("/api/v1/openapi.json", "openapi.json", "application/json")
                .addFile("/healthz", "healthz.json", "application/json")
                .addReadiness("/readyz", ready)
                .add("GET", "/api/v1/me", queries::me)
                .add("GET", "/api/v1/queries", queries::queries)
                .add("GET", "/api/v1/queries/{id}", queries::query)
                .add("GET", "/api/v1/queries/{id}/rows", queries::rowsAsTheyCome)
                .add("POST", "/api/v1/explain", queries::explain)
                .add("POST", "/api/v1/runs", queries::begin)
                .add("GET", "/api/v1/runs", queries::runs)
                .add("GET", "/api/v1/runs/{run}", forwarding.byHolder(runs::isHere, queries::run))
                .add("DELETE", "/api/v1/runs/{run}", forwarding.byHolder(runs::isHere, queries::end))
                .add("GET", "/api/v1/runs/{run}/rows", forwarding.byHolder(runs::isHere, queries::rows))
                .add("GET", "/api/v1/runs/{run}/files/{name}", forwarding.byHolder(runs::isHere, queries::file))
                .add("GET", "/api/v1/search", search::find)
                .add("GET", "/api/v1/search/around", search::around);
    }

    /**
     * Starts the server.
     *
     * @param environment where secrets may be
     * @throws IllegalArgumentException if the address is taken, or the key store is none
     */
    static HttpService start(
            ServeSettings settings,
            Supplier<AccessPolicy> policy,
            Supplier<QueryService.Parts> parts,
            Forwarding forwarding,
            Runs runs,
            BooleanSupplier ready,
            Clock clock,
            Map<String, String> environment) {
        InetSocketAddress listen = settings.listen();
        Undertow.Builder builder = Undertow.builder()
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, PATIENCE_MILLIS)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, PATIENCE_MILLIS)
                .setSocketOption(org.xnio.Options.WRITE_TIMEOUT, PATIENCE_MILLIS)
                .setHandler(routes(settings, policy, parts, forwarding, runs, ready, clock)
                        .handler());
        String host = listen.getAddress().getHostAddress();
        if (settings.keyStore().isPresent()) {
            builder.addHttpsListener(listen.getPort(), host, tls(settings, environment));
        } else {
            builder.addHttpListener(listen.getPort(), host);
        }
        Undertow server = builder.build();
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "drey serve cannot listen at %s:%d (%s): choose another address or port with %s"
                            .formatted(host, listen.getPort(), root(e).getMessage(), ServeSettings.LISTEN.key()),
                    e);
        }
        return new HttpService(server, settings.keyStore().isPresent(), host);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static SSLContext tls(ServeSettings settings, Map<String, String> environment) {
        Path file = settings.keyStore().orElseThrow();
        char[] password =
                settings.keyStorePassword().orElseThrow().resolve(environment).toCharArray();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "%s is %s, which cannot be read (%s): it must be a PKCS #12 file with a certificate and its key, and %s its password"
                            .formatted(
                                    ServeSettings.KEY_STORE.key(),
                                    file,
                                    e.getMessage(),
                                    ServeSettings.KEY_STORE_PASSWORD.key()),
                    e);
        }
    }

    /** Where it answers. */
    URI url() {
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("%s://%s:%d/".formatted(isSecure ? "https" : "http", name, port));
    }

    @Override
    public void close() {
        server.stop();
    }
}
