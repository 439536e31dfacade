package io.drey.rules.sigma;

import io.drey.rules.RuleProblem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What files of Sigma documents say, and what is wrong with them.
 *
 * @param rules about single events, in the order of the files
 * @param correlations in the order of the files
 * @param filters in the order of the files
 * @param patterns in the order of the files
 * @param problems refusals and warnings, by file and line
 */
public record SigmaRules(
        List<SigmaRule> rules,
        List<SigmaCorrelation> correlations,
        List<SigmaFilter> filters,
        List<PatternRule> patterns,
        List<RuleProblem> problems) {

    public SigmaRules {
        rules = List.copyOf(rules);
        correlations = List.copyOf(correlations);
        filters = List.copyOf(filters);
        patterns = List.copyOf(patterns);
        problems = List.copyOf(problems);
    }

    /** All that can give alerts: rules, then correlations, then patterns. */
    public List<SigmaDocument> looking() {
        return Stream.of(rules, correlations, patterns)
                .<SigmaDocument>flatMap(List::stream)
                .toList();
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

    /** One rule, correlation or pattern and those that it rests on, without all others. */
    public SigmaRules of(String id) {
        Set<String> needed = new HashSet<>();
        need(id, needed);
        return new SigmaRules(
                rules.stream().filter(rule -> needed.contains(rule.id())).toList(),
                correlations.stream()
                        .filter(correlation -> needed.contains(correlation.id()))
                        .toList(),
                filters,
                patterns.stream()
                        .filter(pattern -> needed.contains(pattern.id()))
                        .toList(),
                problems);
    }

    private void need(String id, Set<String> needed) {
        if (needed.add(id)) {
            correlation(id).ifPresent(correlation -> correlation.rules().forEach(rule -> need(rule, needed)));
            pattern(id).ifPresent(pattern -> needed.addAll(pattern.rules()));
        }
    }

    /** The pattern of that id. */
    public Optional<PatternRule> pattern(String id) {
        return patterns.stream().filter(pattern -> pattern.id().equals(id)).findFirst();
    }

    /**
     * The ids of rules, correlations and patterns whose matches are alerts. A rule that others rest on is there for them alone,
     * unless one of them says {@code generate: true}.
     */
    public Set<String> alerting() {
        Map<String, Boolean> generates = new HashMap<>();
        for (SigmaCorrelation correlation : correlations) {
            boolean too = correlation.output() == SigmaCorrelation.Output.RULES_TOO;
            correlation.rules().forEach(id -> generates.merge(id, too, Boolean::logicalOr));
        }
        for (PatternRule pattern : patterns) {
            boolean too = pattern.output() == SigmaCorrelation.Output.RULES_TOO;
            pattern.rules().forEach(id -> generates.merge(id, too, Boolean::logicalOr));
        }
        Set<String> ids = new HashSet<>();
        patterns.forEach(pattern -> ids.add(pattern.id()));
        rules.forEach(rule -> ids.add(rule.id()));
        correlations.forEach(correlation -> ids.add(correlation.id()));
        ids.removeIf(id -> !generates.getOrDefault(id, true));
        return ids;
    }
}
