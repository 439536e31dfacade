package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a document of a target says about its mails.
 *
 * @param encryption whether and how the connection to the server is encrypted
 * @param from the sender's address
 * @param to the addresses it goes to
 * @param subject the subject, with fields of the most severe alert
 * @param interval how long after a mail the next one goes at the earliest; alerts gather meanwhile
 */
public record MailTarget(Encryption encryption, String from, List<String> to, TextTemplate subject, Duration interval) {

    /** Whether and how the connection is encrypted. */
    public enum Encryption {
        /** It begins without, and nothing is sent where the server does not encrypt it then. */
        STARTTLS,
        /** From its beginning. */
        TLS,
        /** Not at all. */
        NONE
    }

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final String SUBJECT = "[{{alert.severity}}] {{rule.name}}: {{alert.group_key}}";

    static final List<DocumentField> FIELDS = List.of(
            optional(
                    "encryption",
                    FieldType.choice(() -> TargetDocument.words(Encryption.values())),
                    "how the connection of mail is encrypted: starttls, tls from its beginning, or none (default: starttls)"),
            optional(
                    "subject",
                    FieldType.checked(TextTemplate::new),
                    "a mail's subject, with fields of its most severe alert (default: %s)".formatted(SUBJECT)),
            optional(
                    "interval",
                    FieldType.duration(),
                    "how long after a mail the next one goes at the earliest; alerts gather meanwhile (default: 1m)"));

    public MailTarget {
        requireNonNull(encryption, "encryption is null");
        requireNonNull(from, "from is null");
        to = List.copyOf(to);
        requireNonNull(subject, "subject is null");
        requireNonNull(interval, "interval is null");
    }

    /** What the entries say, with defaults for what they do not. */
    static MailTarget of(ObjectNode content) {
        List<String> to = new ArrayList<>();
        content.path("to").forEach(address -> to.add(address.asText()));
        return new MailTarget(
                Encryption.valueOf(content.path("encryption").asText("starttls").toUpperCase(Locale.ROOT)),
                content.path("from").asText(),
                to,
                new TextTemplate(content.path("subject").asText(SUBJECT)),
                Durations.parse(content.path("interval").asText(Durations.format(INTERVAL))));
    }
}
