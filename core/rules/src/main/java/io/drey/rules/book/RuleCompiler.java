package io.drey.rules.book;

import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.rules.RuleProblem;
import io.drey.rules.book.RuleSet.EventRule;
import io.drey.rules.run.UsableRules;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaCorrelation.SharedField;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaFilter;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the documents that are in force at one time into rules that run; a refused one gives way to its version before. */
final class RuleCompiler {

    private final Placeholders placeholders;
    private final RuleMatcher.Factory matchers;
    private final List<KeyedRule> builtIn;

    RuleCompiler(Placeholders placeholders, RuleMatcher.Factory matchers, List<KeyedRule> builtIn) {
        this.placeholders = placeholders;
        this.matchers = requireNonNull(matchers, "matchers is null");
        this.builtIn = builtIn;
    }

    /**
     * What is in force.
     *
     * @param problems what is wrong with documents, also of those that gave way
     */
    record Compiled(RuleSet rules, List<RuleProblem> problems) {}

    /** @param published by name and version */
    Compiled compile(List<RuleVersion> published) {
        Map<String, Deque<RuleVersion>> latestFirst = new TreeMap<>();
        for (RuleVersion document : published) {
            latestFirst
                    .computeIfAbsent(document.name(), name -> new ArrayDeque<>())
                    .push(document);
        }
        List<RuleProblem> refusals = new ArrayList<>();
        while (true) {
            Map<String, RuleVersion> inForce = new HashMap<>();
            List<SigmaFile> files = new ArrayList<>();
            for (Deque<RuleVersion> versions : latestFirst.values()) {
                RuleVersion document = versions.peek();
                inForce.put(document.called(), document);
                files.add(new SigmaFile(document.called(), document.text()));
            }
            SigmaRules read = UsableRules.of(new SigmaReader(placeholders).read(files));
            List<RuleProblem> wrong = new ArrayList<>(read.refusals());
            Map<String, CorrelationChain> chains = chains(read, wrong);
            if (wrong.isEmpty()) {
                List<RuleProblem> problems = new ArrayList<>(refusals);
                problems.addAll(read.warnings());
                return new Compiled(rules(read, chains, inForce), List.copyOf(problems));
            }
            // What rests on a refused rule may be right again when that one has given way.
            List<RuleProblem> causes =
                    wrong.stream().filter(problem -> !problem.isConsequence()).toList();
            List<RuleProblem> toBlame = causes.isEmpty() ? wrong : causes;
            refusals.addAll(toBlame);
            for (String refused : toBlame.stream().map(RuleProblem::file).collect(Collectors.toSet())) {
                String name = inForce.get(refused).name();
                latestFirst.get(name).pop();
                if (latestFirst.get(name).isEmpty()) {
                    latestFirst.remove(name);
                }
            }
        }
    }

    /** Correlations by their ids; those that no operator of a running job can match are among what is wrong. */
    private static Map<String, CorrelationChain> chains(SigmaRules read, List<RuleProblem> wrong) {
        Map<String, CorrelationChain> chains = new HashMap<>();
        for (SigmaCorrelation correlation : read.correlations()) {
            try {
                chains.put(correlation.id(), RunnableRules.chain(correlation, read));
            } catch (RefusedChainException e) {
                wrong.add(RunnableRules.refusal(correlation, e));
            }
        }
        return chains;
    }

    private RuleSet rules(SigmaRules read, Map<String, CorrelationChain> chains, Map<String, RuleVersion> inForce) {
        Set<String> alerting = read.alerting();
        Map<String, Integer> versions = versions(read, inForce);
        Set<String> ids = new HashSet<>();
        List<EventRule> events = new ArrayList<>();
        for (SigmaRule rule : read.rules()) {
            called(rule, ids);
            if (alerting.contains(rule.id())) {
                events.add(new EventRule(RuleHeader.of(rule.header(), versions.get(rule.id())), rule.condition()));
            }
        }
        List<KeyedRule> keyed = new ArrayList<>();
        for (SigmaCorrelation correlation : read.correlations()) {
            called(correlation, ids);
            if (!alerting.contains(correlation.id())) {
                continue; // those that rest on it have it in their own shapes
            }
            CorrelationChain chain = chains.get(correlation.id());
            keyed.add(new KeyedRule(
                    RuleHeader.of(correlation.header(), versions.get(correlation.id())),
                    chain.shape(),
                    correlation.groupBy().stream().map(SharedField::name).toList(),
                    chain.inputs()));
        }
        for (PatternRule pattern : read.patterns()) {
            called(pattern, ids);
            keyed.add(new KeyedRule(
                    RuleHeader.of(pattern.header(), versions.get(pattern.id())),
                    pattern.shape(),
                    pattern.groupBy().stream().map(PatternRule.Key::name).toList(),
                    inputs(pattern)));
        }
        for (KeyedRule rule : builtIn) {
            if (!ids.contains(rule.header().id())) {
                keyed.add(rule);
            }
        }
        return new RuleSet(events, keyed, matchers);
    }

    private static List<KeyedRule.Input> inputs(PatternRule pattern) {
        List<KeyedRule.Input> inputs = new ArrayList<>();
        for (PatternRule.Input input : pattern.inputs()) {
            List<FieldChoice> group = new ArrayList<>();
            for (int i = 0; i < input.group().size(); i++) {
                FieldName field = input.group().get(i);
                group.add(pattern.groupBy().get(i).isOptional() ? FieldChoice.optional(field) : FieldChoice.of(field));
            }
            List<FieldChoice> values =
                    input.values().stream().map(FieldChoice::of).toList();
            inputs.add(new KeyedRule.Input(input.condition(), group, values));
        }
        return inputs;
    }

    private static void called(SigmaDocument rule, Set<String> ids) {
        ids.add(rule.id());
        rule.header().name().ifPresent(ids::add);
    }

    /** By the rules' ids: the highest of the versions of all documents that make a rule what it is. */
    private static Map<String, Integer> versions(SigmaRules read, Map<String, RuleVersion> inForce) {
        Map<String, Integer> versions = new HashMap<>();
        for (SigmaRule rule : read.rules()) {
            versions.put(rule.id(), version(rule, inForce));
        }
        for (SigmaFilter filter : read.filters()) {
            filter.rules()
                    .forEach(rule -> versions.computeIfPresent(
                            rule, (id, version) -> Math.max(version, version(filter, inForce))));
        }
        List<SigmaCorrelation> innermostFirst = read.correlations().stream()
                .sorted(Comparator.comparing(SigmaCorrelation::depth))
                .toList();
        for (SigmaCorrelation correlation : innermostFirst) {
            int version = version(correlation, inForce);
            for (String rule : correlation.rules()) {
                version = Math.max(version, versions.get(rule));
            }
            versions.put(correlation.id(), version);
        }
        for (PatternRule pattern : read.patterns()) {
            int version = version(pattern, inForce);
            for (String rule : pattern.rules()) {
                version = Math.max(version, versions.get(rule));
            }
            versions.put(pattern.id(), version);
        }
        return versions;
    }

    private static int version(SigmaDocument document, Map<String, RuleVersion> inForce) {
        return inForce.get(document.place().file()).version();
    }
}
