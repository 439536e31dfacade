package io.drey.operations.rules;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaFilter;
import io.drey.rules.sigma.SigmaRule;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The fields that a document of rules asks itself, without those of the rules that it rests on. */
final class AskedFields {

    private AskedFields() {}

    /** Those that an event may lack, in the order of the document. */
    static Set<FieldName> of(SigmaDocument document) {
        Set<FieldName> asked = new LinkedHashSet<>();
        if (document instanceof SigmaRule rule) {
            asked.addAll(rule.condition().fields());
        } else if (document instanceof SigmaCorrelation correlation) {
            Stream.concat(correlation.groupBy().stream(), correlation.values().stream())
                    .forEach(shared -> asked.addAll(shared.fields().values()));
        } else if (document instanceof PatternRule pattern) {
            for (PatternRule.Input input : pattern.inputs()) {
                asked.addAll(input.condition().fields());
                asked.addAll(input.group());
                asked.addAll(input.values());
            }
        } else if (document instanceof SigmaFilter) {
            // Part of the conditions of the rules that it names.
            return asked;
        }
        asked.removeIf(AskedFields::isAlwaysThere);
        return asked;
    }

    /** What every event has, and the text that stands in for the line. */
    private static boolean isAlwaysThere(FieldName name) {
        return name instanceof FieldName.Envelope
                || (name instanceof FieldName.Fixed fixed
                        && (fixed.field() == Field.EVENT_ORIGINAL || fixed.field() == Field.MESSAGE));
    }
}
