package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.event.FieldName;
import io.drey.rules.shape.Absence;
import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Nfa;
import io.drey.rules.shape.PatternPlan;
import io.drey.rules.shape.PatternPlan.Absent;
import io.drey.rules.shape.PatternPlan.Comparison;
import io.drey.rules.shape.PatternPlan.Contiguity;
import io.drey.rules.shape.PatternPlan.Greed;
import io.drey.rules.shape.PatternPlan.Presence;
import io.drey.rules.shape.PatternPlan.Skip;
import io.drey.rules.shape.PatternPlan.Step;
import io.drey.rules.shape.PatternPlan.Strategy;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.Single;
import io.drey.rules.sigma.PatternEvents.Events;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of a pattern, and the plan that they make. */
final class PatternSteps {

    private static final List<String> STEP_KEYS = PatternWords.with(
            PatternEvents.KEYS,
            "contiguity",
            "times",
            "consecutive",
            "combinations",
            "greedy",
            "optional",
            "until",
            "absent",
            "within",
            "compare");
    private static final Map<String, Contiguity> CONTIGUITIES = Map.of(
            "next", Contiguity.STRICT,
            "followed-by", Contiguity.RELAXED,
            "followed-by-any", Contiguity.RELAXED_ANY);
    private static final Map<String, Strategy> STRATEGIES = Map.of(
            "none", Strategy.NOTHING,
            "to-next", Strategy.TO_NEXT,
            "past-last", Strategy.PAST_LAST,
            "to-first", Strategy.TO_FIRST,
            "to-last", Strategy.TO_LAST);
    private static final int MOST_STEPS = 20;

    private final Mapping pattern;
    private final PatternEvents events;
    private final List<FieldName> values = new ArrayList<>();

    PatternSteps(Mapping pattern, PatternEvents events) {
        this.pattern = pattern;
        this.events = events;
    }

    /** The fields that steps compare, by their place in the plan. */
    List<FieldName> values() {
        return List.copyOf(values);
    }

    /** What the steps say. */
    PatternPlan plan(long within) {
        YamlValue written = pattern.get("steps").orElseThrow();
        List<StepDraft> steps = new ArrayList<>();
        for (YamlValue item : written.asList()) {
            steps.add(step(PatternWords.map(item, "a step"), steps));
        }
        if (steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw new RefusedException(
                    written.at(),
                    "a pattern of %d steps".formatted(steps.size()),
                    "write 1 to %d of them".formatted(MOST_STEPS));
        }
        int until = pattern.get("until")
                .map(value -> events.condition("until", value))
                .orElse(PatternPlan.NONE);
        List<Absent> before = new ArrayList<>();
        List<Absent> after = new ArrayList<>();
        List<Step> taken = taken(steps, before, after, within);
        return new PatternPlan(taken, within, before, after, until, skip(taken));
    }

    /** Steps between the first event and the last one; what is absent before and after them goes to the lists. */
    private List<Step> taken(List<StepDraft> steps, List<Absent> before, List<Absent> after, long within) {
        int first = 0;
        while (first < steps.size() && steps.get(first).isAbsent()) {
            StepDraft absent = steps.get(first++);
            before.add(absent.absent(within));
        }
        if (first == steps.size()) {
            throw new RefusedException(
                    steps.get(0).at(), "a pattern of absent events alone", "name an event before or after them");
        }
        int end = steps.size();
        while (steps.get(end - 1).isAbsent()) {
            end--;
        }
        long timed = steps.subList(end, steps.size()).stream()
                .filter(step -> step.within().isPresent())
                .count();
        if (timed > 0 && timed < steps.size() - end) {
            throw new RefusedException(
                    steps.get(end).at(),
                    "absent events at the end, of which some have a 'within' and others have none",
                    "give it to all of them or to none");
        }
        if (timed > 0) {
            steps.subList(end, steps.size()).forEach(step -> after.add(step.absent(within)));
        } else {
            end = steps.size();
        }
        List<Step> taken = new ArrayList<>();
        for (StepDraft step : steps.subList(first, end)) {
            step.within().ifPresent(value -> {
                throw new RefusedException(
                        value.at(),
                        "'within' of a step that is not absent at the start or the end",
                        "write it beside 'steps': it is the time of the whole");
            });
            taken.add(step.step());
        }
        return taken;
    }

    /** A step, and where it has a time of its own. */
    private record StepDraft(Step step, At at, Optional<YamlValue> within) {

        boolean isAbsent() {
            return step.presence() == Presence.ABSENT;
        }

        Absent absent(long otherwise) {
            if (!step.comparisons().isEmpty() || step.contiguity() != Contiguity.RELAXED) {
                throw new RefusedException(
                        at,
                        "an absent event at the start, or for a time of its own, with 'compare' or 'contiguity'",
                        "leave them out: it is absent for a time, whatever else there is");
            }
            return new Absent(step.condition(), within.map(PatternWords::millis).orElse(otherwise));
        }
    }

    private StepDraft step(Mapping step, List<StepDraft> before) {
        PatternWords.requireKnown(step, STEP_KEYS, "a step");
        Events of = events.event(step, "step-" + (before.size() + 1));
        int condition = events.indexOf(of);
        boolean isAbsent = PatternWords.flag(step, "absent");
        boolean isOptional = PatternWords.flag(step, "optional");
        boolean isGreedy = PatternWords.flag(step, "greedy");
        if (isAbsent && (isOptional || isGreedy || step.has("times") || step.has("until"))) {
            throw new RefusedException(
                    step.at(),
                    "an absent event with 'optional', 'greedy', 'times' or 'until'",
                    "leave them out: it is absent once and for all");
        }
        int[] times = PatternWords.times(step);
        Contiguity inner = inner(step);
        if (times[1] == 1 && (inner != Contiguity.RELAXED || isGreedy || step.has("until"))) {
            throw new RefusedException(
                    step.at(),
                    "'consecutive', 'combinations', 'greedy' or 'until' of a step that is taken once",
                    "write 'times', such as 2.. for two or more");
        }
        if (step.has("until") && times[1] != PatternPlan.MANY) {
            throw new RefusedException(
                    step.entry("until").orElseThrow().at(),
                    "'until' of a step whose number is bounded",
                    "write 'times: %d..'".formatted(times[0]));
        }
        int until = step.get("until")
                .map(value -> events.condition(of.name() + "-until", value))
                .orElse(PatternPlan.NONE);
        Step made = PatternWords.made(
                step.at(),
                () -> new Step(
                        of.name(),
                        condition,
                        contiguity(step),
                        isAbsent ? Presence.ABSENT : isOptional ? Presence.OPTIONAL : Presence.REQUIRED,
                        times[0],
                        times[1],
                        inner,
                        isGreedy ? Greed.GREEDY : Greed.RELUCTANT,
                        until,
                        comparisons(step, of, before)));
        return new StepDraft(made, step.at(), step.get("within"));
    }

    private Contiguity inner(Mapping step) {
        boolean isConsecutive = PatternWords.flag(step, "consecutive");
        boolean isCombining = PatternWords.flag(step, "combinations");
        if (isConsecutive && isCombining) {
            throw new RefusedException(step.at(), "'consecutive' and 'combinations'", "write one of them");
        }
        return isConsecutive ? Contiguity.STRICT : isCombining ? Contiguity.RELAXED_ANY : Contiguity.RELAXED;
    }

    private Contiguity contiguity(Mapping step) {
        return step.get("contiguity")
                .map(value -> PatternWords.word(value, CONTIGUITIES, "contiguity"))
                .orElse(Contiguity.RELAXED);
    }

    private List<Comparison> comparisons(Mapping step, Events of, List<StepDraft> before) {
        Optional<YamlValue> written = step.get("compare");
        if (written.isEmpty()) {
            return List.of();
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (Entry entry : PatternWords.map(written.get(), "'compare'").entries()) {
            comparisons.add(comparison(entry, of, before));
        }
        return comparisons;
    }

    private Comparison comparison(Entry entry, Events of, List<StepDraft> before) {
        int bar = entry.key().lastIndexOf('|');
        String own = bar < 0 ? entry.key() : entry.key().substring(0, bar);
        String operator = bar < 0 ? "eq" : entry.key().substring(bar + 1);
        Optional<Bounds.Operator> known = SigmaWords.find(Bounds.Operator.class, operator);
        if (known.isEmpty()) {
            throw new RefusedException(
                    entry.at(),
                    "unknown comparison %s".formatted(quoted(operator)),
                    Suggestion.of(operator, SigmaWords.all(Bounds.Operator.class)));
        }
        String other = Header.asText(entry.value()).orElse("");
        int dot = other.indexOf('.');
        if (dot < 1 || dot == other.length() - 1) {
            throw new RefusedException(
                    entry.value().at(),
                    "%s to compare with".formatted(quoted(other)),
                    "write a step's name, a dot and its field: login.source.ip");
        }
        List<String> names = new ArrayList<>(before.stream()
                .filter(step -> !step.isAbsent())
                .map(step -> step.step().name())
                .toList());
        names.add(of.name());
        String step = other.substring(0, dot);
        if (!names.contains(step)) {
            throw new RefusedException(
                    entry.value().at(),
                    "%s is no step before this one that takes events".formatted(quoted(step)),
                    Suggestion.of(step, names));
        }
        Events ofOther = events.named(step);
        return new Comparison(
                slot(of.taxonomy().field(own, entry.at())),
                known.get(),
                step,
                slot(ofOther.taxonomy()
                        .field(other.substring(dot + 1), entry.value().at())));
    }

    private int slot(FieldName field) {
        if (!values.contains(field)) {
            values.add(field);
        }
        return values.indexOf(field);
    }

    private Skip skip(List<Step> steps) {
        Optional<YamlValue> written = pattern.get("skip");
        if (written.isEmpty()) {
            return Skip.PAST_LAST;
        }
        String text = Header.asText(written.get()).orElse("");
        String[] words = text.split(" +", 2);
        Strategy strategy = STRATEGIES.get(words[0]);
        boolean isToStep = strategy == Strategy.TO_FIRST || strategy == Strategy.TO_LAST;
        if (strategy == null || (words.length > 1) != isToStep) {
            throw new RefusedException(
                    written.get().at(),
                    "skip %s".formatted(quoted(text)),
                    "write none, to-next, past-last, or to-first and to-last with the name of a step");
        }
        List<String> names = steps.stream()
                .filter(step -> step.presence() != Presence.ABSENT)
                .map(Step::name)
                .toList();
        if (isToStep && !names.contains(words[1])) {
            throw new RefusedException(
                    written.get().at(),
                    "there is no step %s that takes events".formatted(quoted(words[1])),
                    Suggestion.of(words[1], names));
        }
        return isToStep ? new Skip(strategy, words[1]) : new Skip(strategy, "");
    }

    /** The shape that says a plan exactly, and is compiled; else the plan goes to the engine of patterns. */
    static Shape shape(PatternPlan plan) {
        List<Step> steps = plan.steps();
        boolean isPlain = steps.stream().allMatch(PatternSteps::isPlain)
                && plan.absentAfter().isEmpty();
        boolean isOnce = isPlain && steps.size() == 1 && steps.get(0).most() == 1;
        if (isOnce
                && plan.absentBefore().isEmpty()
                && plan.until() == PatternPlan.NONE
                && steps.get(0).condition() == 0) {
            return new Single();
        }
        if (isOnce && plan.absentBefore().size() == 1 && plan.until() == PatternPlan.NONE) {
            Absent absent = plan.absentBefore().get(0);
            return Absence.before(steps.get(0).condition(), absent.condition(), absent.millis());
        }
        boolean isTaken =
                plan.skip().strategy() == Strategy.PAST_LAST || plan.skip().strategy() == Strategy.NOTHING;
        if (isPlain && isTaken && plan.absentBefore().isEmpty()) {
            return new Sequence(
                    steps.stream()
                            .map(step -> new Sequence.Step(step.condition(), step.least()))
                            .toList(),
                    plan.withinMillis(),
                    plan.until() == PatternPlan.NONE ? Sequence.NO_UNTIL : plan.until(),
                    plan.skip().strategy() == Strategy.NOTHING ? Sequence.Taking.EVERY : Sequence.Taking.EARLIEST);
        }
        return new Nfa(plan);
    }

    /** Whether a step takes so many events, whatever stands between them and whatever they say. */
    private static boolean isPlain(Step step) {
        return step.presence() == Presence.REQUIRED
                && step.contiguity() == Contiguity.RELAXED
                && step.least() == step.most()
                && step.within() == Contiguity.RELAXED
                && step.comparisons().isEmpty();
    }
}
