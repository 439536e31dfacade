package io.drey.configuration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON Schema (draft 7) of configuration documents, for editors; published as {@code schemas/documents.json}. */
public final class DocumentSchema {

    private DocumentSchema() {}

    /** The schema, made of what the code checks. */
    public static ObjectNode json() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "Configuration documents of Drey");
        schema.put("type", "object");
        schema.putArray("required").add("kind");
        ArrayNode kinds = schema.putObject("properties").putObject("kind").putArray("enum");
        ArrayNode choices = schema.putArray("allOf");
        ObjectNode definitions = schema.putObject("definitions");
        for (DocumentKind kind : DocumentKind.values()) {
            kinds.add(kind.title());
            ObjectNode choice = choices.addObject();
            choice.putObject("if").putObject("properties").putObject("kind").put("const", kind.title());
            choice.putObject("then").put("$ref", "#/definitions/" + kind.title());
            ObjectNode definition = DocumentField.schemaOf(kind.allFields());
            definition.put("description", kind.description());
            definitions.set(kind.title(), definition);
        }
        return schema;
    }
}
