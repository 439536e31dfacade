package io.drey.rules.run;

import static java.util.Objects.requireNonNull;

import io.drey.rules.shape.Match;
import io.drey.rules.sigma.SigmaDocument;
import java.util.List;

/**
 * A rule that found what it looks for.
 *
 * @param rule the rule about single events, or the correlation
 * @param group the values that the events have in common, in the order of {@code group-by}; empty where there is none
 * @param match the events
 */
public record Firing(SigmaDocument rule, List<String> group, Match match) {

    public Firing {
        requireNonNull(rule, "rule is null");
        group = List.copyOf(group);
        requireNonNull(match, "match is null");
    }
}
