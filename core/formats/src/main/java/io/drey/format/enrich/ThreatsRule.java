package io.drey.format.enrich;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventBuilder;
import io.drey.event.FieldName;
import io.drey.event.OpenNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether an address or a host of an event is in a list of such as are known for attacks.
 *
 * @param name the list's name
 */
public record ThreatsRule(String name) implements EnrichRule {

    static final String WORD = "threats";

    private static final String INDICATOR = "threat.indicator.";

    /** Where addresses and hosts are, in the order in which they are looked at. */
    private static final List<FieldName> FIELDS = Stream.of(
                    "source.ip", "destination.ip", "url.domain", "destination.domain", "dns.question.name")
            .map(FieldName::parse)
            .toList();

    public ThreatsRule {
        requireNonNull(name, "name is null");
    }

    @Override
    public String written() {
        return WORD + " " + name;
    }

    @Override
    public Optional<String> list() {
        return Optional.of(name);
    }

    @Override
    public boolean makes(String openName) {
        return openName.startsWith("threat.") || openName.startsWith(LookupRule.prefix(name));
    }

    @Override
    public boolean apply(EventBuilder event, EnrichmentSources sources) {
        LookupTable table = sources.tables().find(name);
        if (table == null) {
            return false;
        }
        for (FieldName field : FIELDS) {
            LookupTable.Entry entry = table.find(event, field);
            if (entry != null) {
                entry.findings(field, () -> fields(entry, field)).addTo(event);
                return true;
            }
        }
        return true;
    }

    private Map<String, String> fields(LookupTable.Entry entry, FieldName field) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("threat.feed.name", name);
        fields.put("threat.enrichments.matched.field", field.dotted());
        fields.put(INDICATOR + "name", entry.written());
        fields.put(INDICATOR + "type", entry.kind().indicatorType());
        entry.columns().forEach((column, value) -> {
            boolean isOfEcs = OpenNames.isOpen(INDICATOR + column);
            fields.putIfAbsent(isOfEcs ? INDICATOR + column : LookupRule.prefix(name) + column, value);
        });
        return fields;
    }

    @Override
    public Optional<String> problem(EnrichmentSources sources) {
        return LookupRule.missing(this, name, sources);
    }
}
