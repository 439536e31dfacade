package io.drey.cli.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.configuration.DocumentSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of configuration documents, as their schema has them. */
final class DocumentsPage {

    /** What the patterns of durations have in them. */
    private static final String DURATION = "(ms|s|m|h|d)";

    private DocumentsPage() {}

    static ReferencePage page() {
        Markdown page = new Markdown(
                "Configuration documents",
                "What `drey apply` takes. Editors read the same from `core/configuration/src/main/resources/schemas/documents.json`.");
        JsonNode definitions = DocumentSchema.json().path("definitions");
        definitions.fields().forEachRemaining(kind -> {
            List<List<String>> rows = new ArrayList<>();
            collect("", kind.getValue(), rows);
            page.heading("`kind: %s`".formatted(kind.getKey()))
                    .paragraph(kind.getValue().path("description").asText())
                    .table(List.of("key", "value", "required", "what it means"), rows);
        });
        return new ReferencePage("documents.md", page.text());
    }

    private static void collect(String prefix, JsonNode object, List<List<String>> rows) {
        Set<String> required = new HashSet<>();
        object.path("required").forEach(name -> required.add(name.asText()));
        object.path("properties").fields().forEachRemaining(property -> {
            String key = prefix + property.getKey();
            JsonNode schema = property.getValue();
            rows.add(List.of(
                    Markdown.literal(key),
                    value(schema),
                    required.contains(property.getKey()) ? "yes" : "no",
                    schema.path("description").asText()));
            collect(key + ".", schema, rows);
        });
    }

    private static String value(JsonNode schema) {
        if (schema.has("enum")) {
            List<String> words = new ArrayList<>();
            schema.path("enum").forEach(word -> words.add(word.asText()));
            return Markdown.literals(words.toArray(String[]::new));
        }
        if (schema.has("anyOf")) {
            return "one of the [formats](formats.md)";
        }
        String type = schema.path("type").asText();
        return switch (type) {
            case "integer" ->
                schema.has("maximum")
                        ? "number from %s to %s"
                                .formatted(
                                        schema.path("minimum").asText(),
                                        schema.path("maximum").asText())
                        : "number";
            case "boolean" -> "`true`, `false`";
            case "array" -> "list";
            case "object" -> "keys below it";
            default -> schema.path("pattern").asText().contains(DURATION) ? "duration" : "text";
        };
    }
}
