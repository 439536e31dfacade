package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.job.delivery.Receipt;
import io.drey.job.sending.Sent;
import io.drey.testing.SmtpServer;
import io.drey.testing.SmtpServer.Encryption;
import io.drey.testing.TestCertificates;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mails to a server that answers as each test wants. */
@Timeout(900)
class MailProtocolTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;

    @TempDir
    private Path secrets;

    private final TestingTargets targets = new TestingTargets();
    private TestingSending sending;

    @BeforeAll
    static void certify() {
        certificates = TestCertificates.in(folder);
    }

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(secrets.resolve("acme"));
        Files.writeString(secrets.resolve("acme/smtp"), "s3cret\n");
        sending = new TestingSending(targets, secrets);
    }

    @AfterEach
    void close() {
        sending.close();
    }

    @Test
    void logsInOnceTheConnectionIsEncrypted() throws Exception {
        for (Encryption encryption : List.of(Encryption.STARTTLS, Encryption.TLS)) {
            try (SmtpServer server = start(encryption)) {
                set(
                        server,
                        "encryption: %s\nuser: drey\nsecret: smtp\n%s"
                                .formatted(
                                        encryption.name().toLowerCase(java.util.Locale.ROOT),
                                        authority(certificates.authority())));

                Sent outcome = sending.send(parcels(2));

                assertThat(outcome.refused()).isEmpty();
                assertThat(outcome.delivered()[0].count()).isEqualTo(2);
                assertThat(outcome.delivered()[0].target()).isEqualTo("mail:soc");
                assertThat(server.mails()).singleElement().satisfies(mail -> {
                    assertThat(mail.encrypted()).isTrue();
                    assertThat(mail.login()).isEqualTo("drey:s3cret");
                    assertThat(mail.from()).isEqualTo("drey@example.com");
                    assertThat(mail.recipients()).containsExactly("ann@example.com", "bob@example.com");
                });
            }
        }
    }

    @Test
    void nothingIsSentToAServerThatNobodyVouchesForOrThatDoesNotEncrypt() throws Exception {
        try (SmtpServer foreign = start(Encryption.STARTTLS);
                SmtpServer open = start(Encryption.NONE)) {
            set(foreign, "give-up-after: 0s\n" + authority(certificates.foreignAuthority()));
            assertThat(sending.send(parcels(1)).refused()).singleElement().satisfies(letter -> assertThat(
                            letter.reason())
                    .contains("mail:soc at " + foreign.address(), "TLS"));
            set(open, "give-up-after: 0s\n");
            assertThat(sending.send(parcels(1)).refused())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).contains("STARTTLS is required"));
            assertThat(foreign.mails()).isEmpty();
            assertThat(open.mails()).isEmpty();
        }
    }

    @Test
    void theSameAlertsMakeAMailOfTheSameId() throws Exception {
        try (SmtpServer server = start(Encryption.NONE)) {
            set(server, "encryption: none\n");
            List<Parcel> parcels = parcels(2);
            sending.send(parcels);
            sending.send(List.of(parcels.get(1), parcels.get(0), parcels.get(0)));
            sending.send(parcels(3));

            List<MimeMessage> mails = mails(server);
            assertThat(mails.get(0).getMessageID())
                    .matches("<[0-9a-f]{40}@example\\.com>")
                    .isEqualTo(mails.get(1).getMessageID())
                    .isNotEqualTo(mails.get(2).getMessageID());
            assertThat(mails.get(1).getHeader("Drey-Alerts")).containsExactly("2");
            assertThat(mails.get(1).getHeader("Drey-Alert")).containsExactly("id-0", "id-1");
            assertThat(mails.get(1).getHeader("Auto-Submitted")).containsExactly("auto-generated");
            MimeMultipart parts = (MimeMultipart) mails.get(1).getContent();
            assertThat(parts.getContentType()).startsWith("multipart/alternative");
            assertThat(parts.getBodyPart(0).getContent().toString()).startsWith("2 alerts from");
            assertThat(parts.getBodyPart(1).getContent().toString()).contains("<h3>[high] Failed logins</h3>");
        }
    }

    @Test
    void anAddressThatIsRefusedForGoodIsGivenUpAndTheOthersGetTheMail() throws Exception {
        try (SmtpServer server = start(Encryption.NONE)) {
            set(server, "encryption: none\n");
            server.answer("bob@example.com", "550 no such user");

            Sent outcome = sending.send(parcels(3));

            assertThat(outcome.delivered()[0].count()).isEqualTo(3);
            assertThat(server.mails()).singleElement().satisfies(mail -> assertThat(mail.recipients())
                    .containsExactly("ann@example.com"));
            assertThat(outcome.refused()).singleElement().satisfies(letter -> {
                assertThat(letter.topic()).isEqualTo("mail:soc/id-0");
                assertThat(letter.reason())
                        .isEqualTo("3 sent, refused by mail:soc for some: bob@example.com: 550 no such user");
            });
        }
    }

    @Test
    void aMailThatNobodyMayGetIsADeadLetterForEachAlertAfterOneAttempt() throws Exception {
        try (SmtpServer server = start(Encryption.NONE)) {
            set(server, "encryption: none\n");
            server.answer("ann@example.com", "550 no such user");
            server.answer("bob@example.com", "551 moved");

            Sent outcome = sending.send(parcels(3));

            assertThat(outcome.delivered()).isEmpty();
            assertThat(outcome.refused())
                    .extracting(DeadLetter::topic)
                    .containsExactly("mail:soc/id-0", "mail:soc/id-1", "mail:soc/id-2");
            assertThat(outcome.refused()[0].reason())
                    .contains(
                            "refused by mail:soc at " + server.address(),
                            "ann@example.com: 550",
                            "bob@example.com: 551");
            server.answer("DATA", "554 no spam here");
            assertThat(sending.send(parcels(2)).refused()).hasSize(2).allSatisfy(letter -> assertThat(letter.reason())
                    .contains("554 no spam here"));
            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void onlyWhoHasNotGotItIsTriedAgain() throws Exception {
        try (SmtpServer server = start(Encryption.NONE)) {
            set(server, "encryption: none\n");
            server.answer("bob@example.com", "450 come back later", "451 still busy");

            assertThat(sending.send(parcels(1)).refused()).isEmpty();

            assertThat(server.mails())
                    .extracting(SmtpServer.Mail::recipients)
                    .containsExactly(List.of("ann@example.com"), List.of("bob@example.com"));
            List<MimeMessage> mails = mails(server);
            assertThat(mails.get(0).getMessageID()).isEqualTo(mails.get(1).getMessageID());
            assertThat(mails.get(1).getAllRecipients()).hasSize(2);
        }
    }

    @Test
    void whatMayBeMendedIsTriedAgain() throws Exception {
        try (SmtpServer server = start(Encryption.NONE)) {
            set(server, "encryption: none\nuser: drey\nsecret: smtp\n");
            server.answer("AUTH", "535 who are you");
            server.answer("MAIL", "421 busy", "553 not this sender");
            server.answer("DATA", "452 no space left");

            assertThat(sending.send(parcels(1)).refused()).isEmpty();

            assertThat(server.mails()).hasSize(1);
        }
    }

    @Test
    void noFieldMakesAHeaderOrARecipient() throws Exception {
        try (SmtpServer server = start(Encryption.NONE)) {
            set(
                    server,
                    """
                    encryption: none
                    subject: '{{rule.name}} {{alert.group_key}} Ä'
                    link: 'https://soc.example/{{alert.group_key}}'
                    """);
            String evil =
                    "x\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>\n.\nRCPT TO:<eve@evil.example>\u2028";

            assertThat(sending.send(List.of(parcel("id\r\nX-Evil: 1", evil))).refused())
                    .isEmpty();

            assertThat(server.mails()).singleElement().satisfies(mail -> assertThat(mail.recipients())
                    .containsExactly("ann@example.com", "bob@example.com"));
            MimeMessage mail = mails(server).get(0);
            assertThat(mail.getHeader("Bcc")).isNull();
            assertThat(mail.getHeader("X-Evil")).isNull();
            assertThat(mail.getHeader("Drey-Alert")).containsExactly("id??X-Evil:?1");
            assertThat(mail.getHeader("Subject")[0]).matches("[ -~\r\n\t]*");
            assertThat(mail.getSubject()).startsWith("x  Bcc: eve@evil.example").endsWith(" Ä");
            MimeMultipart parts = (MimeMultipart) mail.getContent();
            assertThat(parts.getBodyPart(0).getContent().toString())
                    .contains("https://soc.example/x%0D%0ABcc%3A%20eve%40evil.example");
            assertThat(parts.getBodyPart(1).getContent().toString())
                    .doesNotContain("<script")
                    .contains("&lt;script&gt;");
        }
    }

    private static SmtpServer start(Encryption encryption) {
        return SmtpServer.start(encryption, certificates.serverContext());
    }

    private void set(SmtpServer server, String more) {
        targets.set("type: mail\naddress: %s\nfrom: drey@example.com\nto: [ann@example.com, bob@example.com]\n%s"
                .formatted(server.address(), more));
    }

    private static String authority(Path pem) throws Exception {
        return "ca: |\n" + Files.readString(pem).indent(2);
    }

    private static List<MimeMessage> mails(SmtpServer server) throws Exception {
        List<MimeMessage> messages = new java.util.ArrayList<>();
        for (SmtpServer.Mail mail : server.mails()) {
            messages.add(
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail.bytes())));
        }
        return messages;
    }

    private static List<Parcel> parcels(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> parcel("id-" + n, "Failed logins"))
                .toList();
    }

    private static Parcel parcel(String id, String title) {
        ObjectNode alert = JSON.createObjectNode();
        alert.putObject("event")
                .put("id", id)
                .put("start", "2026-01-31T00:00:00Z")
                .put("end", "2026-01-31T00:00:01Z");
        alert.putObject("rule").put("id", "brute").put("name", title);
        alert.putObject("alert").put("severity", "high").put("group_key", title);
        return new Parcel(
                "acme/soc",
                id,
                alert.toString().getBytes(UTF_8),
                20,
                new Receipt(ACCESS, "mail:soc", 0, "alerts.acme", 0, 0));
    }
}
