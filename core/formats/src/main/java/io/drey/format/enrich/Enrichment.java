package io.drey.format.enrich;

import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import java.util.List;
import java.util.Optional;

/**
 * What is looked up for each event of a dataset. What a line says itself stays: nothing that is found replaces it.
 *
 * @param rules what is looked up, in this order; where two find the same field, the first counts
 */
public record Enrichment(List<EnrichRule> rules) {

    /** Nothing is looked up. */
    public static final Enrichment NONE = new Enrichment(List.of());

    /** Names what could not be looked up, because what it is looked up in was not there. */
    public static final String LABEL_MISSING = OpenNames.OURS + "enrich_missing";

    public Enrichment {
        rules = List.copyOf(rules);
    }

    /** Whether nothing is looked up. */
    public boolean isNone() {
        return rules.isEmpty();
    }

    /** Whether an open field may have come from a look-up. */
    public boolean makes(String openName) {
        for (EnrichRule rule : rules) {
            if (rule.makes(openName)) {
                return true;
            }
        }
        return openName.equals(LABEL_MISSING);
    }

    /** Adds what is found to an event. */
    public void apply(EventBuilder event, EnrichmentSources sources) {
        String missing = null;
        for (int i = 0; i < rules.size(); i++) {
            EnrichRule rule = rules.get(i);
            if (!rule.apply(event, sources)) {
                missing = missing == null ? rule.written() : missing + ", " + rule.written();
            }
        }
        if (missing != null) {
            event.appendOpen(LABEL_MISSING, missing);
        }
    }

    /** Gives an event that was made anew of the same line what the earlier one had come to know. */
    public void keep(EventBuilder event, LogEvent earlier) {
        for (int i = 0; i < earlier.openCount(); i++) {
            String name = earlier.openName(i);
            if (makes(name) && event.openIndex(name) < 0) {
                event.appendOpen(name, earlier.openText(i));
            }
        }
    }

    /** The names of the lists in which something is looked up. */
    public List<String> lists() {
        return rules.stream()
                .map(EnrichRule::list)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Why some of it will find nothing, and what to do. */
    public List<String> problems(EnrichmentSources sources) {
        return rules.stream()
                .map(rule -> rule.problem(sources))
                .flatMap(Optional::stream)
                .toList();
    }
}
