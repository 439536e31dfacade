package io.drey.query.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.drey.event.Sha256;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.delivery.SmtpSettings.Tls;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail to a server that is there for it, with a certificate made for it. */
class MailDeliveryTest {

    private static final String PASSWORD = "open sesame";
    private static final long NO_CAP = 1_000_000;

    @TempDir
    private static Path secrets;

    private static GreenMail server;
    private static Path certificates;

    @TempDir
    private Path out;

    private Finished pack;

    @BeforeAll
    static void start() throws Exception {
        certificates = secrets.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        certificates.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        System.setProperty("greenmail.tls.keystore.file", certificates.toString());
        System.setProperty("greenmail.tls.keystore.password", "changeit");
        server = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTPS)
        });
        server.start();
        server.getUserManager().setAuthRequired(true);
        server.setUser("drey@example.com", "drey", PASSWORD);
        Files.writeString(secrets.resolve("password"), PASSWORD);
        Files.writeString(secrets.resolve("wrong"), "please");
    }

    @AfterAll
    static void stop() {
        server.stop();
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    @BeforeEach
    void makePack() throws Exception {
        server.purgeEmailFromAllMailboxes();
        Path folder = Files.createDirectory(out.resolve("pci-2026-10-acme"));
        Files.writeString(folder.resolve("pack.manifest.json"), "{}");
        Files.writeString(folder.resolve("index.html"), "<h1>Clauses</h1>");
        Files.writeString(folder.resolve("a.csv"), "ä;b".repeat(100));
        pack = Finished.of(new io.drey.query.report.PackRunner.Pack(folder, 1, 0));
    }

    @Test
    void sendsWhatIsFinishedEncryptedAndOnce() throws Exception {
        Delivery delivery = mail("mailto:ann@example.com, bob@example.com", Tls.TLS, "password", NO_CAP);
        delivery.requireReachable();

        assertThat(delivery.deliver(pack)).isTrue();
        assertThat(delivery.deliver(pack)).isFalse();

        assertThat(server.getReceivedMessages()).hasSize(2).allSatisfy(message -> {
            assertThat(message.getSubject()).isEqualTo("Drey: pci-2026-10-acme");
            assertThat(message.getFrom()[0]).hasToString("drey@example.com");
            assertThat(attachments(message)).containsExactly("index.html", "pack.manifest.json", "a.csv");
            assertThat(text(message))
                    .contains("pci-2026-10-acme is finished. 3 of its files are attached.")
                    .contains("SHA-256 of pack.manifest.json: " + Sha256.of(pack.manifest()));
        });
        assertThat(server.getReceivedMessages()[0].getMessageID())
                .isEqualTo(server.getReceivedMessages()[1].getMessageID());
        BodyPart attached = ((MimeMultipart) server.getReceivedMessages()[0].getContent()).getBodyPart(3);
        try (InputStream in = attached.getInputStream()) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(out.resolve("pci-2026-10-acme/a.csv")));
        }

        Files.writeString(pack.manifest(), "{\"other\":1}");
        assertThat(delivery.deliver(pack)).as("another pack").isTrue();
    }

    @Test
    void namesWhatIsTooMuchToAttach() throws Exception {
        Delivery delivery = new MailDelivery(
                "mailto:ann@example.com",
                settings(Tls.TLS, "password", 100),
                List.of("s3://evidence/pci"),
                Optional.of(trusting()));

        assertThat(delivery.deliver(pack)).isTrue();

        assertThat(server.getReceivedMessages()).singleElement().satisfies(message -> {
            assertThat(attachments(message)).containsExactly("index.html", "pack.manifest.json");
            assertThat(text(message))
                    .contains("2 of its files are attached.")
                    .contains("These are not, as mails would be too long:")
                    .contains("  a.csv")
                    .contains("They are in s3://evidence/pci/pci-2026-10-acme/.");
        });
    }

    @Test
    void aWrongPasswordIsToldAndNothingIsSent() throws Exception {
        Delivery delivery = mail("mailto:ann@example.com", Tls.TLS, "wrong", NO_CAP);

        assertThatThrownBy(delivery::requireReachable)
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("no mail can be sent to ann@example.com by localhost:")
                .message()
                .doesNotContain("please")
                .doesNotContain("\n");
        assertThatThrownBy(() -> delivery.deliver(pack)).isInstanceOf(QueryException.class);
        assertThat(server.getReceivedMessages()).isEmpty();
        assertThat(out.resolve(".delivered")).doesNotExist();
    }

    @Test
    void aPasswordThatIsNotThereIsTold() throws Exception {
        assertThatThrownBy(mail("mailto:ann@example.com", Tls.TLS, "nowhere", NO_CAP)::requireReachable)
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("smtp-password refers to the file")
                .hasMessageContaining("cannot be read");
    }

    /** A server that cannot encrypt gets neither password nor mail. */
    @Test
    void aServerWithoutStarttlsIsRefusedWhereItIsAskedFor() throws Exception {
        assertThatThrownBy(() -> mail("mailto:ann@example.com", Tls.STARTTLS, "password", NO_CAP)
                        .deliver(pack))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    /** The server's thread ends with it, which is no news. */
    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, refused) -> {});
        Delivery delivery = new MailDelivery(
                "mailto:ann@example.com", settings(Tls.TLS, "password", NO_CAP), List.of(), Optional.empty());

        assertThatThrownBy(delivery::requireReachable).isInstanceOf(QueryException.class);
    }

    @Test
    void sendsWithoutEncryptionWhereThatIsAskedFor() throws Exception {
        assertThat(mail("mailto:ann@example.com", Tls.NONE, "password", NO_CAP).deliver(pack))
                .isTrue();
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void anythingElseIsNoAddress() {
        for (String wrong :
                List.of("mailto:", "mailto:ann", "mailto:ann@example.com,,bob@example.com", "mailto:a b@c")) {
            assertThatThrownBy(() -> mail(wrong, Tls.TLS, "password", NO_CAP))
                    .as(wrong)
                    .isInstanceOf(QueryUsageException.class)
                    .hasMessageContaining("is no address");
        }
    }

    private static MailDelivery mail(String target, Tls tls, String password, long cap) throws Exception {
        return new MailDelivery(target, settings(tls, password, cap), List.of(), Optional.of(trusting()));
    }

    private static SmtpSettings settings(Tls tls, String password, long cap) {
        return new SmtpSettings(
                "localhost",
                (tls == Tls.TLS ? server.getSmtps() : server.getSmtp()).getPort(),
                tls,
                Optional.of("drey"),
                Optional.of("file:" + secrets.resolve(password)),
                "drey@example.com",
                cap);
    }

    private static SSLSocketFactory trusting() throws Exception {
        KeyStore own = KeyStore.getInstance(certificates.toFile(), "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("mail", own.getCertificate("mail"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static List<String> attachments(MimeMessage message) throws Exception {
        MimeMultipart parts = (MimeMultipart) message.getContent();
        List<String> names = new ArrayList<>();
        for (int i = 1; i < parts.getCount(); i++) {
            names.add(parts.getBodyPart(i).getFileName());
        }
        return names;
    }

    private static String text(MimeMessage message) throws Exception {
        return ((MimeMultipart) message.getContent())
                .getBodyPart(0)
                .getContent()
                .toString();
    }
}
