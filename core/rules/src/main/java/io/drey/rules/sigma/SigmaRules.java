package io.drey.rules.sigma;

import io.drey.rules.RuleProblem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What files of Sigma documents say, and what is wrong with them.
 *
 * @param rules about single events, in the order of the files
 * @param correlations in the order of the files
 * @param filters in the order of the files
 * @param problems refusals and warnings, by file and line
 */
public record SigmaRules(
        List<SigmaRule> rules,
        List<SigmaCorrelation> correlations,
        List<SigmaFilter> filters,
        List<RuleProblem> problems) {

    public SigmaRules {
        rules = List.copyOf(rules);
        correlations = List.copyOf(correlations);
        filters = List.copyOf(filters);
        problems = List.copyOf(problems);
    }

    /** The problems for which documents are not used. */
    public List<RuleProblem> refusals() {
        return problems.stream().filter(RuleProblem::isRefusal).toList();
    }

    /** The problems in spite of which documents are used. */
    public List<RuleProblem> warnings() {
        return problems.stream().filter(problem -> !problem.isRefusal()).toList();
    }

    /** The rule about single events of that id. */
    public Optional<SigmaRule> rule(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** The correlation of that id. */
    public Optional<SigmaCorrelation> correlation(String id) {
        return correlations.stream()
                .filter(correlation -> correlation.id().equals(id))
                .findFirst();
    }

    /**
     * The ids of rules and correlations whose matches are alerts. A rule that correlations rest on is there for them alone,
     * unless one of them says {@code generate: true}.
     */
    public Set<String> alerting() {
        Map<String, Boolean> generates = new HashMap<>();
        for (SigmaCorrelation correlation : correlations) {
            boolean too = correlation.output() == SigmaCorrelation.Output.RULES_TOO;
            correlation.rules().forEach(id -> generates.merge(id, too, Boolean::logicalOr));
        }
        Set<String> ids = new HashSet<>();
        rules.forEach(rule -> ids.add(rule.id()));
        correlations.forEach(correlation -> ids.add(correlation.id()));
        ids.removeIf(id -> !generates.getOrDefault(id, true));
        return ids;
    }
}
