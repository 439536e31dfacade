package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.drey.event.DatasetId;
import io.drey.event.Sha256;

/**
 * A configuration document that was checked: its values are allowed, each in its one form, in the order of the kind's
 * keys. What it does not say is left out; defaults are added by the typed records.
 */
public final class Document implements Comparable<Document> {

    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private final DocumentKind kind;
    private final String tenant;
    private final String name;
    private final ObjectNode content;

    Document(DocumentKind kind, String tenant, String name, ObjectNode content) {
        this.kind = requireNonNull(kind, "kind is null");
        this.tenant = DatasetId.requireTenant(tenant);
        this.name = requireNonNull(name, "name is null");
        this.content = requireNonNull(content, "content is null").deepCopy();
    }

    public DocumentKind kind() {
        return kind;
    }

    /** Whose it is; of a tenant's own document its name. */
    public String tenant() {
        return tenant;
    }

    public String name() {
        return name;
    }

    /** What it says beyond kind, tenant and name; a copy. */
    public ObjectNode content() {
        return content.deepCopy();
    }

    /** How many values or entries a key has. */
    int size(String key) {
        return content.path(key).size();
    }

    /** The topic it is published to. */
    public String topic() {
        return kind.topic(tenant);
    }

    /** Its key in that topic: {@code dataset/<name>}. */
    public String key() {
        return key(kind, name);
    }

    static String key(DocumentKind kind, String name) {
        return kind.singular() + "/" + name;
    }

    /** The document as users write it: kind, tenant, name, then the rest; a copy. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", kind.title());
        if (kind.scope() == DocumentKind.Scope.TENANT) {
            json.put("tenant", tenant);
        }
        json.put("name", name);
        json.setAll(content());
        return json;
    }

    /** The document as YAML, which can be applied again. */
    public String toYaml() {
        try {
            return YAML.writeValueAsString(toJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(this + " cannot be written", e);
        }
    }

    /** The first 16 hexadecimal digits of the SHA-256 of what the document says. */
    public String hash() {
        return Sha256.of(toJson().toString(), 16);
    }

    @Override
    public int compareTo(Document other) {
        int byTenant = tenant.compareTo(other.tenant);
        int byKind = byTenant != 0 ? byTenant : kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Document that
                && kind == that.kind
                && tenant.equals(that.tenant)
                && name.equals(that.name)
                && content.equals(that.content);
    }

    @Override
    public int hashCode() {
        return 31 * tenant.hashCode() + name.hashCode();
    }

    /** {@code tenant acme}, {@code dataset acme/access}. */
    @Override
    public String toString() {
        return kind.singular() + " " + (kind.scope() == DocumentKind.Scope.TENANT ? tenant + "/" + name : name);
    }
}
