package io.drey.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.stack.process.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real OpenSearch with the security plugin: TLS with a certificate of an authority made for it, and logins. It is a process
 * of its own, ends when closed, and starts in about 20 s.
 *
 * <pre>{@code
 * try (SecuredOpenSearch node = SecuredOpenSearch.start(folder)) {
 *     connect(node.url(), SecuredOpenSearch.USER, SecuredOpenSearch.PASSWORD, node.authority());
 * }
 * }</pre>
 */
public final class SecuredOpenSearch implements AutoCloseable {

    /** A user who may do everything. */
    public static final String USER = "admin";

    /** The password of {@link #USER}. */
    public static final String PASSWORD = "admin";

    /** A user, with a password of the same name, who may only read. */
    public static final String READER = "readall";

    private static final Duration START = Duration.ofMinutes(3);
    private static final Pattern VERSION = Pattern.compile("-\\d.*");

    private final TestCertificates certificates;
    private final int port;
    private final Process process;

    private SecuredOpenSearch(TestCertificates certificates, int port, Process process) {
        this.certificates = certificates;
        this.port = port;
        this.process = process;
    }

    /** Starts a node whose files are in a folder, and returns when it lets users in. */
    public static SecuredOpenSearch start(Path folder) {
        try {
            Path conf = Files.createDirectories(folder.resolve("conf"));
            TestCertificates certificates = TestCertificates.in(conf);
            Path plugin = plugin();
            copy(plugin.resolve("config"), conf.resolve("opensearch-security"));
            int http = freePort();
            Files.write(conf.resolve("opensearch.yml"), settings(folder, http), UTF_8);
            Path log = folder.resolve("opensearch.log");
            SecuredOpenSearch node = new SecuredOpenSearch(certificates, http, launch(folder, plugin, log));
            node.awaitUsers(log);
            return node;
        } catch (IOException failure) {
            throw new UncheckedIOException("No secured OpenSearch could start in " + folder, failure);
        }
    }

    /** Where clients connect; the certificate is for this address and for no name. */
    public URI url() {
        return URI.create("https://127.0.0.1:" + port);
    }

    /** The PEM file of the authority that signed the node's certificate. */
    public Path authority() {
        return certificates.authority();
    }

    /** The PEM file of an authority that has nothing to do with the node. */
    public Path foreignAuthority() {
        return certificates.foreignAuthority();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitUsers(Path log) {
        try {
            Await.until("the secured OpenSearch lets users in; its log is " + log, START, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("it ended with code " + process.exitValue());
                }
                String curl = run(
                        "curl",
                        "-s",
                        "--max-time",
                        "5",
                        "--cacert",
                        authority().toString(),
                        "-u",
                        USER + ":" + PASSWORD,
                        url() + "/_cluster/health");
                return curl.contains("\"green\"") || curl.contains("\"yellow\"");
            });
        } catch (AssertionError notStarted) {
            close();
            throw notStarted;
        }
    }

    private static Process launch(Path folder, Path plugin, Path log) throws IOException {
        String separator = File.pathSeparator;
        Path server = home().resolve("dev/local-stack/servers/opensearch/target");
        String own = Files.readString(server.resolve("classpath.txt"), UTF_8).strip();
        Set<String> present = new TreeSet<>();
        Arrays.stream(own.split(Pattern.quote(separator), -1))
                .forEach(jar -> present.add(withoutVersion(Path.of(jar))));
        List<String> classPath =
                new ArrayList<>(List.of(server.resolve("classes").toString(), own));
        try (Stream<Path> jars = Files.list(plugin)) {
            jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .filter(jar -> !present.contains(withoutVersion(jar)))
                    .sorted()
                    .forEach(jar -> classPath.add(jar.toString()));
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        // The plugin installs a policy of its own.
                        "-Djava.security.manager=allow",
                        "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                        "-cp",
                        String.join(separator, classPath),
                        "io.drey.stack.opensearch.OpenSearchNode",
                        folder.toString(),
                        folder.resolve("conf").toString(),
                        "org.opensearch.security.OpenSearchSecurityPlugin")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static List<String> settings(Path folder, int http) {
        List<String> lines = new ArrayList<>(List.of(
                "cluster.name: drey-secured",
                "node.name: local",
                "discovery.type: single-node",
                "network.host: 127.0.0.1",
                "http.port: " + http,
                "transport.port: " + freePort(),
                "path.data: " + folder.resolve("data"),
                "path.logs: " + folder.resolve("logs"),
                "cluster.routing.allocation.disk.threshold_enabled: false",
                "node.store.allow_mmap: false",
                "plugins.security.allow_default_init_securityindex: true",
                "plugins.security.authcz.admin_dn: [\"CN=nobody\"]",
                "plugins.security.nodes_dn: [\"CN=node\"]",
                "plugins.security.audit.type: noop",
                "plugins.security.restapi.roles_enabled: [all_access]",
                "plugins.security.ssl.http.enabled: true",
                "plugins.security.ssl.transport.enforce_hostname_verification: false"));
        for (String layer : List.of("http", "transport")) {
            String prefix = "plugins.security.ssl." + layer + ".";
            lines.add(prefix + "keystore_type: PKCS12");
            lines.add(prefix + "keystore_filepath: node.p12");
            lines.add(prefix + "keystore_alias: node");
            lines.add(prefix + "keystore_password: " + TestCertificates.PASSWORD);
            lines.add(prefix + "truststore_type: PKCS12");
            lines.add(prefix + "truststore_filepath: trust.p12");
            lines.add(prefix + "truststore_password: " + TestCertificates.PASSWORD);
        }
        return lines;
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command[0] + " ran", interrupted);
        }
        return output;
    }

    private static Path plugin() {
        Path plugin = home().resolve("dev/local-stack/servers/opensearch-security/target/plugin");
        if (!Files.isDirectory(plugin)) {
            throw new IllegalStateException(
                    plugin + " is missing: run `./mvnw -q process-resources -pl dev/testing -am`");
        }
        return plugin;
    }

    private static Path home() {
        String home = System.getProperty("drey.home");
        if (home == null) {
            throw new IllegalStateException("-Ddrey.home is not set: set it to the project's top folder");
        }
        return Path.of(home);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String withoutVersion(Path jar) {
        return VERSION.matcher(jar.getFileName().toString()).replaceFirst("");
    }

    private static int freePort() {
        return Ports.free(Set.of(), new SplittableRandom());
    }
}
