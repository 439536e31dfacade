package io.drey.operations.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fields of indices as their templates map them, in the form that an index pattern keeps them. With them Dashboards need
 * not ask for the fields when a dashboard is opened for the first time, and several panels do not try to save them at once.
 */
public final class IndexFields {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers that name something: 8443 is no amount, so no 8,443. */
    private static final Set<String> NAMES_IN_NUMBERS = Set.of(
            "http.response.status_code", "source.port", "destination.port", "client.port", "server.port", "status");

    private static final Set<String> NUMBERS = Set.of("long", "integer", "short", "byte", "double", "float");

    private final Path templates;

    /**
     * Fields of templates.
     *
     * @param templates the folder {@code dashboards/templates}
     */
    public IndexFields(Path templates) {
        this.templates = templates;
    }

    /** The fields of indices of a name with a wildcard, such as {@code logs-*}. */
    ArrayNode of(String indices) {
        ArrayNode fields = JSON.createArrayNode();
        types(indices).forEach((name, type) -> {
            ObjectNode field = fields.addObject().put("name", name).put("type", typeOf(type));
            field.putArray("esTypes").add(type);
            boolean isText = type.equals("text");
            field.put("count", 0)
                    .put("scripted", false)
                    .put("searchable", true)
                    .put("aggregatable", !isText)
                    .put("readFromDocValues", !isText);
        });
        return fields;
    }

    /** How numbers are shown that name something, are bytes, or money. */
    ObjectNode formats(String indices) {
        ObjectNode formats = JSON.createObjectNode();
        types(indices).forEach((name, type) -> {
            if (NUMBERS.contains(type) && NAMES_IN_NUMBERS.contains(name)) {
                formats.putObject(name).put("id", "number").putObject("params").put("pattern", "0");
            } else if (name.equals("bytes")) {
                formats.putObject(name).put("id", "bytes").putObject("params").put("pattern", "0,0.[00]b");
            } else if (name.equals("usd")) {
                formats.putObject(name).put("id", "number").putObject("params").put("pattern", "$0,0.00");
            }
        });
        return formats;
    }

    private Map<String, String> types(String indices) {
        Map<String, String> types = new TreeMap<>();
        for (String name : DashboardFiles.names(templates.resolve("index"), ".json")) {
            JsonNode template = read(templates.resolve("index").resolve(name + ".json"));
            if (!template.path("index_patterns").toString().contains("\"" + indices + "\"")) {
                continue;
            }
            collect("", template.at("/template/mappings/properties"), types);
            for (JsonNode component : template.path("composed_of")) {
                JsonNode part = read(templates.resolve("component").resolve(component.asText() + ".json"));
                collect("", part.at("/template/mappings/properties"), types);
            }
        }
        if (types.isEmpty()) {
            throw OperationException.failure("the indices %s have no template: choose from %s"
                    .formatted(indices, DashboardFiles.names(templates.resolve("index"), ".json")));
        }
        List.of("_id", "_index").forEach(name -> types.put(name, name));
        return types;
    }

    private static void collect(String prefix, JsonNode properties, Map<String, String> types) {
        properties.fields().forEachRemaining(each -> {
            if (each.getValue().has("type")) {
                types.put(prefix + each.getKey(), each.getValue().path("type").asText());
            }
            collect(prefix + each.getKey() + ".", each.getValue().path("properties"), types);
        });
    }

    /** What Dashboards calls a type. */
    private static String typeOf(String type) {
        if (NUMBERS.contains(type)) {
            return "number";
        }
        return switch (type) {
            case "keyword", "text", "match_only_text", "_id", "_index" -> "string";
            case "flat_object", "object", "nested" -> "object";
            default -> type;
        };
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw OperationException.failure("%s cannot be read: run bin/drey in a checkout".formatted(file), e);
        }
    }
}
