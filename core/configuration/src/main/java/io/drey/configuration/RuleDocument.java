package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static io.drey.configuration.DocumentField.required;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Printable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * A rule, a correlation or a filter of a tenant. What its text means is for whoever reads rules; here it is text.
 *
 * @param tenant whose rule it is
 * @param name the rule's id
 * @param text one Sigma document, in YAML
 * @param effectiveFrom from which event time on it holds, if that is said
 */
public record RuleDocument(String tenant, String name, String text, Optional<Instant> effectiveFrom) {

    /** What a rule's id may be made of: it is a part of keys of topics and of state. */
    public static final String NAMES = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final String TEXT = "rule";
    private static final String EFFECTIVE_FROM = "effective-from";

    static final FieldType NAME = FieldType.matching(
            NAMES, "up to 100 letters, digits, dots, dashes and underscores, a letter or digit first");

    static final List<DocumentField> FIELDS = List.of(
            required(TEXT, FieldType.text(), "the Sigma document, as text: write 'rule: |' and indent it below"),
            optional(
                    EFFECTIVE_FROM,
                    FieldType.checked(RuleDocument::instant),
                    "the event time from which this version holds, as 2026-03-01T10:00:00Z (default: always for a rule's first"
                            + " version, else five seconds after it is published)"));

    public RuleDocument {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        requireNonNull(text, "text is null");
        requireNonNull(effectiveFrom, "effectiveFrom is null");
    }

    /** Reads a document of that kind. */
    public static RuleDocument of(Document document) {
        ObjectNode content = document.content();
        return new RuleDocument(
                document.tenant(),
                document.name(),
                content.path(TEXT).asText(),
                Optional.ofNullable(content.get(EFFECTIVE_FROM)).map(time -> instant(time.asText())));
    }

    /** Whether a rule of that id can be published. */
    public static boolean isName(String id) {
        return DocumentKind.RULE.mayBeNamed(id);
    }

    /** The document that is published. */
    public Document toDocument() {
        ObjectNode content = JsonNodeFactory.instance.objectNode().put(TEXT, text);
        effectiveFrom.ifPresent(time -> content.put(EFFECTIVE_FROM, time.toString()));
        return new Document(DocumentKind.RULE, tenant, name, content);
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
