package io.drey.format.enrich;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an event's caller is in a list of programs that visit pages by themselves: by its address, or by a word of its user agent.
 *
 * @param name the list's name
 */
public record BotsRule(String name) implements EnrichRule {

    static final String WORD = "bots";

    private static final FieldName CALLER = FieldName.parse(Field.SOURCE_IP.ecsName());

    public BotsRule {
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
        return openName.equals(UserAgentFinder.SYNTHETIC) || openName.startsWith(LookupRule.prefix(name));
    }

    @Override
    public boolean apply(EventBuilder event, EnrichmentSources sources) {
        LookupTable table = sources.tables().find(name);
        if (table == null) {
            return false;
        }
        LookupTable.Entry byAddress = table.find(event, CALLER);
        LookupTable.Entry entry = byAddress == null ? sources.agents().find(event, table) : byAddress;
        if (entry != null) {
            entry.findings(WORD, () -> fields(entry)).addTo(event);
        }
        return true;
    }

    private Map<String, String> fields(LookupTable.Entry entry) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(UserAgentFinder.SYNTHETIC, UserAgentFinder.BOT);
        fields.putAll(LookupRule.columns(name, entry));
        return fields;
    }

    @Override
    public Optional<String> problem(EnrichmentSources sources) {
        return LookupRule.missing(this, name, sources);
    }
}
