package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.event.FieldName;
import io.drey.rules.RuleProblem;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.shape.Absence;
import io.drey.rules.shape.AnyOrder;
import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Nfa;
import io.drey.rules.shape.Pair;
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
import io.drey.rules.shape.Suppress;
import io.drey.rules.shape.TwoThresholds;
import io.drey.rules.sigma.Draft.Kind;
import io.drey.rules.sigma.PatternRule.Input;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Listing;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads patterns. */
final class Patterns {

    private static final List<String> SHAPES = List.of("steps", "any-order", "pair", "thresholds");
    private static final List<String> SHARED =
            List.of("group-by", "aliases", "suppress", "generate", "steps", "any-order", "pair", "thresholds");
    private static final Map<String, List<String>> KEYS = Map.of(
            "steps", with(SHARED, "within", "until", "skip"),
            "any-order", with(SHARED, "within", "again"),
            "pair", with(SHARED, "within"),
            "thresholds", SHARED);
    private static final List<String> EVENT_KEYS = List.of("name", "where", "rule");
    private static final List<String> STEP_KEYS = with(
            EVENT_KEYS,
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
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern TIMES = Pattern.compile("([0-9]{1,5})(\\.\\.([0-9]{1,5})?)?");
    private static final int MOST_STEPS = 20;

    private final Map<String, Draft> byReference;
    private final Placeholders placeholders;

    Patterns(Map<String, Draft> byReference, Placeholders placeholders) {
        this.byReference = byReference;
        this.placeholders = placeholders;
    }

    private static List<String> with(List<String> some, String... others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(others));
        return List.copyOf(all);
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

    /** Events that a step or another part of a pattern is about. */
    private record Events(String name, At at, Condition condition, Taxonomy taxonomy) {}

    /** One pattern on its way. */
    private final class Reading {

        private final Draft draft;
        private final Mapping pattern;
        private final List<Events> events = new ArrayList<>();
        private final List<FieldName> values = new ArrayList<>();
        private final Set<String> rules = new LinkedHashSet<>();
        private boolean isAboutEveryEvent;

        Reading(Draft draft, Mapping pattern) {
            this.draft = draft;
            this.pattern = pattern;
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
            requireKnown(pattern, KEYS.get(kind), "a pattern of '%s'".formatted(kind));
            At at = pattern.entry(kind).orElseThrow().at();
            Shape shape = made(at, () -> switch (kind) {
                case "steps" -> steps();
                case "any-order" -> anyOrder();
                case "pair" -> pair();
                default -> thresholds();
            });
            Optional<YamlValue> suppress = pattern.get("suppress");
            if (suppress.isPresent()) {
                shape = new Suppress(shape, millis(suppress.get()));
            }
            if (draft.problems.areRefusals()) {
                throw new RefusedException(at, "its events are not all said", "correct what else is wrong with it");
            }
            return rule(shape);
        }

        private PatternRule rule(Shape shape) {
            List<PatternRule.Key> keys = new ArrayList<>();
            Map<String, List<FieldName>> groups = groups(keys);
            List<Input> inputs = new ArrayList<>();
            for (Events each : events) {
                inputs.add(new Input(each.name(), each.condition(), groups.get(each.name()), values));
            }
            if (isAboutEveryEvent) {
                Set<List<FieldName>> different = new LinkedHashSet<>(groups.values());
                for (List<FieldName> group : different) {
                    inputs.add(new Input("any event", everyEvent(group, keys), group, values));
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
                    List.copyOf(rules),
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

        /** Of each kind of events the fields of its group. */
        private Map<String, List<FieldName>> groups(List<PatternRule.Key> keys) {
            YamlValue written = pattern.get("group-by")
                    .orElseThrow(() -> new RefusedException(
                            pattern.at(),
                            "a pattern without 'group-by'",
                            "name fields, or write 'group-by: []' for one group of all"));
            Map<String, Mapping> aliases = aliases();
            Map<String, List<FieldName>> groups = new LinkedHashMap<>();
            events.forEach(each -> groups.put(each.name(), new ArrayList<>()));
            for (YamlValue item : written.asList()) {
                String text = Header.asText(item)
                        .filter(name -> !name.isBlank())
                        .orElseThrow(() ->
                                new RefusedException(item.at(), "a field that is no text", "write a field's name"));
                PatternRule.Key key =
                        new PatternRule.Key(text.startsWith("?") ? text.substring(1) : text, text.startsWith("?"));
                if (keys.stream().anyMatch(other -> other.name().equals(key.name()))) {
                    draft.problems.warn(item.at(), "%s is there twice".formatted(quoted(key.name())), "remove one");
                    continue;
                }
                keys.add(key);
                for (Events each : events) {
                    groups.get(each.name()).add(field(key.name(), each, item.at(), aliases));
                }
            }
            return groups;
        }

        private FieldName field(String name, Events of, At at, Map<String, Mapping> aliases) {
            Mapping alias = aliases.get(name);
            if (alias == null) {
                return of.taxonomy().field(name, at);
            }
            YamlValue written = alias.get(of.name())
                    .orElseThrow(() -> new RefusedException(
                            alias.at(),
                            "alias %s says nothing of %s".formatted(quoted(name), quoted(of.name())),
                            "write which of its fields is meant"));
            String aliased = Header.asText(written)
                    .orElseThrow(() ->
                            new RefusedException(written.at(), "a field that is no text", "write a field's name"));
            return of.taxonomy().field(aliased, written.at());
        }

        private Map<String, Mapping> aliases() {
            Map<String, Mapping> aliases = new LinkedHashMap<>();
            Optional<YamlValue> written = pattern.get("aliases");
            if (written.isEmpty()) {
                return aliases;
            }
            List<String> names = events.stream().map(Events::name).toList();
            for (Entry alias : map(written.get(), "'aliases'").entries()) {
                Mapping fields = map(alias.value(), "alias " + quoted(alias.key()));
                for (Entry field : fields.entries()) {
                    if (!names.contains(field.key())) {
                        throw new RefusedException(
                                field.at(),
                                "alias %s names %s, which is none of the pattern's events"
                                        .formatted(quoted(alias.key()), quoted(field.key())),
                                Suggestion.of(field.key(), names));
                    }
                }
                aliases.put(alias.key(), fields);
            }
            return aliases;
        }

        private Shape steps() {
            YamlValue written = pattern.get("steps").orElseThrow();
            List<StepDraft> steps = new ArrayList<>();
            for (YamlValue item : written.asList()) {
                steps.add(step(map(item, "a step"), steps));
            }
            if (steps.isEmpty() || steps.size() > MOST_STEPS) {
                throw new RefusedException(
                        written.at(),
                        "a pattern of %d steps".formatted(steps.size()),
                        "write 1 to %d of them".formatted(MOST_STEPS));
            }
            long within = within();
            int until =
                    pattern.get("until").map(value -> condition("until", value)).orElse(PatternPlan.NONE);
            List<Absent> before = new ArrayList<>();
            List<Absent> after = new ArrayList<>();
            List<Step> taken = taken(steps, before, after, within);
            PatternPlan plan = new PatternPlan(taken, within, before, after, until, skip(taken));
            isAboutEveryEvent = plan.isAboutEveryEvent();
            return shape(plan);
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
                return new Absent(step.condition(), within.map(Reading::millis).orElse(otherwise));
            }
        }

        private StepDraft step(Mapping step, List<StepDraft> before) {
            requireKnown(step, STEP_KEYS, "a step");
            Events of = event(step, "step-" + (before.size() + 1));
            int condition = events.indexOf(of);
            boolean isAbsent = flag(step, "absent");
            boolean isOptional = flag(step, "optional");
            boolean isGreedy = flag(step, "greedy");
            if (isAbsent && (isOptional || isGreedy || step.has("times") || step.has("until"))) {
                throw new RefusedException(
                        step.at(),
                        "an absent event with 'optional', 'greedy', 'times' or 'until'",
                        "leave them out: it is absent once and for all");
            }
            int[] times = times(step);
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
                    .map(value -> condition(of.name() + "-until", value))
                    .orElse(PatternPlan.NONE);
            Step made = made(
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
            boolean isConsecutive = flag(step, "consecutive");
            boolean isCombining = flag(step, "combinations");
            if (isConsecutive && isCombining) {
                throw new RefusedException(step.at(), "'consecutive' and 'combinations'", "write one of them");
            }
            return isConsecutive ? Contiguity.STRICT : isCombining ? Contiguity.RELAXED_ANY : Contiguity.RELAXED;
        }

        private Contiguity contiguity(Mapping step) {
            return step.get("contiguity")
                    .map(value -> word(value, CONTIGUITIES, "contiguity"))
                    .orElse(Contiguity.RELAXED);
        }

        private int[] times(Mapping step) {
            Optional<YamlValue> written = step.get("times");
            if (written.isEmpty()) {
                return new int[] {1, 1};
            }
            Matcher parts = TIMES.matcher(written.get() instanceof Scalar scalar ? scalar.text() : "");
            if (!parts.matches()) {
                throw new RefusedException(
                        written.get().at(),
                        "'times' that is no number and no range",
                        "write 3, 3..5, or 3.. for three or more");
            }
            int least = Integer.parseInt(parts.group(1));
            int most = parts.group(2) == null
                    ? least
                    : parts.group(3) == null ? PatternPlan.MANY : Integer.parseInt(parts.group(3));
            if (least < 1 || most < least) {
                throw new RefusedException(
                        written.get().at(),
                        "'times: %s'".formatted(((Scalar) written.get()).text()),
                        "begin at 1, the greater number last; 'optional: true' says that there may be none");
            }
            return new int[] {least, most};
        }

        private List<Comparison> comparisons(Mapping step, Events of, List<StepDraft> before) {
            Optional<YamlValue> written = step.get("compare");
            if (written.isEmpty()) {
                return List.of();
            }
            List<Comparison> comparisons = new ArrayList<>();
            for (Entry entry : map(written.get(), "'compare'").entries()) {
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
            Events ofOther = events.stream()
                    .filter(each -> each.name().equals(step))
                    .findFirst()
                    .orElseThrow();
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

        private Shape anyOrder() {
            YamlValue written = pattern.get("any-order").orElseThrow();
            List<AnyOrder.Part> parts = new ArrayList<>();
            for (YamlValue item : written.asList()) {
                Mapping part = map(item, "a part");
                requireKnown(part, with(EVENT_KEYS, "times"), "a part");
                Events of = event(part, "part-" + (parts.size() + 1));
                int[] times = times(part);
                if (times[1] != times[0] && times[1] != PatternPlan.MANY) {
                    throw new RefusedException(
                            part.entry("times").orElseThrow().at(), "'times' with an end", "write how many it takes");
                }
                parts.add(new AnyOrder.Part(events.indexOf(of), times[0]));
            }
            AnyOrder.Again again = pattern.get("again")
                    .map(value -> word(
                            value,
                            Map.of("anew", AnyOrder.Again.ANEW, "on-crossing", AnyOrder.Again.ON_CROSSING),
                            "again"))
                    .orElse(AnyOrder.Again.ANEW);
            // Its window ends before its length is reached; 'within' includes its end.
            return new AnyOrder(parts, within() + 1, again);
        }

        private Shape pair() {
            Mapping pair = map(pattern.get("pair").orElseThrow(), "'pair'");
            requireKnown(pair, List.of("first", "second", "report"), "a pair");
            Pair.Reports reports = pair.get("report")
                    .map(value -> word(
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
            Mapping half = map(
                    pair.get(which)
                            .orElseThrow(() -> new RefusedException(
                                    pair.at(), "a pair without '%s'".formatted(which), "say which events those are")),
                    "'%s'".formatted(which));
            requireKnown(half, EVENT_KEYS, "half of a pair");
            return events.indexOf(event(half, which));
        }

        private Shape thresholds() {
            Mapping thresholds = map(pattern.get("thresholds").orElseThrow(), "'thresholds'");
            requireKnown(thresholds, with(EVENT_KEYS, "raise", "clear"), "thresholds");
            event(thresholds, "event");
            Mapping raise = threshold(thresholds, "raise", "gte");
            Mapping clear = threshold(thresholds, "clear", "lte");
            return new TwoThresholds(
                    number(raise, "gte"),
                    millis(raise.get("within").orElseThrow()),
                    number(clear, "lte"),
                    millis(clear.get("within").orElseThrow()));
        }

        private static Mapping threshold(Mapping thresholds, String which, String bound) {
            Mapping threshold = map(
                    thresholds
                            .get(which)
                            .orElseThrow(() -> new RefusedException(
                                    thresholds.at(),
                                    "thresholds without '%s'".formatted(which),
                                    "write '%s: {%s: 10, within: 1m}'".formatted(which, bound))),
                    "'%s'".formatted(which));
            requireKnown(threshold, List.of(bound, "within"), "'%s'".formatted(which));
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

        private static int number(Mapping map, String key) {
            YamlValue written = map.get(key).orElseThrow();
            if (written instanceof Scalar scalar
                    && scalar.type() == Scalar.Type.WHOLE_NUMBER
                    && scalar.text().length() < 9
                    && !scalar.text().startsWith("-")) {
                return Integer.parseInt(scalar.text());
            }
            throw new RefusedException(
                    written.at(), "'%s' is no whole number from 0".formatted(key), "write one without quotes");
        }

        private long within() {
            return millis(pattern.get("within")
                    .orElseThrow(() -> new RefusedException(
                            pattern.at(),
                            "a pattern without 'within'",
                            "say in which time all of it happens, such as 10m: else it would be kept for ever")));
        }

        private static long millis(YamlValue written) {
            return Correlations.timespan(written).toMillis();
        }

        /** A condition of its own, such as that of {@code until}. */
        private int condition(String name, YamlValue written) {
            Events made = new Events(name, written.at(), where(written), draft.taxonomy);
            events.add(made);
            return events.size() - 1;
        }

        /** The events that a map is about, by {@code where} or {@code rule}. */
        private Events event(Mapping map, String otherwise) {
            String name = otherwise;
            Optional<YamlValue> written = map.get("name");
            if (written.isPresent()) {
                name = Header.asText(written.get()).orElse("");
                if (!NAME.matcher(name).matches()) {
                    throw new RefusedException(
                            written.get().at(),
                            "the name %s".formatted(quoted(name)),
                            "write a letter, then letters, digits, dashes and underscores");
                }
            }
            for (Events other : events) {
                if (other.name().equals(name)) {
                    throw new RefusedException(
                            map.at(), "%s is there twice".formatted(quoted(name)), "give each a name of its own");
                }
            }
            if (map.has("where") == map.has("rule")) {
                throw new RefusedException(
                        map.at(),
                        "%s with %s 'where' and 'rule'".formatted(quoted(name), map.has("where") ? "both" : "neither"),
                        "say what its events are like in 'where', or name a rule");
            }
            Events made = map.has("where")
                    ? new Events(name, map.at(), where(map.get("where").get()), draft.taxonomy)
                    : ofRule(name, map.get("rule").get());
            events.add(made);
            return made;
        }

        private Condition where(YamlValue written) {
            Detection detection = new Detection(draft.taxonomy, placeholders, draft.problems);
            Condition condition;
            if (written instanceof Mapping map && map.has("condition")) {
                condition = detection
                        .read(map, Set.of())
                        .orElseThrow(() -> new RefusedException(
                                written.at(), "a detection that is refused", "correct what else is wrong with it"));
            } else {
                condition = detection.selection(written, written.at());
            }
            List<Condition> all = new ArrayList<>(SigmaSet.events(draft));
            all.add(condition);
            return AllOf.of(all);
        }

        private Events ofRule(String name, YamlValue written) {
            String reference = Header.asText(written)
                    .orElseThrow(() ->
                            new RefusedException(written.at(), "a rule that is no text", "write an id or a name"));
            Draft rule = byReference.get(reference);
            if (rule == null || rule.kind == Kind.FILTER) {
                throw new RefusedException(
                        written.at(),
                        "there is no rule %s".formatted(quoted(reference)),
                        Suggestion.of(reference, byReference.keySet(), "give the pattern and its rules together"));
            }
            if (rule.kind != Kind.RULE) {
                throw new RefusedException(
                        written.at(),
                        "%s is about several events".formatted(rule.called()),
                        "name rules about single events: a pattern cannot rest on correlations or patterns");
            }
            if (!(rule.result().orElse(null) instanceof SigmaRule read)) {
                throw new RefusedException(
                        written.at(),
                        "%s at %s is refused".formatted(rule.called(), rule.place),
                        RuleProblem.MEND_THE_OTHER);
            }
            rules.add(read.id());
            return new Events(name, written.at(), read.condition(), rule.taxonomy);
        }
    }

    /** The shape that says a plan exactly, and is compiled; else the plan goes to the engine of patterns. */
    private static Shape shape(PatternPlan plan) {
        List<Step> steps = plan.steps();
        boolean isPlain =
                steps.stream().allMatch(Patterns::isPlain) && plan.absentAfter().isEmpty();
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

    private static boolean flag(Mapping map, String key) {
        Optional<YamlValue> written = map.get(key);
        if (written.isEmpty()) {
            return false;
        }
        if (written.get() instanceof Scalar scalar && scalar.type() == Scalar.Type.BOOLEAN) {
            return scalar.text().equalsIgnoreCase("true");
        }
        throw new RefusedException(
                written.get().at(), "'%s' is neither true nor false".formatted(key), "write one of the two");
    }

    private static <T> T word(YamlValue written, Map<String, T> words, String key) {
        String text = Header.asText(written).orElse("");
        T meant = words.get(text);
        if (meant == null) {
            throw new RefusedException(
                    written.at(),
                    "unknown %s %s".formatted(key, quoted(text)),
                    Suggestion.of(text, words.keySet().stream().sorted().toList()));
        }
        return meant;
    }

    private static Mapping map(YamlValue written, String what) {
        if (written instanceof Mapping map) {
            return map;
        }
        throw new RefusedException(
                written.at(),
                "%s is %s".formatted(what, written instanceof Listing ? "a list" : written.kind()),
                "write a map");
    }

    private static void requireKnown(Mapping map, List<String> known, String what) {
        for (Entry entry : map.entries()) {
            if (!known.contains(entry.key())) {
                throw new RefusedException(
                        entry.at(),
                        "unknown key %s in %s".formatted(quoted(entry.key()), what),
                        Suggestion.of(entry.key(), known));
            }
        }
    }

    /** What is made of a part of a document; what its maker refuses is refused there. */
    private static <T> T made(At at, java.util.function.Supplier<T> maker) {
        try {
            return maker.get();
        } catch (RefusedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw RefusedException.of(at, e);
        }
    }
}
