package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.OpenNames;
import io.drey.format.enrich.LookupTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of a tenant: its administrators, its scanners, known attackers, whatever rules refer to and datasets look up.
 *
 * @param tenant whose list it is
 * @param name what rules call it, without percent signs
 * @param rows its entries, which may hold wildcards, in order, with what is said of each, by name of the column
 */
public record ListDocument(String tenant, String name, Map<String, Map<String, String>> rows) {

    /** How many entries the lists have together in which a tenant's datasets look up. */
    static final int MOST_ENTRIES = 100_000;

    /** How long a list may be as JSON: it is one record of a topic. */
    private static final int MOST_CHARACTERS = 900_000;

    private static final String VALUES = "values";
    private static final String ROWS = "rows";

    static final FieldType NAME =
            FieldType.matching("[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", "up to 100 letters, digits, dashes and underscores");

    private static final FieldType COLUMN = FieldType.matching(
            "[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", "up to 100 letters, digits, dots, dashes and underscores");

    static final List<DocumentField> FIELDS = List.of(
            optional(
                    VALUES,
                    FieldType.list(FieldType.text()),
                    "its entries; '*' and '?' are wildcards as in rules; where datasets look up: addresses, networks such as"
                            + " 203.0.113.0/24, texts, and '*.example.org' for what ends so"),
            optional(
                    ROWS,
                    FieldType.table(FieldType.text(), FieldType.table(COLUMN, FieldType.text())),
                    "entries with what is said of each: columns and their texts"));

    public ListDocument {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        requireNonNull(rows, "rows is null");
    }

    /** Reads a document of that kind. */
    public static ListDocument of(Document document) {
        return new ListDocument(document.tenant(), document.name(), rows(document.content()));
    }

    private static Map<String, Map<String, String>> rows(ObjectNode content) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        content.path(VALUES).forEach(value -> rows.putIfAbsent(value.asText(), Map.of()));
        content.path(ROWS).properties().forEach(row -> {
            Map<String, String> columns = new LinkedHashMap<>();
            row.getValue()
                    .properties()
                    .forEach(column ->
                            columns.put(column.getKey(), column.getValue().asText()));
            rows.put(row.getKey(), columns);
        });
        return rows;
    }

    /** Its entries, which may hold wildcards. */
    public List<String> values() {
        return List.copyOf(rows.keySet());
    }

    /** The list, made ready to look values up in. */
    public LookupTable table() {
        return new LookupTable(name, rows);
    }

    /** What a list cannot be, and why; or empty. */
    static Optional<String> contradiction(String name, ObjectNode content) {
        if (!content.has(VALUES) && !content.has(ROWS)) {
            return Optional.of("'%s' or '%s' is missing: say what the list has".formatted(VALUES, ROWS));
        }
        int characters = content.toString().length();
        if (characters > MOST_CHARACTERS) {
            return Optional.of(
                    "the list has %,d characters as JSON, and may have %,d: make several of it, and name each where it is looked up"
                            .formatted(characters, MOST_CHARACTERS));
        }
        if ((OpenNames.LABELS + name + ".").equals(OpenNames.OURS)) {
            return Optional.of(
                    "a list cannot be called '%s': what it says would stand where Drey speaks itself".formatted(name));
        }
        try {
            rows(content).keySet().forEach(LookupTable::requireEntry);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Which of a tenant's lists is too much, by name of the first that is; the others hold.
     *
     * @param ofTenant those in which the tenant's datasets look up
     * @return why, and what to do, or empty
     */
    public static Optional<String> excess(List<Document> ofTenant) {
        List<Document> within = withinBounds(ofTenant);
        return ofTenant.stream()
                .filter(list -> !within.contains(list))
                .map(Document::name)
                .sorted()
                .findFirst()
                .map(name ->
                        "list '%s' is too much: the lists in which a tenant's datasets look up may have %,d entries together; leave some out"
                                .formatted(name, MOST_ENTRIES));
    }

    /** Those of a tenant's lists that hold, by name, as far as the bounds go. */
    public static List<Document> withinBounds(List<Document> ofTenant) {
        List<Document> within = new ArrayList<>();
        int entries = 0;
        for (Document list : ofTenant.stream().sorted().toList()) {
            int more = list.size(VALUES) + list.size(ROWS);
            if (entries + more <= MOST_ENTRIES) {
                within.add(list);
                entries += more;
            }
        }
        return List.copyOf(within);
    }
}
