package io.drey.rules.book;

import io.drey.event.EventView;
import io.drey.rules.condition.Condition;
import io.drey.rules.shape.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a tenant that are in force over some time, ready for its events. Equal conditions of several rules are asked
 * once for an event. Not thread-safe: it keeps room for the event at hand.
 */
public final class RuleSet {

    private static final Part[] NONE = {};

    private final RuleMatcher matcher;
    private final RuleHeader[][] alertsByCondition;
    private final Part[][] partsByCondition;
    private final KeyedRule[] keyed;
    private final RuleHits hits = new RuleHits();
    private final long[] met;
    private final int[] touched;

    /** A condition of a keyed rule. */
    private record Part(int rule, long bit) {}

    /** Takes what an event is to the rules. */
    public interface Findings {

        /** The event alone is what a rule looks for. */
        void match(RuleHeader rule);

        /**
         * The event is of interest to a group of a rule.
         *
         * @param group the values that the group's events have in common
         * @param conditions which of the rule's conditions it meets, a bit each
         * @param values those that the rule's shape looks at
         */
        void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values);
    }

    /**
     * A rule about single events.
     *
     * @param header what it is known by
     * @param condition what it looks for
     */
    record EventRule(RuleHeader header, Condition condition) {}

    /**
     * @param events rules whose matches are alerts by themselves
     * @param keyed rules about several events
     */
    RuleSet(List<EventRule> events, List<KeyedRule> keyed, RuleMatcher.Factory factory) {
        Map<Condition, Integer> numbers = new LinkedHashMap<>();
        List<List<RuleHeader>> alerts = new ArrayList<>();
        List<List<Part>> parts = new ArrayList<>();
        for (EventRule rule : events) {
            alerts.get(number(rule.condition(), numbers, alerts, parts)).add(rule.header());
        }
        for (int rule = 0; rule < keyed.size(); rule++) {
            List<KeyedRule.Input> inputs = keyed.get(rule).inputs();
            for (int bit = 0; bit < inputs.size(); bit++) {
                int number = number(inputs.get(bit).condition(), numbers, alerts, parts);
                parts.get(number).add(new Part(rule, 1L << bit));
            }
        }
        this.matcher = factory.of(List.copyOf(numbers.keySet()));
        this.alertsByCondition =
                alerts.stream().map(rules -> rules.toArray(RuleHeader[]::new)).toArray(RuleHeader[][]::new);
        this.partsByCondition = parts.stream()
                .map(rules -> rules.isEmpty() ? NONE : rules.toArray(Part[]::new))
                .toArray(Part[][]::new);
        this.keyed = keyed.toArray(KeyedRule[]::new);
        this.met = new long[keyed.size()];
        this.touched = new int[keyed.size()];
    }

    private static int number(
            Condition condition,
            Map<Condition, Integer> numbers,
            List<List<RuleHeader>> alerts,
            List<List<Part>> parts) {
        return numbers.computeIfAbsent(condition, any -> {
            alerts.add(new ArrayList<>());
            parts.add(new ArrayList<>());
            return alerts.size() - 1;
        });
    }

    /** Whether no event is of interest. */
    public boolean isEmpty() {
        return partsByCondition.length == 0;
    }

    /** What the rules are known by that raise alerts: those about single events first. */
    List<RuleHeader> rules() {
        List<RuleHeader> rules = new ArrayList<>();
        for (RuleHeader[] ofCondition : alertsByCondition) {
            rules.addAll(List.of(ofCondition));
        }
        for (KeyedRule rule : keyed) {
            rules.add(rule.header());
        }
        return rules;
    }

    /** How long the rules remember an event, in milliseconds. */
    long memoryMillis() {
        long longest = 0;
        for (KeyedRule rule : keyed) {
            longest = Math.max(longest, rule.shape().memoryMillis());
        }
        return longest;
    }

    /** Says what an event is to the rules: of each rule about single events at most one match, and of each group of a keyed
     * rule at most one occurrence.
     */
    public void look(EventView event, Findings findings) {
        hits.clear();
        matcher.match(event, hits);
        int count = 0;
        for (int i = 0; i < hits.size(); i++) {
            int number = hits.get(i);
            for (RuleHeader rule : alertsByCondition[number]) {
                findings.match(rule);
            }
            for (Part part : partsByCondition[number]) {
                if (met[part.rule] == 0) {
                    touched[count++] = part.rule;
                }
                met[part.rule] |= part.bit;
            }
        }
        for (int i = 0; i < count; i++) {
            long conditions = met[touched[i]];
            met[touched[i]] = 0;
            keyed[touched[i]].look(event, conditions, findings);
        }
    }

    /** The keyed rule of that {@linkplain RuleHeader#key() key}. */
    Optional<KeyedRule> keyed(String key) {
        for (KeyedRule rule : keyed) {
            if (rule.header().key().equals(key)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
