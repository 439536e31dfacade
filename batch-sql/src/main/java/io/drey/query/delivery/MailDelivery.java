package io.drey.query.delivery;

import io.drey.event.Printable;
import io.drey.event.SecretReference;
import io.drey.event.Sha256;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.engine.Failures;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends finished reports and packs by mail. What was sent is written down beside them in the folder {@code .delivered}, so the
 * same manifest goes to the same addresses once. A run that is cut short between the two may send it again, with the same
 * {@code Message-ID}.
 */
final class MailDelivery implements Delivery {

    static final String SCHEME = "mailto:";

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final String SENT = ".delivered";

    private final List<InternetAddress> recipients;
    private final SmtpSettings settings;
    private final List<String> elsewhere;
    private final Optional<SSLSocketFactory> sockets;

    /**
     * @param target {@code mailto:} and addresses separated by commas
     * @param elsewhere where else the files are brought, for those that are not attached
     * @param sockets makes encrypted connections; empty for Java's own
     * @throws QueryUsageException if one is no address
     */
    MailDelivery(String target, SmtpSettings settings, List<String> elsewhere, Optional<SSLSocketFactory> sockets) {
        this.recipients = recipients(target);
        this.settings = settings;
        this.elsewhere = List.copyOf(elsewhere);
        this.sockets = sockets;
    }

    private static List<InternetAddress> recipients(String target) {
        List<InternetAddress> recipients = new ArrayList<>();
        for (String address : target.substring(SCHEME.length()).split(",", -1)) {
            try {
                InternetAddress recipient = new InternetAddress(address.strip(), true);
                if (!recipient.getAddress().contains("@")) {
                    throw new AddressException("it has no @");
                }
                recipients.add(recipient);
            } catch (AddressException e) {
                throw new QueryUsageException(
                        "'%s' is no address (%s): write mailto:ann@example.com,bob@example.com"
                                .formatted(Printable.of(address), Failures.firstLine(String.valueOf(e.getMessage()))),
                        e);
            }
        }
        return recipients;
    }

    @Override
    public void requireReachable() {
        try (Transport transport = connect(session())) {
            if (!transport.isConnected()) {
                throw new MessagingException("the server closed the connection");
            }
        } catch (MessagingException | IllegalStateException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean deliver(Finished finished) {
        try {
            String id = Sha256.of(addresses() + "\n" + Sha256.of(finished.manifest()));
            Path sent = finished.home().resolve(SENT).resolve(id);
            if (Files.exists(sent)) {
                return false;
            }
            Session session = session();
            MimeMessage message = message(finished, id, session);
            try (Transport transport = connect(session)) {
                transport.sendMessage(message, message.getAllRecipients());
            }
            Files.createDirectories(sent.getParent());
            Files.writeString(sent, "%s to %s%n".formatted(finished.title(), addresses()));
            return true;
        } catch (MessagingException | IOException | IllegalStateException e) {
            throw failed(e);
        }
    }

    private MimeMessage message(Finished finished, String id, Session session) throws MessagingException, IOException {
        List<Path> attached = new ArrayList<>();
        List<Path> named = new ArrayList<>();
        long bytes = 0;
        for (Path file : finished.mostTellingFirst()) {
            long size = Files.size(file);
            if (bytes + size <= settings.maxAttachmentBytes()) {
                bytes += size;
                attached.add(file);
            } else {
                named.add(file);
            }
        }
        MimeMultipart parts = new MimeMultipart();
        MimeBodyPart text = new MimeBodyPart();
        text.setText(words(finished, attached.size(), named), StandardCharsets.UTF_8.name());
        parts.addBodyPart(text);
        for (Path file : attached) {
            MimeBodyPart part = new MimeBodyPart();
            part.attachFile(file.toFile());
            parts.addBodyPart(part);
        }
        MimeMessage message = new WithId(session, id);
        message.setFrom(new InternetAddress(settings.from(), true));
        message.setRecipients(MimeMessage.RecipientType.TO, recipients.toArray(InternetAddress[]::new));
        message.setSubject("Drey: " + finished.title(), StandardCharsets.UTF_8.name());
        message.setContent(parts);
        message.saveChanges();
        return message;
    }

    private String words(Finished finished, int attached, List<Path> named) throws IOException {
        StringBuilder words = new StringBuilder();
        words.append("%s is finished. %d of its files are attached.\n".formatted(finished.title(), attached));
        if (!named.isEmpty()) {
            words.append("\nThese are not, as mails would be too long:\n");
            named.forEach(file -> words.append("  ").append(file.getFileName()).append('\n'));
            words.append(
                    elsewhere.isEmpty()
                            ? "They are where the reports were made.\n"
                            : "They are in %s.\n"
                                    .formatted(elsewhere.stream()
                                            .map(place -> place + "/" + finished.prefix())
                                            .collect(Collectors.joining(", "))));
        }
        words.append(
                "\nSHA-256 of %s: %s\n".formatted(finished.manifest().getFileName(), Sha256.of(finished.manifest())));
        words.append("'drey report verify' tells whether the files are as they were made.\n");
        return words.toString();
    }

    /** Whoever gets the same mail twice can tell. */
    private static final class WithId extends MimeMessage {

        private final String id;

        private WithId(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<%s@drey>".formatted(id));
        }
    }

    private Session session() {
        String protocol = protocol();
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "auth", Boolean.toString(settings.user().isPresent()));
        properties.put(prefix + "starttls.enable", Boolean.toString(settings.tls() == SmtpSettings.Tls.STARTTLS));
        properties.put(prefix + "starttls.required", Boolean.toString(settings.tls() == SmtpSettings.Tls.STARTTLS));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        for (String timeout : List.of("connectiontimeout", "timeout", "writetimeout")) {
            properties.put(prefix + timeout, Integer.toString(TIMEOUT_MILLIS));
        }
        sockets.ifPresent(factory -> properties.put(prefix + "ssl.socketFactory", factory));
        return Session.getInstance(properties);
    }

    private String protocol() {
        return settings.tls() == SmtpSettings.Tls.TLS ? "smtps" : "smtp";
    }

    private Transport connect(Session session) throws MessagingException {
        Transport transport = session.getTransport(protocol());
        transport.connect(
                settings.host(),
                settings.port(),
                settings.user().orElse(null),
                settings.password()
                        .map(reference -> new SecretReference(SmtpSettings.SMTP_PASSWORD.key(), reference)
                                .resolve(System.getenv()))
                        .orElse(null));
        return transport;
    }

    private QueryException failed(Exception failure) {
        return new QueryException(
                "no mail can be sent to %s by %s:%d: %s"
                        .formatted(
                                addresses(),
                                settings.host(),
                                settings.port(),
                                Failures.firstLine(String.valueOf(failure.getMessage()))),
                failure);
    }

    private String addresses() {
        return recipients.stream().map(InternetAddress::getAddress).sorted().collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return SCHEME + addresses();
    }
}
