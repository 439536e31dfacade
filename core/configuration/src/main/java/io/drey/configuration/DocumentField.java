package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import java.util.List;
import java.util.Map;

/**
 * A key that a document may have.
 *
 * @param name the key
 * @param presence whether a document must have it
 * @param description what it means and its default, for editors
 */
record DocumentField(String name, FieldType type, Presence presence, String description) {

    /** Whether a document must have a key. */
    enum Presence {
        REQUIRED,
        OPTIONAL
    }

    DocumentField {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(presence, "presence is null");
        requireNonNull(description, "description is null");
    }

    static DocumentField required(String name, FieldType type, String description) {
        return new DocumentField(name, type, Presence.REQUIRED, description);
    }

    static DocumentField optional(String name, FieldType type, String description) {
        return new DocumentField(name, type, Presence.OPTIONAL, description);
    }

    /** Entries that were given as text, each as its field has it. */
    static ObjectNode given(List<DocumentField> fields, Map<String, String> entries) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        entries.forEach((key, text) -> given.set(
                key,
                fields.stream()
                        .filter(field -> field.name.equals(key))
                        .findFirst()
                        .map(field -> field.type.given(text))
                        .orElseGet(() -> TextNode.valueOf(text))));
        return given;
    }

    /** Checks all entries; returns those that are right, in the order of the fields. */
    static ObjectNode readAll(List<DocumentField> fields, ObjectNode entries, String pointer, Problems problems) {
        List<String> known = fields.stream().map(DocumentField::name).toList();
        entries.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problems.unknownKey(
                        pointer + "/" + key,
                        "unknown key '%s'%s".formatted(Printable.of(key), Spelling.suggestion(key, known)));
            }
        });
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        for (DocumentField field : fields) {
            JsonNode value = entries.get(field.name);
            if (value != null && !value.isNull()) {
                field.type
                        .read(value, pointer + "/" + field.name, problems)
                        .ifPresent(right -> read.set(field.name, right));
            } else if (value != null) {
                problems.value(
                        pointer + "/" + field.name,
                        "'%s' has no value: write one behind the colon, or leave the key out".formatted(field.name));
            } else if (field.presence == Presence.REQUIRED) {
                problems.value(pointer, "'%s' is missing: %s".formatted(field.name, field.description));
            }
        }
        return read;
    }

    static ObjectNode schemaOf(List<DocumentField> fields) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (DocumentField field : fields) {
            properties.set(field.name, field.type.schema().put("description", field.description));
            if (field.presence == Presence.REQUIRED) {
                required.add(field.name);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }
}
