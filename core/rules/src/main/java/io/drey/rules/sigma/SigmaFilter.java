package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A global filter: a condition that several rules share. It is already part of the {@linkplain SigmaRule#condition()
 * conditions} of those.
 *
 * @param logsource which rules it applies to: only those about such logs
 * @param rules the ids of the rules that it applies to
 */
public record SigmaFilter(SigmaHeader header, Logsource logsource, List<String> rules, Place place)
        implements SigmaDocument {

    public SigmaFilter {
        requireNonNull(header, "header is null");
        requireNonNull(logsource, "logsource is null");
        rules = List.copyOf(rules);
        requireNonNull(place, "place is null");
    }
}
