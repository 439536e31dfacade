package io.drey.format.enrich;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import java.util.List;
import java.util.Optional;

/** One thing that is looked up for each event of a dataset, in a few words: {@code geo}, {@code threats known-scanners}. */
public sealed interface EnrichRule permits GeoRule, UserAgentRule, BotsRule, ThreatsRule, LookupRule {

    /** The rule as it is written. */
    String written();

    /** The list that it looks up in, if any. */
    default Optional<String> list() {
        return Optional.empty();
    }

    /** Whether an open field may have come from it. */
    boolean makes(String openName);

    /**
     * Adds what is found to an event.
     *
     * @return whether there was something to look it up in
     */
    boolean apply(EventBuilder event, EnrichmentSources sources);

    /** Why nothing will be found, and what to do; empty where something may be. */
    Optional<String> problem(EnrichmentSources sources);

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException naming what is not understood, and what to write instead
     */
    static EnrichRule parse(String written) {
        List<String> words = List.of(written.strip().split("\\s+"));
        String first = words.get(0);
        if (first.equals(GeoRule.WORD) && words.size() == 1) {
            return new GeoRule(Field.SOURCE_IP);
        }
        if (first.equals(GeoRule.WORD) && words.size() == 2) {
            for (Field field : List.of(Field.SOURCE_IP, Field.DESTINATION_IP)) {
                if (words.get(1).equals(field.ecsName())) {
                    return new GeoRule(field);
                }
            }
        }
        if (first.equals(UserAgentRule.WORD) && words.size() == 1) {
            return new UserAgentRule();
        }
        if (first.equals(BotsRule.WORD) && words.size() == 2) {
            return new BotsRule(words.get(1));
        }
        if (first.equals(ThreatsRule.WORD) && words.size() == 2) {
            return new ThreatsRule(words.get(1));
        }
        if (first.equals(LookupRule.WORD) && words.size() == 4 && words.get(2).equals(LookupRule.BY)) {
            return new LookupRule(words.get(1), FieldName.parse(words.get(3)));
        }
        throw new IllegalArgumentException(
                "'%s' is not known: write geo, geo destination.ip, user-agent, bots LIST, threats LIST, or lookup LIST by FIELD"
                        .formatted(Printable.of(written)));
    }
}
