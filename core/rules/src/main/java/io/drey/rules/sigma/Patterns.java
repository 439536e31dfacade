package io.drey.rules.sigma;

import io.drey.event.FieldName;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.shape.AnyOrder;
import io.drey.rules.shape.Pair;
import io.drey.rules.shape.PatternPlan;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.Suppress;
import io.drey.rules.shape.TwoThresholds;
import io.drey.rules.sigma.Draft.Kind;
import io.drey.rules.sigma.PatternEvents.Events;
import io.drey.rules.sigma.PatternRule.Input;
import io.drey.rules.sigma.YamlValue.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads patterns. */
final class Patterns {

    private static final List<String> SHAPES = List.of("steps", "any-order", "pair", "thresholds");
    private static final List<String> SHARED =
            List.of("group-by", "aliases", "suppress", "generate", "steps", "any-order", "pair", "thresholds");
    private static final Map<String, List<String>> KEYS = Map.of(
            "steps", PatternWords.with(SHARED, "within", "until", "skip"),
            "any-order", PatternWords.with(SHARED, "within", "again"),
            "pair", PatternWords.with(SHARED, "within"),
            "thresholds", SHARED);

    private final Map<String, Draft> byReference;
    private final Placeholders placeholders;

    Patterns(Map<String, Draft> byReference, Placeholders placeholders) {
        this.byReference = byReference;
        this.placeholders = placeholders;
    }

    void read(Draft draft) {
        YamlValue written = draft.document.get(Kind.PATTERN.key()).orElseThrow();
        if (draft.taxonomy == null) {
            return;
        }
        if (written instanceof Mapping pattern) {
            draft.problems.attempt(() -> new Reading(draft, pattern).read()).ifPresent(result -> draft.result = result);
        } else {
            draft.problems.refuse(written.at(), "'pattern' is %s".formatted(written.kind()), "write a map");
        }
    }

    /** One pattern on its way. */
    private final class Reading {

        private final Draft draft;
        private final Mapping pattern;
        private final PatternEvents events;
        private final PatternSteps steps;
        private boolean isAboutEveryEvent;

        Reading(Draft draft, Mapping pattern) {
            this.draft = draft;
            this.pattern = pattern;
            events = new PatternEvents(draft, pattern, byReference, placeholders);
            steps = new PatternSteps(pattern, events);
        }

        PatternRule read() {
            List<String> shapes = SHAPES.stream().filter(pattern::has).toList();
            if (shapes.size() != 1) {
                throw new RefusedException(
                        pattern.at(),
                        shapes.isEmpty()
                                ? "a pattern that does not say what it looks for"
                                : "a pattern with '%s' and '%s'".formatted(shapes.get(0), shapes.get(1)),
                        "write exactly one of " + String.join(", ", SHAPES));
            }
            String kind = shapes.get(0);
            PatternWords.requireKnown(pattern, KEYS.get(kind), "a pattern of '%s'".formatted(kind));
            At at = pattern.entry(kind).orElseThrow().at();
            Shape shape = PatternWords.made(at, () -> switch (kind) {
                case "steps" -> steps();
                case "any-order" -> anyOrder();
                case "pair" -> pair();
                default -> thresholds();
            });
            Optional<YamlValue> suppress = pattern.get("suppress");
            if (suppress.isPresent()) {
                shape = new Suppress(shape, PatternWords.millis(suppress.get()));
            }
            if (draft.problems.areRefusals()) {
                throw new RefusedException(at, "its events are not all said", "correct what else is wrong with it");
            }
            return rule(shape);
        }

        private PatternRule rule(Shape shape) {
            List<PatternRule.Key> keys = new ArrayList<>();
            Map<String, List<FieldName>> groups = events.groups(keys);
            List<Input> inputs = new ArrayList<>();
            for (Events each : events.all()) {
                inputs.add(new Input(each.name(), each.condition(), groups.get(each.name()), steps.values()));
            }
            if (isAboutEveryEvent) {
                Set<List<FieldName>> different = new LinkedHashSet<>(groups.values());
                for (List<FieldName> group : different) {
                    inputs.add(new Input("any event", everyEvent(group, keys), group, steps.values()));
                }
            }
            if (inputs.size() > PatternPlan.CONDITION_LIMIT) {
                throw new RefusedException(
                        pattern.at(),
                        "a pattern of %d kinds of events, more than %d"
                                .formatted(inputs.size(), PatternPlan.CONDITION_LIMIT),
                        "join some of them");
            }
            return new PatternRule(
                    draft.header,
                    shape,
                    keys,
                    inputs,
                    events.rules(),
                    Correlations.output(draft, pattern),
                    Optional.ofNullable(draft.logsource),
                    draft.place);
        }

        /** What all events of a group meet. */
        private Condition everyEvent(List<FieldName> group, List<PatternRule.Key> keys) {
            List<Condition> exist = new ArrayList<>();
            for (int i = 0; i < group.size(); i++) {
                if (!keys.get(i).isOptional()) {
                    exist.add(new FieldExists(group.get(i)));
                }
            }
            return exist.isEmpty() ? new FieldExists(FieldName.Envelope.TIMESTAMP) : AllOf.of(exist);
        }

        private Shape steps() {
            PatternPlan plan = steps.plan(within());
            isAboutEveryEvent = plan.isAboutEveryEvent();
            return PatternSteps.shape(plan);
        }

        private Shape anyOrder() {
            YamlValue written = pattern.get("any-order").orElseThrow();
            List<AnyOrder.Part> parts = new ArrayList<>();
            for (YamlValue item : written.asList()) {
                Mapping part = PatternWords.map(item, "a part");
                PatternWords.requireKnown(part, PatternWords.with(PatternEvents.KEYS, "times"), "a part");
                Events of = events.event(part, "part-" + (parts.size() + 1));
                int[] times = PatternWords.times(part);
                if (times[1] != times[0] && times[1] != PatternPlan.MANY) {
                    throw new RefusedException(
                            part.entry("times").orElseThrow().at(), "'times' with an end", "write how many it takes");
                }
                parts.add(new AnyOrder.Part(events.indexOf(of), times[0]));
            }
            AnyOrder.Again again = pattern.get("again")
                    .map(value -> PatternWords.word(
                            value,
                            Map.of("anew", AnyOrder.Again.ANEW, "on-crossing", AnyOrder.Again.ON_CROSSING),
                            "again"))
                    .orElse(AnyOrder.Again.ANEW);
            // Its window ends before its length is reached; 'within' includes its end.
            return new AnyOrder(parts, within() + 1, again);
        }

        private Shape pair() {
            Mapping pair = PatternWords.map(pattern.get("pair").orElseThrow(), "'pair'");
            PatternWords.requireKnown(pair, List.of("first", "second", "report"), "a pair");
            Pair.Reports reports = pair.get("report")
                    .map(value -> PatternWords.word(
                            value,
                            Map.of(
                                    "second", Pair.Reports.SECOND,
                                    "absence", Pair.Reports.ABSENCE,
                                    "both", Pair.Reports.BOTH),
                            "report"))
                    .orElse(Pair.Reports.SECOND);
            return new Pair(half(pair, "first"), half(pair, "second"), within(), reports);
        }

        private int half(Mapping pair, String which) {
            Mapping half = PatternWords.map(
                    pair.get(which)
                            .orElseThrow(() -> new RefusedException(
                                    pair.at(), "a pair without '%s'".formatted(which), "say which events those are")),
                    "'%s'".formatted(which));
            PatternWords.requireKnown(half, PatternEvents.KEYS, "half of a pair");
            return events.indexOf(events.event(half, which));
        }

        private Shape thresholds() {
            Mapping thresholds = PatternWords.map(pattern.get("thresholds").orElseThrow(), "'thresholds'");
            PatternWords.requireKnown(
                    thresholds, PatternWords.with(PatternEvents.KEYS, "raise", "clear"), "thresholds");
            events.event(thresholds, "event");
            Mapping raise = threshold(thresholds, "raise", "gte");
            Mapping clear = threshold(thresholds, "clear", "lte");
            return new TwoThresholds(
                    PatternWords.number(raise, "gte"),
                    PatternWords.millis(raise.get("within").orElseThrow()),
                    PatternWords.number(clear, "lte"),
                    PatternWords.millis(clear.get("within").orElseThrow()));
        }

        private static Mapping threshold(Mapping thresholds, String which, String bound) {
            Mapping threshold = PatternWords.map(
                    thresholds
                            .get(which)
                            .orElseThrow(() -> new RefusedException(
                                    thresholds.at(),
                                    "thresholds without '%s'".formatted(which),
                                    "write '%s: {%s: 10, within: 1m}'".formatted(which, bound))),
                    "'%s'".formatted(which));
            PatternWords.requireKnown(threshold, List.of(bound, "within"), "'%s'".formatted(which));
            for (String key : List.of(bound, "within")) {
                if (!threshold.has(key)) {
                    throw new RefusedException(
                            threshold.at(),
                            "'%s' without '%s'".formatted(which, key),
                            "write '%s: {%s: 10, within: 1m}'".formatted(which, bound));
                }
            }
            return threshold;
        }

        private long within() {
            return PatternWords.millis(pattern.get("within")
                    .orElseThrow(() -> new RefusedException(
                            pattern.at(),
                            "a pattern without 'within'",
                            "say in which time all of it happens, such as 10m: else it would be kept for ever")));
        }
    }
}
