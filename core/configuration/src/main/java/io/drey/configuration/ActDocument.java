package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static io.drey.configuration.DocumentField.required;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Alert;
import io.drey.event.Printable;
import io.drey.event.Sha256;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody did with alerts: with one, or with those of a rule, of one of its groups, or, to mute them, of which a condition
 * holds. {@code drey alerts} publishes it. The
 * latest one of a kind on the same alerts counts, and of several that concern an alert the one that was done last.
 *
 * @param tenant whose alerts
 * @param verb what was done
 * @param on which alerts
 * @param value who it is assigned to (nobody where it is empty), or until when it is muted; else empty
 * @param time when it was done
 * @param by who did it
 * @param note what they say about it; may be empty
 */
public record ActDocument(String tenant, Verb verb, Selector on, String value, Instant time, String by, String note) {

    private static final String VERB = "act";
    private static final String ALERT = "alert";
    private static final String RULE = "rule";
    private static final String GROUP = "group";
    private static final String WHERE = "where";
    private static final String ASSIGNEE = "assignee";
    private static final String UNTIL = "until";
    private static final String TIME = "time";
    private static final String BY = "by";
    private static final String NOTE = "note";

    static final FieldType NAME = FieldType.matching(RuleDocument.NAMES, "what drey alerts calls it");

    static final List<DocumentField> FIELDS = List.of(
            required(
                    VERB,
                    FieldType.choice(() -> List.of("ack", "reopen", "assign", "mute")),
                    "what was done: ack (somebody knows), reopen, assign, mute"),
            optional(ALERT, FieldType.text(), "the id of the alert, where it is about one"),
            optional(RULE, FieldType.text(), "the id of the rule, where it is about a rule's alerts"),
            optional(GROUP, FieldType.text(), "of the rule's alerts those of this group (default: all)"),
            optional(
                    WHERE,
                    AlertCondition.TYPE,
                    "with 'mute': of the rule's alerts, or of all, those of which this condition holds, such as"
                            + " {source.ip|cidr: 10.0.0.0/8}"),
            optional(ASSIGNEE, FieldType.text(), "with 'assign': who takes it; empty for nobody"),
            optional(
                    UNTIL,
                    FieldType.checked(ActDocument::instant),
                    "with 'mute': alerts of events before this time are muted, as 2026-03-01T10:00:00Z"),
            required(TIME, FieldType.checked(ActDocument::instant), "when it was done"),
            required(BY, FieldType.text(), "who did it"),
            optional(NOTE, FieldType.text(), "what they say about it"));

    /** What is done with alerts. */
    public enum Verb {
        /** Somebody knows of it. */
        ACK,
        /** It is as if nobody knew. */
        REOPEN,
        /** Somebody takes it, or nobody does any more. */
        ASSIGN,
        /** Nobody is to be notified for some time. */
        MUTE;

        /** As commands and documents write it. */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it changes: an alert is acknowledged or open. */
        String subject() {
            return this == REOPEN ? ACK.written() : written();
        }
    }

    /**
     * Which alerts.
     *
     * @param alert the id of one; else empty
     * @param rule the id of the rule whose alerts are meant; else empty
     * @param group of these the ones of this group; empty for all
     * @param where of these, or of any rule's, the ones of which this holds; empty for all
     */
    public record Selector(
            Optional<String> alert, Optional<String> rule, Optional<String> group, Optional<AlertCondition> where) {

        public Selector {
            if (alert.isPresent() == (rule.isPresent() || where.isPresent()) || (group.isPresent() && rule.isEmpty())) {
                throw new IllegalArgumentException(
                        "say either which alert, or which rule's alerts, or of what condition");
            }
        }

        public static Selector alert(String id) {
            return new Selector(Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty());
        }

        public static Selector rule(String id, Optional<String> group) {
            return new Selector(Optional.empty(), Optional.of(id), group, Optional.empty());
        }

        /** Alerts of any rule. */
        public static Selector where(AlertCondition condition) {
            return new Selector(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(condition));
        }

        /** Of a rule's alerts those of which a condition holds. */
        public Selector and(AlertCondition condition) {
            return new Selector(alert, rule, group, Optional.of(condition));
        }

        /** In words: {@code rule path-scanner, group 192.0.2.1}. */
        public String inWords() {
            return Stream.of(
                            alert.map("alert %s"::formatted),
                            rule.map("rule %s"::formatted),
                            group.map("group %s"::formatted),
                            where.map("where %s"::formatted))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(", "));
        }

        boolean selects(Alert other) {
            return alert.map(other.id()::equals)
                    .orElseGet(() -> rule.map(other.ruleId()::equals).orElse(true)
                            && group.map(other.groupKey()::equals).orElse(true)
                            && where.map(condition -> condition.holds(other)).orElse(true));
        }
    }

    public ActDocument {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(verb, "verb is null");
        requireNonNull(on, "on is null");
        requireNonNull(value, "value is null");
        requireNonNull(time, "time is null");
        requireNonNull(by, "by is null");
        requireNonNull(note, "note is null");
        if (verb == Verb.MUTE) {
            instant(value);
        } else if (on.where().isPresent()) {
            throw new IllegalArgumentException("only a mute has a condition");
        }
    }

    /** Reads a document of that kind. */
    public static ActDocument of(Document document) {
        ObjectNode content = document.content();
        Verb verb = Verb.valueOf(content.path(VERB).asText().toUpperCase(Locale.ROOT));
        return new ActDocument(
                document.tenant(),
                verb,
                new Selector(
                        text(content, ALERT),
                        text(content, RULE),
                        text(content, GROUP),
                        Optional.ofNullable(content.get(WHERE)).map(AlertCondition::of)),
                content.path(verb == Verb.MUTE ? UNTIL : ASSIGNEE).asText(),
                instant(content.path(TIME).asText()),
                content.path(BY).asText(),
                content.path(NOTE).asText());
    }

    /** What such a document says is contradictory. */
    static Optional<String> contradiction(ObjectNode content) {
        boolean isMute = content.path(VERB).asText().equals(Verb.MUTE.written());
        if (content.has(WHERE) && !isMute) {
            return Optional.of("'where' goes with 'act: mute'");
        }
        if (content.has(ALERT) == (content.has(RULE) || content.has(WHERE))
                || (content.has(GROUP) && !content.has(RULE))) {
            return Optional.of("say either 'alert', or 'rule' and perhaps 'group', or, with 'act: mute', 'where'");
        }
        return isMute == content.has(UNTIL)
                ? Optional.empty()
                : Optional.of("'until' goes with 'act: mute', and that with it");
    }

    /** Until when alerts are muted. */
    public Instant until() {
        return instant(value);
    }

    /** Whether it concerns an alert. */
    public boolean concerns(Alert alert) {
        if (!on.selects(alert)) {
            return false;
        }
        if (verb == Verb.MUTE) {
            return alert.timestampMillis() < until().toEpochMilli()
                    && (on.alert().isPresent() || alert.createdMillis() >= time.toEpochMilli());
        }
        // What comes later nobody has seen.
        return on.alert().isPresent() || alert.timestampMillis() <= time.toEpochMilli();
    }

    /** The document that is published. */
    public Document toDocument() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put(VERB, verb.written());
        on.alert().ifPresent(id -> content.put(ALERT, id));
        on.rule().ifPresent(id -> content.put(RULE, id));
        on.group().ifPresent(key -> content.put(GROUP, key));
        on.where().ifPresent(condition -> content.set(WHERE, condition.written()));
        switch (verb) {
            case ASSIGN -> content.put(ASSIGNEE, value);
            case MUTE -> content.put(UNTIL, value);
            case ACK, REOPEN -> {
                // There is nothing more to say.
            }
        }
        content.put(TIME, time.toString());
        content.put(BY, by);
        if (!note.isEmpty()) {
            content.put(NOTE, note);
        }
        return new Document(DocumentKind.ACT, tenant, name(), content);
    }

    /** Acts of a kind on the same alerts have the same name, so that the latest replaces the others. */
    private String name() {
        String alerts = on.alert()
                .orElseGet(() -> on.rule().orElse("")
                        + '\n'
                        + on.group().map(key -> '=' + key).orElse("*")
                        + on.where().map(condition -> "\n" + condition).orElse(""));
        String hash = on.alert().isPresent() && RuleDocument.isName(alerts) && alerts.length() <= 64
                ? alerts
                : "of-" + Sha256.of(alerts, 32);
        return verb.subject() + '-' + hash;
    }

    private static Optional<String> text(ObjectNode content, String key) {
        return Optional.ofNullable(content.get(key)).map(JsonNode::asText);
    }

    private static Instant instant(String written) {
        try {
            return Instant.parse(written);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'%s' is no time: write one such as 2026-03-01T10:00:00Z".formatted(Printable.of(written)), e);
        }
    }
}
