package io.drey.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server's key and certificate for 127.0.0.1 (and for no name), the authority that signed it, and one that has nothing to do
 * with it, made by the JDK's keytool.
 */
public final class TestCertificates {

    /** The password of all key stores. */
    public static final String PASSWORD = "changeit";

    private final Path folder;

    private TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** Makes all files in a folder. */
    public static TestCertificates in(Path folder) {
        TestCertificates made = new TestCertificates(folder);
        try {
            Files.createDirectories(folder);
            made.make();
        } catch (IOException failure) {
            throw new UncheckedIOException("No certificates could be made in " + folder, failure);
        }
        return made;
    }

    /** The PEM file of the authority that signed the server's certificate. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** The PEM file of an authority that has nothing to do with the server. */
    public Path foreignAuthority() {
        return folder.resolve("foreign-ca.pem");
    }

    /** The PKCS 12 store of the server's key, by the alias {@code node}. */
    public Path keyStore() {
        return folder.resolve("node.p12");
    }

    /** The PKCS 12 store of the authority. */
    public Path trustStore() {
        return folder.resolve("trust.p12");
    }

    /** TLS for the server. */
    public SSLContext serverContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(keyStore()), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("The server's key in " + keyStore() + " cannot be used", failure);
        }
    }

    /** TLS for a server that asks its clients for certificates of the same authority. */
    public SSLContext serverContextAskingClients() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(keyStore()), PASSWORD.toCharArray());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store(trustStore()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("The server's key in " + keyStore() + " cannot be used", failure);
        }
    }

    /** The PEM file of a certificate that a client may show; it is the server's. */
    public Path clientCertificate() {
        return folder.resolve("node.pem");
    }

    /** The PEM file of that certificate's key, in PKCS #8. */
    public Path clientKey() {
        try {
            Key key = store(keyStore()).getKey("node", PASSWORD.toCharArray());
            String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
            return Files.writeString(
                    folder.resolve("node.key"),
                    "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(encoded));
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("The key in " + keyStore() + " cannot be written", failure);
        }
    }

    private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        }
    }

    private void make() throws IOException {
        makeAuthority("ca");
        makeAuthority("foreign-ca");
        makeKey("node", "node.p12", List.of());
        keytool("node.p12", "-certreq", "-alias", "node", "-file", "node.csr");
        keytool(
                "ca.p12",
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-infile",
                "node.csr",
                "-outfile",
                "node.pem",
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "eku=serverAuth,clientAuth");
        keytool("node.p12", "-importcert", "-noprompt", "-alias", "ca", "-file", "ca.pem");
        keytool("node.p12", "-importcert", "-noprompt", "-alias", "node", "-file", "node.pem");
        keytool("trust.p12", "-importcert", "-noprompt", "-alias", "ca", "-file", "ca.pem");
    }

    private void makeAuthority(String name) throws IOException {
        makeKey(name, name + ".p12", List.of("-ext", "bc:c"));
        keytool(name + ".p12", "-exportcert", "-rfc", "-alias", name, "-file", name + ".pem");
    }

    private void makeKey(String alias, String store, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "30",
                "-dname",
                "CN=" + alias));
        arguments.addAll(more);
        keytool(store, arguments.toArray(String[]::new));
    }

    private void keytool(String store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store, "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", interrupted);
        }
    }
}
