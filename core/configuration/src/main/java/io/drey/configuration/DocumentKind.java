package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static io.drey.configuration.DocumentField.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.drey.event.Printable;
import io.drey.event.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a configuration document may be of. A kind is added by a constant here, with the keys it may have: reading,
 * checking, publishing, listing and the JSON Schema follow.
 */
public enum DocumentKind {
    TENANT(
            "Tenant",
            "tenants",
            Scope.INSTALLATION,
            "A tenant: how large it is, and what holds for its datasets.",
            TenantDocument.FIELDS),
    DATASET(
            "Dataset",
            "datasets",
            Scope.TENANT,
            "A dataset: how its lines are read and timed, and how long they are kept.",
            DatasetKeys.ALL),
    TARGET(
            "Target",
            "targets",
            Scope.TENANT,
            "A target: where alerts or events are sent on to.",
            TargetDocument.FIELDS),
    RULE(
            "Rule",
            "rules",
            Scope.TENANT,
            "A rule: what to raise alerts for. Files of Sigma documents become such documents, named by the rule's id.",
            RuleDocument.NAME,
            RuleDocument.FIELDS),
    LIST(
            "List",
            "lists",
            Scope.TENANT,
            "A list that rules refer to by '%name%' with the modifier 'expand', and in which datasets look up.",
            ListDocument.NAME,
            ListDocument.FIELDS),
    METRIC(
            "Metric",
            "metrics",
            Scope.TENANT,
            "A metric of the tenant's own: what is counted or measured of events, window by window.",
            MetricDocument.FIELDS),
    ACT(
            "Act",
            "acts",
            Scope.TENANT,
            "What somebody did with alerts, as 'drey alerts' publishes it. No part of the configuration: --prune and --rollback leave it.",
            ActDocument.NAME,
            ActDocument.FIELDS);

    /** Who publishes documents of a kind, and so in which topic they are. */
    public enum Scope {
        /** Whoever runs the installation: the topic {@code control}. */
        INSTALLATION,
        /** A tenant: its topic {@code control.<tenant>}. */
        TENANT
    }

    private final String title;
    private final String plural;
    private final Scope scope;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // types of fields only check
    private final FieldType name;

    @SuppressWarnings("ImmutableEnumChecker") // made with List.of
    private final List<DocumentField> fields;

    DocumentKind(String title, String plural, Scope scope, String description, List<DocumentField> fields) {
        this(title, plural, scope, description, FieldType.name(), fields);
    }

    DocumentKind(
            String title, String plural, Scope scope, String description, FieldType name, List<DocumentField> fields) {
        this.title = title;
        this.plural = plural;
        this.scope = scope;
        this.description = description;
        this.name = name;
        this.fields = fields;
    }

    /** The word behind {@code kind:}. */
    public String title() {
        return title;
    }

    /** The word for several, as commands take it. */
    public String plural() {
        return plural;
    }

    /** The word for one, as keys and commands have it. */
    public String singular() {
        return title.toLowerCase(Locale.ROOT);
    }

    public Scope scope() {
        return scope;
    }

    /** The control topic of documents of this kind. */
    public String topic(String tenant) {
        return scope == Scope.INSTALLATION ? Topics.TENANTS : Topics.control(tenant);
    }

    /** Whether documents of this kind say how an installation is to be; the others tell what people did. */
    public boolean isConfiguration() {
        return this != ACT;
    }

    String description() {
        return description;
    }

    /** The kind of that word, in singular or plural, however written; or empty. */
    public static Optional<DocumentKind> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind.singular().equals(lower) || kind.plural.equals(lower))
                .findFirst();
    }

    /** The words behind {@code kind:}. */
    static List<String> titles() {
        return Arrays.stream(values()).map(DocumentKind::title).toList();
    }

    /** All keys a document of this kind may have. */
    List<DocumentField> allFields() {
        List<DocumentField> all = new ArrayList<>();
        all.add(required("kind", FieldType.choice(() -> List.of(title)), "what the document is of"));
        if (scope == Scope.TENANT) {
            all.add(optional(
                    "tenant", FieldType.name(), "whose it is; may be left out below a folder tenants/<name>/"));
        }
        all.add(required("name", name, "the %s's name".formatted(singular())));
        all.addAll(fields);
        return all;
    }

    /** Whether a document of this kind may be called so. */
    boolean mayBeNamed(String word) {
        Problems problems = new Problems(Problems.UnknownKeys.REFUSED);
        return name.read(TextNode.valueOf(word), "", problems).isPresent();
    }

    /** Checks a document whose kind is known to be this one. */
    Optional<Document> read(ObjectNode root, Optional<Binding> binding, Problems problems) {
        int before = problems.found().size();
        ObjectNode content = DocumentField.readAll(allFields(), root, "", problems);
        String name = content.path("name").asText();
        Optional<String> tenant = scope == Scope.INSTALLATION
                ? Optional.of(name)
                : Optional.ofNullable(content.get("tenant"))
                        .map(JsonNode::textValue)
                        .or(() -> root.has("tenant") ? Optional.empty() : binding.map(Binding::tenant));
        if (tenant.isEmpty() && !root.has("tenant")) {
            problems.value("", "'tenant' is missing: say whose it is, or put the file below tenants/<name>/");
        }
        if (tenant.isPresent() && binding.isPresent() && !tenant.get().isEmpty()) {
            if (!tenant.get().equals(binding.get().tenant())) {
                problems.value(
                        scope == Scope.INSTALLATION ? "/name" : "/tenant",
                        binding.get().refusal(Printable.of(tenant.get())));
            }
        }
        if (this == TARGET && problems.found().size() == before) {
            TargetDocument.contradiction(content).ifPresent(problems::add);
        }
        if (this == METRIC && problems.found().size() == before) {
            MetricDocument.contradiction(name, content).ifPresent(message -> problems.value("", message));
        }
        if (this == LIST && problems.found().size() == before) {
            ListDocument.contradiction(name, content).ifPresent(message -> problems.value("", message));
        }
        if (this == ACT && problems.found().size() == before) {
            ActDocument.contradiction(content).ifPresent(message -> problems.value("", message));
        }
        if (this == DATASET && problems.found().size() == before) {
            LineKeys.unusedKeys(content).forEach((key, message) -> problems.unknownKey("/" + key, message));
            LineKeys.contradiction(content).ifPresent(message -> problems.value("/redact", message));
        }
        if (problems.found().size() > before) {
            return Optional.empty();
        }
        content.remove(List.of("kind", "tenant", "name"));
        return Optional.of(new Document(this, tenant.orElseThrow(), name, content));
    }
}
