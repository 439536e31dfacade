package io.drey.configuration;

import static io.drey.configuration.DocumentField.required;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of a tenant: its administrators, its scanners, whatever rules refer to.
 *
 * @param tenant whose list it is
 * @param name what rules call it, without percent signs
 * @param values its entries, which may hold wildcards
 */
public record ListDocument(String tenant, String name, List<String> values) {

    private static final String VALUES = "values";

    static final FieldType NAME =
            FieldType.matching("[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", "up to 100 letters, digits, dashes and underscores");

    static final List<DocumentField> FIELDS = List.of(
            required(VALUES, FieldType.list(FieldType.text()), "its entries; '*' and '?' are wildcards as in rules"));

    public ListDocument {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        values = List.copyOf(values);
    }

    /** Reads a document of that kind. */
    public static ListDocument of(Document document) {
        List<String> values = new ArrayList<>();
        document.content().path(VALUES).forEach(value -> values.add(value.asText()));
        return new ListDocument(document.tenant(), document.name(), values);
    }
}
