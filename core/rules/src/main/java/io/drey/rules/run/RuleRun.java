package io.drey.rules.run;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import io.drey.rules.index.EventMatcher;
import io.drey.rules.index.RuleIndex;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.State;
import io.drey.rules.shape.Value;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaCorrelation.SharedField;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rules over the events of one tenant, given in their total order: by time stamp, then by position. Keeps the state of all
 * groups in memory and takes one event at a time, so it is for tests and for looking closely, not for a stream.
 *
 * <pre>{@code
 * RuleRun run = new RuleRun(rules, 10_000);
 * events.forEach(event -> run.process(event, reference(event), firings::add));
 * run.end(firings::add);
 * }</pre>
 *
 * <p>A rule that correlations rest on raises nothing by itself, see {@link SigmaRules#alerting}. An event that lacks a field
 * of {@code group-by} belongs to no group. A match of a correlation that another rests on counts there as the event that
 * completes it.
 */
public final class RuleRun {

    private final List<SigmaRule> rules;
    private final EventMatcher matcher;
    private final List<Correlated> correlations;
    private final List<Patterned> patterns;
    private final Set<String> alerting;
    private final int entryLimit;

    /**
     * A run over rules.
     *
     * @param entryLimit how many events a group of a correlation may hold
     */
    public RuleRun(SigmaRules rules, int entryLimit) {
        this.rules = rules.rules();
        List<Condition> conditions =
                new ArrayList<>(this.rules.stream().map(SigmaRule::condition).toList());
        List<Patterned> ofPatterns = new ArrayList<>();
        for (PatternRule pattern : rules.patterns()) {
            ofPatterns.add(new Patterned(pattern, conditions.size()));
            pattern.inputs().forEach(input -> conditions.add(input.condition()));
        }
        this.patterns = List.copyOf(ofPatterns);
        this.matcher = RuleIndex.of(conditions).matcher();
        this.correlations = rules.correlations().stream()
                .sorted(Comparator.comparing(SigmaCorrelation::depth))
                .map(Correlated::new)
                .toList();
        this.alerting = rules.alerting();
        this.entryLimit = entryLimit;
    }

    /** Takes the next event. */
    public void process(EventView event, EventReference reference, Consumer<Firing> firings) {
        requireNonNull(reference, "reference is null");
        // The ids of what the event meets or completes, and the rules about single events through which it does.
        Map<String, Set<String>> hits = new HashMap<>();
        BitSet ofPatterns = new BitSet();
        matcher.match(event, place -> {
            if (place >= rules.size()) {
                ofPatterns.set(place);
                return;
            }
            SigmaRule rule = rules.get(place);
            hits.put(rule.id(), Set.of(rule.id()));
            report(rule, List.of(), Match.of(List.of(reference)), firings);
        });
        if (!hits.isEmpty()) {
            for (Correlated correlated : correlations) {
                correlated.process(event, reference, hits, firings);
            }
        }
        if (!ofPatterns.isEmpty()) {
            for (Patterned pattern : patterns) {
                pattern.process(event, reference, ofPatterns, firings);
            }
        }
    }

    /** No event will come any more: what the end of a window decides is decided. */
    public void end(Consumer<Firing> firings) {
        for (Correlated correlated : correlations) {
            correlated.groups.forEach((group, state) ->
                    state.advance(Long.MAX_VALUE, match -> report(correlated.document, group, match, firings)));
            correlated.groups.clear();
        }
        for (Patterned pattern : patterns) {
            pattern.groups.forEach((group, state) ->
                    state.advance(Long.MAX_VALUE, match -> report(pattern.document, group, match, firings)));
            pattern.groups.clear();
        }
    }

    private void report(SigmaDocument rule, List<String> group, Match match, Consumer<Firing> firings) {
        if (alerting.contains(rule.id())) {
            firings.accept(new Firing(rule, group, match));
        }
    }

    /** A pattern and what each of its groups has come to. */
    private final class Patterned {

        private final PatternRule document;
        private final int firstPlace;
        private final Map<List<String>, State> groups = new LinkedHashMap<>();

        Patterned(PatternRule document, int firstPlace) {
            this.document = document;
            this.firstPlace = firstPlace;
        }

        void process(EventView event, EventReference reference, BitSet met, Consumer<Firing> firings) {
            Map<List<String>, Occurrence> occurrences = new LinkedHashMap<>();
            for (int i = 0; i < document.inputs().size(); i++) {
                if (met.get(firstPlace + i)) {
                    PatternRule.Input input = document.inputs().get(i);
                    List<String> group = group(event, input);
                    List<Value> values = input.values().stream()
                            .map(field -> Value.of(event.text(field)))
                            .toList();
                    if (!group.contains(null)) {
                        occurrences.merge(
                                group,
                                new Occurrence(reference, 1L << i, values),
                                (one, other) ->
                                        new Occurrence(reference, one.conditions() | other.conditions(), one.values()));
                    }
                }
            }
            occurrences.forEach((group, occurrence) -> {
                State state = groups.get(group);
                if (state == null && !document.shape().begins(occurrence)) {
                    return;
                }
                if (state == null) {
                    state = document.shape().start(entryLimit);
                    groups.put(group, state);
                }
                state.process(occurrence, match -> report(document, group, match, firings));
                if (state.isEmpty()) {
                    groups.remove(group);
                }
            });
        }

        private List<String> group(EventView event, PatternRule.Input input) {
            List<String> group = new ArrayList<>();
            for (int i = 0; i < input.group().size(); i++) {
                String text = event.text(input.group().get(i));
                group.add(text == null && document.groupBy().get(i).isOptional() ? "" : text);
            }
            return group;
        }
    }

    /** A correlation and what each of its groups has come to. */
    private final class Correlated {

        private final SigmaCorrelation document;
        private final Shape shape;
        private final Map<List<String>, State> groups = new LinkedHashMap<>();

        Correlated(SigmaCorrelation document) {
            this.document = document;
            this.shape = CorrelationShapes.of(document);
        }

        void process(
                EventView event, EventReference reference, Map<String, Set<String>> hits, Consumer<Firing> firings) {
            occurrences(event, reference, hits).forEach((group, met) -> {
                State state = groups.computeIfAbsent(group, any -> shape.start(entryLimit));
                state.process(met.occurrence(), match -> {
                    if (match.completing().equals(reference)) {
                        hits.computeIfAbsent(document.id(), id -> new HashSet<>())
                                .addAll(met.through());
                    }
                    report(document, group, match, firings);
                });
                if (state.isEmpty()) {
                    groups.remove(group);
                }
            });
        }

        /** What the event is to each group that it belongs to: more than one only where aliases give it several names. */
        private Map<List<String>, Met> occurrences(
                EventView event, EventReference reference, Map<String, Set<String>> hits) {
            Map<List<String>, Met> occurrences = new LinkedHashMap<>();
            for (int i = 0; i < document.rules().size(); i++) {
                for (String through : hits.getOrDefault(document.rules().get(i), Set.of())) {
                    List<String> group = texts(event, document.groupBy(), through);
                    if (group.contains(null)) {
                        continue;
                    }
                    List<Value> values = texts(event, document.values(), through).stream()
                            .map(Value::of)
                            .toList();
                    Occurrence own = new Occurrence(reference, 1L << i, values);
                    occurrences.merge(group, new Met(own, Set.of(through)), Met::with);
                }
            }
            return occurrences;
        }

        private static List<String> texts(EventView event, List<SharedField> fields, String rule) {
            List<String> texts = new ArrayList<>();
            for (SharedField field : fields) {
                FieldName name = field.fields().get(rule);
                texts.add(name == null ? null : event.text(name));
            }
            return texts;
        }
    }

    /** What an event is to a group, and the rules about single events through which it is. */
    private record Met(Occurrence occurrence, Set<String> through) {

        Met with(Met other) {
            Set<String> both = new HashSet<>(through);
            both.addAll(other.through);
            return new Met(
                    new Occurrence(
                            occurrence.event(),
                            occurrence.conditions() | other.occurrence.conditions(),
                            occurrence.values()),
                    both);
        }
    }
}
