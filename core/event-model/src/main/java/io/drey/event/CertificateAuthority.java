package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in servers whose certificates an authority of one's own signed. */
public final class CertificateAuthority {

    private CertificateAuthority() {}

    /**
     * TLS that trusts the authorities of a file and nobody else, or those that Java trusts.
     *
     * @param key the setting that names the file, for messages
     * @param pemFile certificates in PEM form; empty for the authorities that Java trusts
     * @throws IllegalStateException if the file is none such
     */
    public static SSLContext context(String key, String pemFile) {
        return context(key, pemFile, null);
    }

    /**
     * As {@link #context(String, String)}, for who is asked for a certificate, too.
     *
     * @param client has the certificates that are shown; null for none
     * @throws IllegalStateException if the file is none such
     */
    public static SSLContext context(String key, String pemFile, KeyManager[] client) {
        if (pemFile.isEmpty()) {
            return contextOf(key, "", client);
        }
        try {
            return contextOf(key, Files.readString(Path.of(pemFile), UTF_8), client);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s names %s, which cannot be read: mend the path or its permissions".formatted(key, pemFile), e);
        }
    }

    /**
     * TLS that trusts the authorities of a text and nobody else, or those that Java trusts.
     *
     * @param key the setting that holds the text, for messages
     * @param pem certificates in PEM form; empty for the authorities that Java trusts
     * @throws IllegalStateException if the text is none such
     */
    public static SSLContext contextOf(String key, String pem) {
        return contextOf(key, pem, null);
    }

    private static SSLContext contextOf(String key, String pem, KeyManager[] client) {
        try {
            if (pem.isEmpty() && client == null) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            if (pem.isEmpty()) {
                context.init(client, null, null);
                return context;
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)))) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalStateException(notPem(key));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            context.init(client, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(notPem(key), e);
        }
    }

    private static String notPem(String key) {
        return "what %s says is no certificate in PEM form: it begins with -----BEGIN CERTIFICATE-----".formatted(key);
    }
}
