package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static io.drey.configuration.DocumentField.required;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Alert;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.rules.sigma.ConditionReader;
import io.drey.rules.sigma.RefusedConditionException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a tenant's events or alerts are sent on to: one document of its control topic.
 *
 * @param tenant whose it is
 * @param name the target's name
 * @param type how it is spoken to
 * @param payload what is sent
 * @param address where it is: an address for http, {@code host:port} for syslog and mail, brokers for Kafka
 * @param filter which events or alerts are sent
 * @param template the body of a webhook; empty for one that is there already, or the whole event or alert
 * @param secret the name of the tenant's secret that signs or logs in; empty for none
 * @param user who logs in to Kafka or the mail server; empty for no login
 * @param topic Kafka's topic; empty for other types
 * @param certificateAuthority certificates in PEM form to trust; empty for those that Java trusts
 * @param batch the most events or alerts in a request
 * @param giveUpAfter after how long without success what is to be sent becomes a dead letter; empty: never
 * @param link the address of an alert's page, with fields in it; empty for none
 * @param mail what is said about mails; empty for other types
 * @param ready the body of a webhook that is there already; empty for one's own, or the whole event or alert
 * @param sms what is said about short messages; empty where none are sent
 */
public record TargetDocument(
        String tenant,
        String name,
        Type type,
        Payload payload,
        String address,
        Filter filter,
        Optional<BodyTemplate> template,
        String secret,
        String user,
        String topic,
        String certificateAuthority,
        int batch,
        Optional<Duration> giveUpAfter,
        Optional<TextTemplate> link,
        Optional<MailTarget> mail,
        Optional<ReadyTemplate> ready,
        Optional<SmsTarget> sms) {

    /** Stands for the secret in the address of a webhook. */
    public static final String SECRET = "{{secret}}";

    /** How a target is spoken to; a row says what its documents may say. */
    public enum Type {
        /** What it refuses with a 4xx status is a dead letter. */
        WEBHOOK("a signed POST each", Address.URL, Set.of("template", "user"), 1),
        HTTP("POSTs of JSON arrays", Address.URL, Set.of(), BATCH),
        SPLUNK("its HTTP Event Collector", Address.URL, Set.of(), BATCH),
        /** Framed by octet counts (RFC 5425). It has no acknowledgement: what was sent counts as taken. */
        SYSLOG("RFC 5424 over TLS", Address.HOST_AND_PORT, Set.of(), BATCH),
        KAFKA("a topic of another Kafka", Address.BROKERS, Set.of("topic", "user"), BATCH),
        /** To people (RFC 5321), each of the alerts that gathered since the last. */
        MAIL("mails by SMTP", Address.HOST_AND_PORT, Set.of("user"), 20);

        private final String description;
        private final Address address;

        @SuppressWarnings("ImmutableEnumChecker") // made with Set.of
        private final Set<String> ownKeys;

        private final int batch;

        Type(String description, Address address, Set<String> ownKeys, int batch) {
            this.description = description;
            this.address = address;
            this.ownKeys = ownKeys;
            this.batch = batch;
        }

        /** Whether people are told by it, so that it gets no alert that one of them has muted. */
        public boolean tellsPeople() {
            return this == WEBHOOK || this == MAIL;
        }

        /** Whether its documents may have a key that not all types have. */
        private boolean has(String key) {
            return ownKeys.contains(key);
        }

        /** Those whose documents may have a key: {@code kafka, mail and webhook}. */
        private static String having(String key) {
            return and(Arrays.stream(values())
                    .filter(type -> type.has(key))
                    .map(TargetDocument::word)
                    .sorted()
                    .toList());
        }

        private static String descriptions() {
            return Arrays.stream(values())
                    .map(type -> word(type) + ", " + type.description)
                    .collect(Collectors.joining("; "));
        }
    }

    /** What stands in 'address'. */
    private enum Address {
        URL("https://host/path"),
        HOST_AND_PORT("host:port"),
        BROKERS("brokers");

        private final String example;

        Address(String example) {
            this.example = example;
        }

        private static String examples() {
            return Arrays.stream(values())
                    .map(address -> address.example + " for "
                            + and(Arrays.stream(Type.values())
                                    .filter(type -> type.address == address)
                                    .map(TargetDocument::word)
                                    .toList()))
                    .collect(Collectors.joining("; "));
        }
    }

    /** What is sent. */
    public enum Payload {
        ALERTS,
        EVENTS
    }

    /** What is sent says which of them there are. */
    private static final ConditionReader ANY_FIELDS = new ConditionReader(TargetDocument::anyField);

    private static final ConditionReader ALERT_FIELDS = new ConditionReader(TargetDocument::alertField);

    private static final String NEVER = "never";
    private static final Duration GIVE_UP_ALERTS_AFTER = Duration.ofMinutes(15);
    private static final int BATCH = 500;
    private static final int MOST_SHOWN_IN_A_MAIL = 100;

    private static final List<DocumentField> SHARED = List.of(
            required(
                    "type",
                    FieldType.choice(() -> words(Type.values())),
                    "how the target is spoken to: " + Type.descriptions()),
            optional("send", FieldType.choice(() -> words(Payload.values())), "what is sent (default: alerts)"),
            required("address", FieldType.text(), "where: " + Address.examples()),
            optional(
                    "filter",
                    FieldType.filter(ANY_FIELDS),
                    "which are sent, by a condition as in rules, such as {alert.severity: [high, critical],"
                            + " data_stream.dataset: access} (default: all)"),
            optional(
                    "template",
                    FieldType.checked(TargetDocument::requireTemplate),
                    "a webhook's body: slack, teams, pagerduty, opsgenie, sms, or JSON of one's own with fields in it, such"
                            + " as {\"text\": \"{{rule.name}}: {{message}}\"} (default: everything)"),
            optional(
                    "secret",
                    FieldType.name(),
                    "name of the tenant's secret: the key that signs webhooks, or the one of pagerduty and opsgenie,"
                            + " or what stands for {{secret}} in a webhook's address; the token of http and splunk;"
                            + " the password of 'user'"),
            optional(
                    "user",
                    FieldType.text(),
                    "who logs in: to kafka by SCRAM-SHA-512 over TLS, to the server of mail over what 'encryption' says,"
                            + " to a webhook by Basic authentication"),
            optional("topic", FieldType.text(), "the topic of kafka"),
            optional("ca", FieldType.text(), "certificates to trust, in PEM form (default: those that Java trusts)"),
            optional(
                    "batch",
                    FieldType.wholeNumber(1, 10_000),
                    "the most in a request; always 1 for webhook (default: 500); the most that a mail shows, what is more"
                            + " is counted (default: 20)"),
            optional(
                    "give-up-after",
                    FieldType.durationOr(NEVER),
                    "after how long without success they become dead letters (default: 15m for alerts, never for events)"),
            optional(
                    "link",
                    FieldType.checked(TextTemplate::parseLink),
                    "the address of an alert's page, which people are told: https://soc.example/alerts/{{event.id}}"),
            optional(
                    "from",
                    FieldType.checked(Recipient::requireSender),
                    "the address that mail is from; the number or name that sms is from"),
            optional(
                    "to",
                    FieldType.list(FieldType.checked(Recipient::require)),
                    "the addresses that mail goes to; the number that sms goes to"),
            optional(
                    "encoding",
                    FieldType.choice(() -> words(SmsTarget.Encoding.values())),
                    "how sms is told to its gateway: json with to, from and text; form with To, From and Body (default: json)"));

    static final List<DocumentField> FIELDS =
            Stream.of(SHARED, MailTarget.FIELDS).flatMap(List::stream).toList();

    public TargetDocument {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(payload, "payload is null");
        requireNonNull(address, "address is null");
        requireNonNull(filter, "filter is null");
        requireNonNull(template, "template is null");
        requireNonNull(secret, "secret is null");
        requireNonNull(user, "user is null");
        requireNonNull(topic, "topic is null");
        requireNonNull(certificateAuthority, "certificateAuthority is null");
        requireNonNull(giveUpAfter, "giveUpAfter is null");
        requireNonNull(link, "link is null");
        requireNonNull(mail, "mail is null");
        requireNonNull(ready, "ready is null");
        requireNonNull(sms, "sms is null");
    }

    /**
     * What a document says, with defaults for what it does not.
     *
     * @throws IllegalArgumentException if its keys do not go together
     */
    public static TargetDocument of(Document document) {
        if (document.kind() != DocumentKind.TARGET) {
            throw new IllegalArgumentException(document + " is no target");
        }
        return of(document.tenant(), document.name(), document.content());
    }

    /** Why keys that are right by themselves do not go together, and which one is at fault, or empty. */
    static Optional<Problems.Problem> contradiction(ObjectNode content) {
        try {
            TargetDocument target = of("tenant", "name", content);
            target.requireOwnKeys(content);
            target.requireKnownFields();
            Filter.of(
                    content.path("filter"),
                    target.payload == Payload.EVENTS ? ConditionReader.OF_EVENTS : ALERT_FIELDS);
            return Optional.empty();
        } catch (RefusedConditionException e) {
            return Optional.of(Problems.of("/filter", e.faults().get(0)));
        } catch (Contradiction e) {
            return Optional.of(
                    new Problems.Problem(content.has(e.key) ? "/" + e.key : "", Problems.Part.VALUE, e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Optional.of(new Problems.Problem("", Problems.Part.VALUE, e.getMessage()));
        }
    }

    private static final class Contradiction extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final String key;

        private Contradiction(String key, String message) {
            super(message);
            this.key = key;
        }
    }

    private static TargetDocument of(String tenant, String name, ObjectNode content) {
        Type type = Type.valueOf(content.path("type").asText().toUpperCase(Locale.ROOT));
        Payload payload = Payload.valueOf(
                content.path("send").asText(word(Payload.ALERTS)).toUpperCase(Locale.ROOT));
        Optional<String> template = Optional.ofNullable(content.get("template")).map(JsonNode::asText);
        Optional<ReadyTemplate> ready = template.flatMap(ReadyTemplate::of);
        String giveUp = content.path("give-up-after")
                .asText(payload == Payload.ALERTS ? Durations.format(GIVE_UP_ALERTS_AFTER) : NEVER);
        TargetDocument target = new TargetDocument(
                tenant,
                name,
                type,
                payload,
                content.path("address").asText(),
                Filter.of(content.path("filter"), ANY_FIELDS),
                template.filter(text -> ready.isEmpty()).map(BodyTemplate::parse),
                content.path("secret").asText(""),
                content.path("user").asText(""),
                content.path("topic").asText(""),
                content.path("ca").asText(""),
                type == Type.WEBHOOK ? 1 : content.path("batch").asInt(type.batch),
                giveUp.equals(NEVER) ? Optional.empty() : Optional.of(Durations.parse(giveUp)),
                Optional.ofNullable(content.get("link")).map(link -> TextTemplate.parseLink(link.asText())),
                type == Type.MAIL ? Optional.of(MailTarget.of(content)) : Optional.empty(),
                ready,
                ready.filter(ReadyTemplate.SMS::equals).map(sms -> SmsTarget.of(content)));
        target.requireConsistent();
        return target;
    }

    /** Refuses names that no event, or no alert, has anything by. */
    private void requireKnownFields() {
        template.ifPresent(fields -> requireKnown("template", fields.fields()));
        link.ifPresent(fields -> requireKnown("link", fields.fields()));
        mail.ifPresent(fields -> requireKnown("subject", fields.subject().fields()));
    }

    private static FieldName anyField(String written) {
        return FieldName.find(written).orElseGet(() -> new FieldName.Open(written));
    }

    static FieldName alertField(String written) {
        if (!Alert.DOCUMENT_FIELDS.contains(written)) {
            throw new IllegalArgumentException("alerts have no field '%s'%s"
                    .formatted(Printable.of(written), Spelling.suggestion(written, Alert.DOCUMENT_FIELDS)));
        }
        return anyField(written);
    }

    private void requireKnown(String key, Set<String> names) {
        for (String field : names) {
            try {
                if (payload == Payload.EVENTS) {
                    FieldName.parse(field);
                } else {
                    alertField(field);
                }
            } catch (IllegalArgumentException e) {
                throw new Contradiction(key, e.getMessage());
            }
        }
    }

    private static void requireTemplate(String text) {
        if (ReadyTemplate.of(text).isPresent()) {
            return;
        }
        if (text.matches("[a-z]+")) {
            throw new IllegalArgumentException("there is no template '%s'%s"
                    .formatted(Printable.of(text), Spelling.suggestion(text, ReadyTemplate.words())));
        }
        BodyTemplate.parse(text);
    }

    /** Refuses keys that only targets of another type have. */
    private void requireOwnKeys(ObjectNode content) {
        for (String key : List.of("from", "to")) {
            require(
                    mail.isPresent() || sms.isPresent() || !content.has(key),
                    key,
                    "it is for mail and sms only: leave it out");
        }
        require(sms.isPresent() || !content.has("encoding"), "encoding", "it is for sms only: leave it out");
        require(
                sms.isEmpty() || content.path("to").size() == 1,
                "to",
                "write one number behind '- ': a target of its own for each that sms goes to");
        for (DocumentField field : MailTarget.FIELDS) {
            require(mail.isPresent() || !content.has(field.name()), field.name(), "it is for mail only: leave it out");
        }
    }

    private void requireConsistent() {
        switch (type.address) {
            case URL -> requireHttpAddress();
            case HOST_AND_PORT -> requireHostAndPort(address);
            case BROKERS -> Arrays.stream(address.split(",", -1)).forEach(this::requireHostAndPort);
        }
        require((template.isEmpty() && ready.isEmpty()) || type.has("template"), "template", onlyFor("template"));
        require(
                ready.isEmpty() || payload == Payload.ALERTS,
                "send",
                "slack, teams, pagerduty, opsgenie and sms tell of alerts: send events with a template of your own");
        require(
                !ready.map(ReadyTemplate::logsInBySecret).orElse(false) || !secret.isEmpty(),
                "secret",
                "name the secret that holds the service's key");
        require(!address.contains(SECRET) || !secret.isEmpty(), "secret", "name the secret that the address speaks of");
        require(type != Type.SPLUNK || !secret.isEmpty(), "secret", "name the secret that holds Splunk's token");
        require(topic.isEmpty() != type.has("topic"), "topic", "name one for kafka, and none for other types");
        require(user.isEmpty() || type.has("user"), "user", onlyFor("user"));
        require(
                user.isEmpty() || !(ready.map(ReadyTemplate::logsInBySecret).orElse(false) || address.contains(SECRET)),
                "user",
                "the secret is the service's key: leave the user out");
        require(user.isEmpty() || !secret.isEmpty(), "secret", "name the secret that holds the user's password");
        require(
                link.isEmpty() || mail.isPresent() || ready.isPresent(),
                "link",
                "it is for mail and the templates that are there already: leave it out");
        mail.ifPresent(this::requireConsistent);
        sms.ifPresent(message -> {
            require(Recipient.isNumber(message.to()), "to", "write the number that it goes to, such as +41791234567");
            require(
                    !Recipient.isMailAddress(message.from()),
                    "from",
                    "write a number, or at most 11 letters and digits");
        });
    }

    private void requireConsistent(MailTarget letters) {
        require(payload == Payload.ALERTS, "send", "mails are of alerts: send events by another type");
        require(Recipient.isMailAddress(letters.from()), "from", "write the address that mail is from");
        require(batch <= MOST_SHOWN_IN_A_MAIL, "batch", "a mail shows at most %d".formatted(MOST_SHOWN_IN_A_MAIL));
        require(!letters.to().isEmpty(), "to", "write the addresses that mail goes to, each behind '- '");
        for (int i = 0; i < letters.to().size(); i++) {
            require(Recipient.isMailAddress(letters.to().get(i)), "to/" + i, "write a mail address");
        }
        require(
                user.isEmpty() || letters.encryption() != MailTarget.Encryption.NONE || isThisMachine(),
                "encryption",
                "a password is sent encrypted only: write starttls or tls");
    }

    private boolean isThisMachine() {
        return address.matches("(localhost|127\\.0\\.0\\.1):.*");
    }

    private void requireHttpAddress() {
        Optional<URI> uri = uri();
        require(
                uri.filter(each -> each.getHost() != null).isPresent(),
                "address",
                "write an address such as https://host.example/path");
        require(
                address.indexOf(SECRET) < 0 || address.indexOf(SECRET) > address.indexOf('/', "https://".length()),
                "address",
                "write the host out: the secret stands behind it");
        require(uri.get().getUserInfo() == null, "address", "write the login into 'secret', not into the address");
    }

    private Optional<URI> uri() {
        try {
            URI uri = URI.create(type == Type.WEBHOOK ? address.replace(SECRET, "secret") : address);
            return "http".equals(uri.getScheme()) || "https".equals(uri.getScheme())
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void requireHostAndPort(String hostAndPort) {
        require(hostAndPort.matches("[^:/\\s]+:[0-9]{1,5}"), "address", "write host:port");
    }

    private void require(boolean holds, String key, String remedy) {
        if (!holds) {
            throw new Contradiction(key, "'%s' of a %s target: %s".formatted(key, word(type), remedy));
        }
    }

    /** Where it goes, as ledger and dead letters name it: {@code webhook:soc}. */
    public String ledgerName() {
        return word(type) + ":" + name;
    }

    /** The tenant and the name: {@code acme/soc}. */
    public String key() {
        return tenant + "/" + name;
    }

    private static String onlyFor(String key) {
        return "it is for %s only: leave it out".formatted(Type.having(key));
    }

    /** Words as a sentence has them: {@code a, b and c}. */
    private static String and(List<String> words) {
        int last = words.size() - 1;
        return last <= 0
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(TargetDocument::word).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
