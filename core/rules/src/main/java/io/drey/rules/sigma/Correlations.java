package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.event.FieldName;
import io.drey.rules.RuleProblem;
import io.drey.rules.condition.Comparison;
import io.drey.rules.sigma.Draft.Kind;
import io.drey.rules.sigma.Draft.State;
import io.drey.rules.sigma.SigmaCorrelation.Bound;
import io.drey.rules.sigma.SigmaCorrelation.Output;
import io.drey.rules.sigma.SigmaCorrelation.SharedField;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads correlations, those that others rest on first. */
final class Correlations {

    private static final List<String> KEYS =
            List.of("type", "rules", "group-by", "timespan", "aliases", "condition", "generate");
    private static final Map<String, Comparison> COMPARISONS = Map.of(
            "gt", Comparison.MORE,
            "gte", Comparison.AT_LEAST,
            "lt", Comparison.LESS,
            "lte", Comparison.AT_MOST,
            "eq", Comparison.EQUAL,
            "neq", Comparison.NOT_EQUAL);
    private static final List<String> CONDITION_KEYS =
            List.of("gt", "gte", "lt", "lte", "eq", "neq", "field", "percentile");
    private static final Pattern TIMESPAN = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Map<String, Draft> byReference;

    Correlations(Map<String, Draft> byReference) {
        this.byReference = byReference;
    }

    void read(Draft draft) {
        if (draft.state != State.NEW) {
            return;
        }
        draft.state = State.OPEN;
        YamlValue written = draft.document.get(Kind.CORRELATION.key()).orElseThrow();
        if (written instanceof Mapping correlation) {
            draft.problems.attempt(() -> correlation(draft, correlation)).ifPresent(result -> draft.result = result);
        } else {
            draft.problems.refuse(written.at(), "'correlation' is %s".formatted(written.kind()), "write a map");
        }
        draft.state = State.DONE;
    }

    private SigmaCorrelation correlation(Draft draft, Mapping correlation) {
        for (Entry entry : correlation.entries()) {
            if (!KEYS.contains(entry.key())) {
                draft.problems.refuse(
                        entry.at(),
                        "unknown key %s in a correlation".formatted(quoted(entry.key())),
                        Suggestion.of(entry.key(), KEYS));
            }
        }
        SigmaCorrelation.Type type = type(correlation);
        List<Draft> rules = rules(draft, correlation);
        Aliases aliases = aliases(correlation, rules);
        List<SharedField> groupBy = groupBy(draft, correlation, rules, aliases);
        Duration timespan = timespan(required(correlation, "timespan", "write one such as 10m"));
        Bounds bounds = bounds(draft, correlation, type, rules, aliases);
        int depth = 1;
        for (Draft rule : rules) {
            if (rule.result instanceof SigmaCorrelation inner) {
                depth = Math.max(depth, inner.depth() + 1);
            }
        }
        if (depth > SigmaCorrelation.DEEPEST) {
            throw new RefusedException(
                    correlation.at(),
                    "a correlation on %d levels of correlations, more than %d levels in all"
                            .formatted(depth - 1, SigmaCorrelation.DEEPEST),
                    "rest it on rules that are less deep");
        }
        if (!type.isAboutValues() && type != SigmaCorrelation.Type.EVENT_COUNT && rules.size() == 1) {
            draft.problems.warn(
                    correlation.at(),
                    "'%s' of a single rule holds at each match".formatted(type.written()),
                    "name two rules or more, or count with event_count");
        }
        return new SigmaCorrelation(
                draft.header,
                type,
                rules.stream().map(rule -> rule.header.id()).toList(),
                groupBy,
                timespan,
                bounds.bounds(),
                bounds.values(),
                bounds.percentile(),
                output(draft, correlation),
                depth,
                draft.place);
    }

    private static SigmaCorrelation.Type type(Mapping correlation) {
        YamlValue written = required(correlation, "type", "write one such as event_count");
        String text = Header.asText(written).orElse("");
        return SigmaWords.find(SigmaCorrelation.Type.class, text)
                .orElseThrow(() -> new RefusedException(
                        written.at(),
                        "unknown type of correlation %s".formatted(quoted(text)),
                        Suggestion.of(text, SigmaWords.all(SigmaCorrelation.Type.class))));
    }

    private static YamlValue required(Mapping map, String key, String remedy) {
        return map.get(key)
                .orElseThrow(() -> new RefusedException(map.at(), "a correlation without '%s'".formatted(key), remedy));
    }

    private List<Draft> rules(Draft draft, Mapping correlation) {
        YamlValue written = required(correlation, "rules", "name rules by id or name");
        List<Draft> rules = new ArrayList<>();
        RefusedException last = null;
        for (YamlValue item : written.asList()) {
            try {
                Draft rule = rule(item);
                if (rules.contains(rule)) {
                    throw new RefusedException(item.at(), "%s is there twice".formatted(rule.called()), "remove one");
                }
                rules.add(rule);
            } catch (RefusedException e) {
                if (last != null) {
                    draft.problems.refuse(last);
                }
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
        if (rules.isEmpty()) {
            throw new RefusedException(written.at(), "a correlation of no rules", "name rules by id or name");
        }
        return rules;
    }

    private Draft rule(YamlValue item) {
        String reference = Header.asText(item)
                .orElseThrow(() -> new RefusedException(item.at(), "a rule that is no text", "write an id or a name"));
        Draft rule = byReference.get(reference);
        if (rule == null || rule.kind == Kind.FILTER) {
            throw new RefusedException(
                    item.at(),
                    "there is no rule %s".formatted(quoted(reference)),
                    Suggestion.of(reference, byReference.keySet(), "give the correlation and its rules together"));
        }
        if (rule.kind == Kind.PATTERN) {
            throw new RefusedException(
                    item.at(),
                    "%s is a pattern".formatted(rule.called()),
                    "name rules and correlations, or make the pattern longer");
        }
        if (rule.state == State.OPEN) {
            throw new RefusedException(
                    item.at(),
                    "a circle: %s rests, over others, on itself".formatted(rule.called()),
                    "take one of the references out");
        }
        if (rule.kind == Kind.CORRELATION) {
            read(rule);
        }
        if (rule.result().isEmpty()) {
            throw new RefusedException(
                    item.at(), "%s at %s is refused".formatted(rule.called(), rule.place), RuleProblem.MEND_THE_OTHER);
        }
        return rule;
    }

    /** Fields by alias and the reference of a rule. */
    private record Aliases(Map<String, Map<Draft, Entry>> byName) {}

    private Aliases aliases(Mapping correlation, List<Draft> rules) {
        Map<String, Map<Draft, Entry>> byName = new LinkedHashMap<>();
        Optional<YamlValue> written = correlation.get("aliases");
        if (written.isPresent() && !(written.get() instanceof Mapping)) {
            throw new RefusedException(written.get().at(), "'aliases' is no map", "write a map by alias");
        }
        for (Entry alias : written.map(map -> ((Mapping) map).entries()).orElse(List.of())) {
            if (!(alias.value() instanceof Mapping fields)) {
                throw new RefusedException(
                        alias.value().at(),
                        "alias %s is no map".formatted(quoted(alias.key())),
                        "write for each rule the field that is meant");
            }
            Map<Draft, Entry> byRule = new LinkedHashMap<>();
            for (Entry field : fields.entries()) {
                Draft rule = byReference.get(field.key());
                if (rule == null || !rules.contains(rule)) {
                    throw new RefusedException(
                            field.at(),
                            "alias %s names %s, which is none of the correlation's rules"
                                    .formatted(quoted(alias.key()), quoted(field.key())),
                            "use one of "
                                    + String.join(
                                            ", ",
                                            rules.stream().map(Draft::called).toList()));
                }
                byRule.put(rule, field);
            }
            for (Draft rule : rules) {
                if (!byRule.containsKey(rule)) {
                    throw new RefusedException(
                            alias.at(),
                            "alias %s says nothing of rule %s".formatted(quoted(alias.key()), rule.called()),
                            "write which of its fields is meant");
                }
            }
            byName.put(alias.key(), byRule);
        }
        return new Aliases(byName);
    }

    private List<SharedField> groupBy(Draft draft, Mapping correlation, List<Draft> rules, Aliases aliases) {
        YamlValue written =
                required(correlation, "group-by", "name fields, or write 'group-by: []' for one group of all");
        List<SharedField> groupBy = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (YamlValue item : written.asList()) {
            SharedField field = shared(draft, item, rules, aliases);
            if (!names.add(field.name())) {
                draft.problems.warn(item.at(), "%s is there twice".formatted(quoted(field.name())), "remove one");
            } else {
                groupBy.add(field);
            }
        }
        return groupBy;
    }

    /** A field of all rules that the correlation rests on. */
    private SharedField shared(Draft draft, YamlValue item, List<Draft> rules, Aliases aliases) {
        String name = Header.asText(item)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new RefusedException(item.at(), "a field that is no text", "write a field's name"));
        Map<String, FieldName> fields = new LinkedHashMap<>();
        Map<Draft, Entry> alias = aliases.byName().get(name);
        for (Draft rule : rules) {
            if (alias == null) {
                fields.putAll(fields(draft, rule, name, item.at()));
            } else {
                Entry field = alias.get(rule);
                String aliased = Header.asText(field.value())
                        .orElseThrow(() -> new RefusedException(
                                field.value().at(), "a field that is no text", "write a field's name"));
                fields.putAll(fields(draft, rule, aliased, field.value().at()));
            }
        }
        return new SharedField(name, fields);
    }

    /** What a field is called in the events of a rule, or of all rules that a correlation rests on. */
    private Map<String, FieldName> fields(Draft draft, Draft rule, String name, At at) {
        if (rule.kind == Kind.RULE) {
            return Map.of(rule.header.id(), rule.taxonomy.field(name, at));
        }
        SigmaCorrelation inner = (SigmaCorrelation) rule.result;
        for (SharedField field : inner.groupBy()) {
            if (field.name().equals(name)) {
                return field.fields();
            }
        }
        draft.problems.warn(
                at,
                "correlation %s does not group by %s".formatted(rule.called(), quoted(name)),
                "group it by that too: the value is that of the event which completes it");
        Map<String, FieldName> fields = new LinkedHashMap<>();
        inner.rules().forEach(id -> fields.putAll(fields(draft, byReference.get(id), name, at)));
        return fields;
    }

    /** A time such as {@code 10m}. */
    static Duration timespan(YamlValue written) {
        String text = Header.asText(written).orElse("");
        Matcher parts = TIMESPAN.matcher(text);
        long count = parts.matches() ? Long.parseLong(parts.group(1)) : 0;
        if (count == 0) {
            throw new RefusedException(
                    written.at(),
                    "timespan %s"
                            .formatted(written instanceof Scalar scalar ? quoted(scalar.text()) : "that is no text"),
                    "write a number above 0 and one of s, m, h, d: 90m");
        }
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private record Bounds(List<Bound> bounds, List<SharedField> values, Optional<BigDecimal> percentile) {}

    private Bounds bounds(
            Draft draft, Mapping correlation, SigmaCorrelation.Type type, List<Draft> rules, Aliases aliases) {
        boolean isTemporal = type == SigmaCorrelation.Type.TEMPORAL || type == SigmaCorrelation.Type.TEMPORAL_ORDERED;
        Optional<YamlValue> written = correlation.get("condition");
        if (written.isEmpty() && isTemporal) {
            return new Bounds(List.of(), List.of(), Optional.empty());
        }
        if (written.isEmpty() || !(written.get() instanceof Mapping condition)) {
            throw new RefusedException(
                    written.map(YamlValue::at).orElse(correlation.at()),
                    "a '%s' without a map as condition".formatted(type.written()),
                    "write one such as 'gte: 10'");
        }
        List<Bound> bounds = new ArrayList<>();
        for (Entry entry : condition.entries()) {
            Comparison comparison = COMPARISONS.get(entry.key());
            if (comparison != null) {
                bounds.add(new Bound(comparison, number(entry, type)));
            } else if (!CONDITION_KEYS.contains(entry.key())) {
                throw new RefusedException(
                        entry.at(),
                        "unknown key %s in a correlation's condition".formatted(quoted(entry.key())),
                        Suggestion.of(entry.key(), CONDITION_KEYS));
            }
        }
        if (bounds.isEmpty()) {
            throw new RefusedException(condition.at(), "a condition without a number", "write one such as 'gte: 10'");
        }
        requirePossible(bounds, condition);
        return new Bounds(bounds, values(draft, condition, type, rules, aliases), percentile(condition, type));
    }

    private static BigDecimal number(Entry entry, SigmaCorrelation.Type type) {
        boolean mayBeAFraction = type == SigmaCorrelation.Type.VALUE_SUM
                || type == SigmaCorrelation.Type.VALUE_AVG
                || type == SigmaCorrelation.Type.VALUE_PERCENTILE;
        if (entry.value() instanceof Scalar scalar) {
            boolean fits = mayBeAFraction
                    ? scalar.isNumber()
                    : scalar.type() == Scalar.Type.WHOLE_NUMBER
                            && !scalar.text().startsWith("-");
            if (fits) {
                return new BigDecimal(scalar.text());
            }
        }
        throw new RefusedException(
                entry.value().at(),
                "'%s' is no %s".formatted(entry.key(), mayBeAFraction ? "number" : "whole number from 0"),
                "write one without quotes");
    }

    /** A range in which no number lies is an error in writing. */
    private static void requirePossible(List<Bound> bounds, Mapping condition) {
        for (Bound low : bounds) {
            for (Bound high : bounds) {
                boolean isRange = (low.comparison() == Comparison.MORE || low.comparison() == Comparison.AT_LEAST)
                        && (high.comparison() == Comparison.LESS || high.comparison() == Comparison.AT_MOST);
                int order = low.value().compareTo(high.value());
                boolean isClosed = low.comparison() == Comparison.AT_LEAST && high.comparison() == Comparison.AT_MOST;
                if (isRange && (order > 0 || (order == 0 && !isClosed))) {
                    throw new RefusedException(
                            condition.at(),
                            "no number is %s %s and %s %s"
                                    .formatted(
                                            low.comparison().symbol(),
                                            low.value(),
                                            high.comparison().symbol(),
                                            high.value()),
                            "correct the range");
                }
            }
        }
    }

    private List<SharedField> values(
            Draft draft, Mapping condition, SigmaCorrelation.Type type, List<Draft> rules, Aliases aliases) {
        List<YamlValue> written = condition.get("field").map(YamlValue::asList).orElse(List.of());
        if (type.isAboutValues() == written.isEmpty()) {
            throw new RefusedException(
                    condition.at(),
                    written.isEmpty()
                            ? "a '%s' without 'field'".formatted(type.written())
                            : "a '%s' with 'field'".formatted(type.written()),
                    written.isEmpty() ? "name the field whose values are meant" : "use value_count, or remove it");
        }
        if (written.size() > 1 && type != SigmaCorrelation.Type.VALUE_COUNT) {
            throw new RefusedException(
                    condition.at(), "a '%s' of several fields".formatted(type.written()), "name one field");
        }
        return written.stream().map(item -> shared(draft, item, rules, aliases)).toList();
    }

    private static Optional<BigDecimal> percentile(Mapping condition, SigmaCorrelation.Type type) {
        Optional<Entry> written = condition.entry("percentile");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Entry entry = written.get();
        if (type != SigmaCorrelation.Type.VALUE_PERCENTILE) {
            throw new RefusedException(
                    entry.at(),
                    "'percentile' in a '%s'".formatted(type.written()),
                    "use value_percentile or remove it");
        }
        if (entry.value() instanceof Scalar scalar && scalar.isNumber()) {
            BigDecimal percentile = new BigDecimal(scalar.text());
            if (percentile.signum() >= 0 && percentile.compareTo(HUNDRED) <= 0) {
                return Optional.of(percentile);
            }
        }
        throw new RefusedException(
                entry.value().at(), "'percentile' is no number from 0 to 100", "write 50 for the median");
    }

    static Output output(Draft draft, Mapping correlation) {
        Optional<YamlValue> written = correlation.get("generate").or(() -> draft.document.get("generate"));
        if (written.isEmpty()) {
            return Output.CORRELATION_ONLY;
        }
        if (written.get() instanceof Scalar scalar && scalar.type() == Scalar.Type.BOOLEAN) {
            return scalar.text().equalsIgnoreCase("true") ? Output.RULES_TOO : Output.CORRELATION_ONLY;
        }
        throw new RefusedException(written.get().at(), "'generate' is neither true nor false", "write one of the two");
    }
}
