package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.MailTarget;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.domain.AlertMail;
import io.drey.delivery.domain.AlertView;
import io.drey.event.CertificateAuthority;
import io.drey.event.LogEvent;
import io.drey.job.sending.Sending;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Mails by SMTP. A connection is made for each. A server that answers 5xx for an address gives it up, one that answers 4xx is
 * asked again for those who have not got the mail yet. A sender or a login that is not accepted may be mended, and is tried again.
 */
final class MailProtocol implements Protocol {

    static final MailProtocol INSTANCE = new MailProtocol();

    private MailProtocol() {}

    @Override
    public byte[] alert(TargetDocument target, AlertMessage alert) {
        return AlertView.excerpt(alert.document()).toString().getBytes(UTF_8);
    }

    @Override
    public byte[] event(TargetDocument target, LogEvent event, EventJson json) {
        throw new IllegalStateException(target.ledgerName() + " takes no events");
    }

    @Override
    public TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock) {
        return new Client(target, secret);
    }

    private static final class Client implements TargetClient {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final Duration TIMEOUT = Duration.ofSeconds(20);
        private static final int PERMANENT = 500;

        /** The command before a mail's content, and the line that ends it. */
        private static final Set<String> DATA = Set.of("DATA", ".");

        private static final int REMEMBERED = 100;

        private final TargetDocument target;
        private final MailTarget mail;
        private final String secret;
        private final ExecutorService executor;

        /** By the mail's id, of those that some have not got yet; the eldest are forgotten. In the executor's thread only. */
        private final Map<String, Progress> begun = new LinkedHashMap<>();

        Client(TargetDocument target, String secret) {
            this.target = target;
            this.mail = target.mail().orElseThrow();
            this.secret = secret;
            this.executor = Sending.thread("mail-" + target.key());
        }

        /** Who has got a mail, and who never will, with the server's words. */
        private static final class Progress {
            private final Set<String> reached = new LinkedHashSet<>();
            private final Map<String, String> refused = new LinkedHashMap<>();
            private String answer = "";
        }

        @Override
        public CompletableFuture<String> send(List<Parcel> parcels) {
            CompletableFuture<String> sent = new CompletableFuture<>();
            executor.execute(() -> {
                try {
                    sent.complete(send(AlertMail.of(target, read(parcels))));
                } catch (MessagingException | IOException | Refused | RefusedForSome | NotNow | RuntimeException e) {
                    sent.completeExceptionally(e);
                }
            });
            return sent;
        }

        private static List<AlertView> read(List<Parcel> parcels) throws IOException {
            List<AlertView> alerts = new ArrayList<>(parcels.size());
            for (Parcel parcel : parcels) {
                alerts.add(new AlertView(JSON.readTree(parcel.body())));
            }
            return alerts;
        }

        private String send(AlertMail letter) throws MessagingException, Refused, RefusedForSome, NotNow {
            Progress progress = begun.computeIfAbsent(letter.id(), id -> new Progress());
            if (begun.size() > REMEMBERED) {
                begun.remove(begun.keySet().iterator().next());
            }
            List<String> open = mail.to().stream()
                    .filter(address -> !progress.reached.contains(address) && !progress.refused.containsKey(address))
                    .toList();
            String later = open.isEmpty() ? "" : transmit(letter, open, progress);
            if (!later.isEmpty()) {
                throw new NotNow(later, Duration.ZERO);
            }
            begun.remove(letter.id());
            String refusals = progress.refused.entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .collect(Collectors.joining("; "));
            if (progress.reached.isEmpty()) {
                throw new Refused(refusals, Refused.Extent.ALL);
            }
            if (!refusals.isEmpty()) {
                throw new RefusedForSome(refusals);
            }
            return progress.answer;
        }

        /** Tells who of the open ones got it; what it returns says why some did not yet, or is empty. */
        private String transmit(AlertMail letter, List<String> open, Progress progress)
                throws MessagingException, Refused {
            Session session = session();
            try (Transport transport = session.getTransport(protocol())) {
                int colon = target.address().lastIndexOf(':');
                transport.connect(
                        target.address().substring(0, colon),
                        Integer.parseInt(target.address().substring(colon + 1)),
                        target.user().isEmpty() ? null : target.user(),
                        target.user().isEmpty() ? null : secret);
                transport.sendMessage(message(letter, session), addresses(open));
                progress.reached.addAll(open);
                progress.answer = transport instanceof SMTPTransport smtp
                        ? smtp.getLastServerResponse().strip()
                        : "";
                return "";
            } catch (SendFailedException e) {
                return judge(e, open, progress);
            }
        }

        private static String judge(SendFailedException failure, List<String> open, Progress progress)
                throws Refused, MessagingException {
            Map<String, String> later = new LinkedHashMap<>();
            boolean isOfAddresses = false;
            for (Exception next = failure.getNextException();
                    next instanceof MessagingException each;
                    next = each.getNextException()) {
                if (next instanceof SMTPAddressFailedException address) {
                    isOfAddresses = true;
                    (address.getReturnCode() >= PERMANENT ? progress.refused : later)
                            .put(address.getAddress().getAddress(), words(address));
                }
            }
            if (failure.getValidSentAddresses() != null) {
                Arrays.stream(failure.getValidSentAddresses())
                        .map(sent -> ((InternetAddress) sent).getAddress())
                        .forEach(progress.reached::add);
            }
            if (!isOfAddresses) {
                if (failure instanceof SMTPSendFailedException answer
                        && DATA.contains(answer.getCommand())
                        && answer.getReturnCode() >= PERMANENT) {
                    throw new Refused(words(failure), Refused.Extent.ALL);
                }
                throw failure;
            }
            open.stream()
                    .filter(address -> !progress.reached.contains(address) && !progress.refused.containsKey(address))
                    .forEach(address -> later.putIfAbsent(address, words(failure)));
            return later.entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .collect(Collectors.joining("; "));
        }

        private static String words(Exception failure) {
            return String.valueOf(failure.getMessage())
                    .strip()
                    .lines()
                    .findFirst()
                    .orElse("");
        }

        private MimeMessage message(AlertMail letter, Session session) throws MessagingException {
            MimeMultipart parts = new MimeMultipart("alternative");
            MimeBodyPart text = new MimeBodyPart();
            text.setText(letter.text(), UTF_8.name());
            parts.addBodyPart(text);
            MimeBodyPart page = new MimeBodyPart();
            page.setText(letter.html(), UTF_8.name(), "html");
            parts.addBodyPart(page);
            String domain = mail.from().substring(mail.from().indexOf('@') + 1);
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress(mail.from(), true));
            message.setRecipients(Message.RecipientType.TO, addresses(mail.to()));
            message.setSubject(letter.subject(), UTF_8.name());
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("Drey-Alerts", Integer.toString(letter.count()));
            for (String alert : letter.alerts()) {
                message.addHeader("Drey-Alert", alert.replaceAll("[^!-~]", "?"));
            }
            message.setContent(parts);
            message.saveChanges();
            // Instead of the one that was just made: who gets the same alerts twice, as after a failure, can tell.
            message.setHeader("Message-ID", "<%s@%s>".formatted(letter.id(), domain));
            return message;
        }

        private static Address[] addresses(List<String> texts) throws MessagingException {
            Address[] addresses = new Address[texts.size()];
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = new InternetAddress(texts.get(i), true);
            }
            return addresses;
        }

        private Session session() {
            String prefix = "mail." + protocol() + ".";
            boolean startTls = mail.encryption() == MailTarget.Encryption.STARTTLS;
            Properties properties = new Properties();
            properties.put(prefix + "auth", Boolean.toString(!target.user().isEmpty()));
            properties.put(prefix + "starttls.enable", Boolean.toString(startTls));
            properties.put(prefix + "starttls.required", Boolean.toString(startTls));
            properties.put(prefix + "ssl.checkserveridentity", "true");
            properties.put(
                    prefix + "ssl.socketFactory",
                    CertificateAuthority.contextOf("ca", target.certificateAuthority())
                            .getSocketFactory());
            // Those who can get it do.
            properties.put(prefix + "sendpartial", "true");
            properties.put(prefix + "quitwait", "false");
            for (String timeout : List.of("connectiontimeout", "timeout", "writetimeout")) {
                properties.put(prefix + timeout, Long.toString(TIMEOUT.toMillis()));
            }
            return Session.getInstance(properties);
        }

        private String protocol() {
            return mail.encryption() == MailTarget.Encryption.TLS ? "smtps" : "smtp";
        }

        @Override
        public void close() {
            executor.shutdown();
        }
    }
}
