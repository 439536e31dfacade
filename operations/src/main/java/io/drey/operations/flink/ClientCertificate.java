package io.drey.operations.flink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A client's certificate with its key, of PEM files, as authorities and secret stores hand them out. */
final class ClientCertificate {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final char[] IN_MEMORY = new char[0];

    private ClientCertificate() {}

    /**
     * Reads a certificate and its key.
     *
     * @param certificate of the client first, then of those between it and the authority
     * @param key in PKCS #8, without a password
     * @throws IllegalStateException naming the file and what is wrong with it
     */
    static KeyManager[] read(Path certificate, Path key) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes("--flink-certificate", certificate)))
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw noCertificate(certificate, null);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, IN_MEMORY);
            store.setKeyEntry("client", privateKey(key), IN_MEMORY, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, IN_MEMORY);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw noCertificate(certificate, e);
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(new String(bytes("--flink-key", file), US_ASCII));
        if (!pem.find()) {
            throw noKey(file, null);
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        InvalidKeySpecException none = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                none = e;
            }
        }
        throw noKey(file, none);
    }

    private static byte[] bytes(String option, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s names %s, which cannot be read: mend the path or its permissions".formatted(option, file), e);
        }
    }

    private static IllegalStateException noCertificate(Path file, Exception cause) {
        return new IllegalStateException(
                "--flink-certificate names %s, which is no certificate in PEM form, or not the key's: it begins with -----BEGIN CERTIFICATE-----"
                        .formatted(file),
                cause);
    }

    private static IllegalStateException noKey(Path file, Exception cause) {
        return new IllegalStateException(
                "--flink-key names %s, which is no key in PKCS #8 without a password: it begins with -----BEGIN PRIVATE KEY----- ('openssl pkcs8 -topk8 -nocrypt' makes it of another)"
                        .formatted(file),
                cause);
    }
}
