package io.drey.rules.index;

import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.LineTest;
import io.drey.rules.condition.Predicate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of many conditions an event meets, exactly as {@link Condition#holds} says of each, without asking each.
 *
 * <pre>{@code
 * RuleIndex index = RuleIndex.of(rules.stream().map(SigmaRule::condition).toList());
 * EventMatcher matcher = index.matcher();                       // one a thread
 * matcher.match(event, rule -> met(rules.get(rule)));           // in the order of the rules
 * }</pre>
 *
 * <p>Each condition that can only hold where one of a few predicates does is looked at only where one of those does: its
 * {@linkplain Access access}. Those predicates are found for all conditions together, by hash, by automaton, by order. A
 * condition without access, such as a negation, is looked at with every event.
 *
 * <p>Immutable, and may be shared. Takes about as much memory as the conditions themselves.
 */
public final class RuleIndex {

    static final int NONE = -1;
    private static final int[] NO_RULES = {};

    private final Question[] questions;
    private final int[] always;
    private final int[][] rulesOfPredicate;
    private final boolean[] isAccess;
    private final FieldSlots slots;
    private final Source[] sources;
    private final int sourcesForAll;
    private final int[] sourceOfSlot;
    private final Source[] scans;

    private RuleIndex(Builder builder) {
        this.questions = builder.questions;
        this.always = builder.always.stream().mapToInt(Integer::intValue).toArray();
        int predicates = builder.predicates.size();
        this.rulesOfPredicate = new int[predicates][];
        this.isAccess = new boolean[predicates];
        for (int i = 0; i < predicates; i++) {
            List<Integer> rules = builder.rulesOfPredicate.get(i);
            this.isAccess[i] = rules != null;
            this.rulesOfPredicate[i] = rules == null
                    ? NO_RULES
                    : rules.stream().mapToInt(Integer::intValue).toArray();
        }
        this.slots = new FieldSlots(builder.slots.keySet());
        this.scans = builder.scans().toArray(Source[]::new);
        List<Source> all = builder.sources();
        this.sourceOfSlot = new int[slots.count()];
        Arrays.fill(sourceOfSlot, NONE);
        List<Source> ordered = new ArrayList<>();
        all.stream().filter(source -> !source.isOpen(slots)).forEach(ordered::add);
        this.sourcesForAll = ordered.size();
        all.stream().filter(source -> source.isOpen(slots)).forEach(source -> {
            sourceOfSlot[source.slot(0)] = ordered.size();
            ordered.add(source);
        });
        this.sources = ordered.toArray(Source[]::new);
    }

    /** An index over conditions, which are called by their places in the list. */
    public static RuleIndex of(List<? extends Condition> conditions) {
        return new RuleIndex(new Builder(conditions));
    }

    /** How many conditions there are. */
    public int size() {
        return questions.length;
    }

    /** How many conditions are looked at with every event, since no predicate is needed for them to hold. */
    public int alwaysAsked() {
        return always.length;
    }

    /** What matches events, for one thread. */
    public EventMatcher matcher() {
        return new EventMatcher(this);
    }

    Question question(int rule) {
        return questions[rule];
    }

    int[] always() {
        return always;
    }

    int predicates() {
        return isAccess.length;
    }

    /** The rules that are looked at where a predicate holds. */
    int[] rulesOf(int predicate) {
        return rulesOfPredicate[predicate];
    }

    /** Whether the sources find the predicate in every event for which it holds. */
    boolean isAccess(int predicate) {
        return isAccess[predicate];
    }

    FieldSlots slots() {
        return slots;
    }

    int sources() {
        return sources.length;
    }

    Source source(int place) {
        return sources[place];
    }

    /** How many sources, the first ones, are of fields that are no open ones. */
    int sourcesForAll() {
        return sourcesForAll;
    }

    /** The place of the source of an open field, or {@link #NONE}. */
    int sourceOfSlot(int slot) {
        return sourceOfSlot[slot];
    }

    int scans() {
        return scans.length;
    }

    /** What is only looked for where a rule that is looked at asks it. */
    Source scan(int place) {
        return scans[place];
    }

    private static final class Builder implements Question.Numbers {

        private final Map<Predicate, Integer> predicates = new LinkedHashMap<>();
        private final Map<FieldName, Integer> slots = new LinkedHashMap<>();
        private final Map<Integer, List<Integer>> rulesOfPredicate = new HashMap<>();
        private final Map<List<FieldName>, Set<Predicate>> scans = new LinkedHashMap<>();
        private final Map<List<FieldName>, Integer> scansByFields = new HashMap<>();
        private final List<Integer> always = new ArrayList<>();
        private final Question[] questions;

        Builder(List<? extends Condition> conditions) {
            Map<Predicate, Integer> users = new HashMap<>();
            for (Condition condition : conditions) {
                Set<Predicate> own = new LinkedHashSet<>();
                Conditions.collect(condition, own);
                own.forEach(predicate -> users.merge(predicate, 1, Integer::sum));
            }
            Access access = new Access(predicate -> users.getOrDefault(predicate, 0));
            for (int rule = 0; rule < conditions.size(); rule++) {
                Set<Predicate> needed = access.of(conditions.get(rule));
                if (needed.isEmpty()) {
                    always.add(rule);
                }
                for (Predicate predicate : needed) {
                    rulesOfPredicate
                            .computeIfAbsent(predicate(predicate), p -> new ArrayList<>())
                            .add(rule);
                }
            }
            questions = new Question[conditions.size()];
            for (int rule = 0; rule < questions.length; rule++) {
                questions[rule] = Question.of(conditions.get(rule), this);
            }
        }

        @Override
        public boolean isFound(Predicate predicate) {
            return rulesOfPredicate.containsKey(predicate(predicate));
        }

        @Override
        public int scan(Predicate predicate) {
            List<FieldName> fields = fields(predicate);
            scans.computeIfAbsent(fields, any -> new LinkedHashSet<>()).add(predicate);
            Integer known = scansByFields.putIfAbsent(fields, scansByFields.size());
            return known == null ? scansByFields.size() - 1 : known;
        }

        @Override
        public int predicate(Predicate predicate) {
            Integer known = predicates.get(predicate);
            if (known != null) {
                return known;
            }
            predicate.reads().forEach(this::slot);
            predicates.put(predicate, predicates.size());
            return predicates.size() - 1;
        }

        @Override
        public int slot(FieldName field) {
            Integer known = slots.putIfAbsent(field, slots.size());
            return known == null ? slots.size() - 1 : known;
        }

        /** What finds the predicates that are access to rules. */
        private List<Source> sources() {
            Map<List<FieldName>, Source.Builder> sources = new LinkedHashMap<>();
            predicates.forEach((predicate, number) -> {
                if (rulesOfPredicate.containsKey(number)) {
                    sources.computeIfAbsent(fields(predicate), this::source).add(predicate, number);
                }
            });
            return sources.values().stream().map(Source.Builder::build).toList();
        }

        private List<Source> scans() {
            List<Source> built = new ArrayList<>();
            scans.forEach((fields, found) -> {
                Source.Builder source = source(fields);
                found.forEach(predicate -> source.add(predicate, predicates.get(predicate)));
                built.add(source.build());
            });
            return built;
        }

        private Source.Builder source(List<FieldName> fields) {
            return new Source.Builder(fields.stream().mapToInt(slots::get).toArray());
        }

        private static List<FieldName> fields(Predicate predicate) {
            if (predicate instanceof FieldTest test) {
                return List.of(test.field());
            }
            if (predicate instanceof FieldExists exists) {
                return List.of(exists.field());
            }
            if (predicate instanceof LineTest) {
                return List.of(LineTest.ORIGINAL, LineTest.MESSAGE);
            }
            throw new IllegalStateException("no access by " + predicate);
        }
    }
}
