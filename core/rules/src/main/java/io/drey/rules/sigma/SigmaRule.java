package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import java.util.List;

/**
 * A rule about single events.
 *
 * @param logsource which logs it is about
 * @param condition what must be true of an event: what its logsource says that can be checked, its detection, and the
 *     filters that apply to it
 * @param fields what whoever looks at a match should see
 */
public record SigmaRule(
        SigmaHeader header, Logsource logsource, Condition condition, List<FieldName> fields, Place place)
        implements SigmaDocument {

    public SigmaRule {
        requireNonNull(header, "header is null");
        requireNonNull(logsource, "logsource is null");
        requireNonNull(condition, "condition is null");
        fields = List.copyOf(fields);
        requireNonNull(place, "place is null");
    }
}
