package io.drey.format.enrich;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventBuilder;
import io.drey.event.FieldName;
import io.drey.event.OpenNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a list says of a field's value.
 *
 * @param name the list's name
 * @param field the field
 */
public record LookupRule(String name, FieldName field) implements EnrichRule {

    static final String WORD = "lookup";
    static final String BY = "by";

    public LookupRule {
        requireNonNull(name, "name is null");
        requireNonNull(field, "field is null");
    }

    @Override
    public String written() {
        return "%s %s %s %s".formatted(WORD, name, BY, field);
    }

    @Override
    public Optional<String> list() {
        return Optional.of(name);
    }

    @Override
    public boolean makes(String openName) {
        return openName.startsWith(prefix(name));
    }

    /** What the names of columns have in front. */
    static String prefix(String list) {
        return OpenNames.LABELS + list + ".";
    }

    @Override
    public boolean apply(EventBuilder event, EnrichmentSources sources) {
        LookupTable table = sources.tables().find(name);
        if (table == null) {
            return false;
        }
        LookupTable.Entry entry = table.find(event, field);
        if (entry != null) {
            entry.findings(WORD, () -> columns(name, entry)).addTo(event);
        }
        return true;
    }

    /** What a list says of an entry, by the names that it has in events. */
    static Map<String, String> columns(String list, LookupTable.Entry entry) {
        Map<String, String> fields = new LinkedHashMap<>();
        entry.columns().forEach((column, value) -> fields.put(prefix(list) + column, value));
        return fields;
    }

    @Override
    public Optional<String> problem(EnrichmentSources sources) {
        return missing(this, name, sources);
    }

    /** Why a rule finds nothing in a list; empty if the list is there. */
    static Optional<String> missing(EnrichRule rule, String list, EnrichmentSources sources) {
        return sources.tables().find(list) != null
                ? Optional.empty()
                : Optional.of("'%s' finds nothing, as there is no list '%s': publish one (kind: List)"
                        .formatted(rule.written(), list));
    }
}
