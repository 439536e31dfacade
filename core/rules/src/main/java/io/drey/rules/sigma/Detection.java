package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.event.FieldName;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.condition.Not;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Listing;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads detections: search identifiers, and the condition that joins them. */
final class Detection {

    /** A rule has at most so many predicates. */
    static final int MOST_PREDICATES = 20_000;

    /** Stands for a selection that is refused, so that the rest of the document is still read. */
    private static final Condition REFUSED = new FieldExists(FieldName.Envelope.TIMESTAMP);

    private final FieldNaming naming;
    private final Placeholders placeholders;
    private final Problems problems;
    private int predicates;

    Detection(FieldNaming naming, Placeholders placeholders, Problems problems) {
        this.naming = naming;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /**
     * Reads a detection; what is wrong goes to the problems.
     *
     * @param notSelections keys beside {@code condition} that are no search identifiers
     */
    Optional<Condition> read(Mapping detection, Set<String> notSelections) {
        Map<String, Condition> selections = new LinkedHashMap<>();
        Map<String, At> places = new LinkedHashMap<>();
        for (Entry entry : detection.entries()) {
            String name = entry.key();
            if (name.equals("condition") || notSelections.contains(name)) {
                continue;
            }
            if (name.equals("timeframe")) {
                problems.refuse(
                        entry.at(), "'timeframe' in a detection", "write a correlation document with a timespan");
                continue;
            }
            places.put(name, entry.at());
            selections.put(
                    name,
                    problems.attempt(() -> selection(entry.value(), entry.at())).orElse(REFUSED));
        }
        Optional<YamlValue> written = detection.get("condition");
        if (written.isEmpty()) {
            problems.refuse(detection.at(), "a detection without 'condition'", "say how its selections are joined");
            return Optional.empty();
        }
        List<Condition> conditions = new ArrayList<>();
        ConditionParser parser = new ConditionParser(selections, problems);
        for (YamlValue text : written.get().asList()) {
            problems.attempt(() -> parser.parse(text)).ifPresent(conditions::add);
        }
        if (written.get().asList().isEmpty()) {
            problems.refuse(written.get().at(), "an empty condition", "say how the selections are joined");
        }
        places.keySet().removeAll(parser.used());
        places.forEach((name, at) -> {
            if (!name.startsWith("_")) {
                problems.warn(
                        at, "selection %s is not used by the condition".formatted(quoted(name)), "use it or remove it");
            }
        });
        if (conditions.isEmpty() || problems.areRefusals()) {
            return Optional.empty();
        }
        return Optional.of(AnyOf.of(conditions));
    }

    /**
     * What a search identifier means.
     *
     * @throws RefusedException if that cannot be said
     */
    Condition selection(YamlValue value, At at) {
        if (value instanceof Mapping map) {
            if (map.entries().isEmpty()) {
                throw new RefusedException(at, "an empty selection", "say what an event must be like");
            }
            return AllOf.of(items(map));
        }
        if (value instanceof Scalar scalar) {
            if (scalar.isNull()) {
                throw new RefusedException(at, "an empty selection", "say what an event must be like");
            }
            return keyword(scalar);
        }
        List<YamlValue> items = ((Listing) value).items();
        if (items.isEmpty()) {
            throw new RefusedException(at, "an empty selection", "say what an event must be like");
        }
        List<Condition> conditions = new ArrayList<>();
        for (YamlValue item : items) {
            if (item instanceof Listing) {
                throw new RefusedException(item.at(), "a list in a list", "write one list");
            }
            conditions.add(selection(item, item.at()));
        }
        return AnyOf.of(conditions);
    }

    private Condition keyword(Scalar scalar) {
        Modifiers none = Modifiers.read(List.of(), scalar.at(), naming, placeholders);
        return AnyOf.of(none.ofLine(scalar));
    }

    private List<Condition> items(Mapping map) {
        List<Condition> conditions = new ArrayList<>();
        RefusedException last = null;
        for (Entry entry : map.entries()) {
            try {
                conditions.add(item(entry));
            } catch (RefusedException e) {
                if (last != null) {
                    problems.refuse(last);
                }
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
        return conditions;
    }

    private Condition item(Entry entry) {
        List<String> words = Arrays.asList(entry.key().split("\\|", -1));
        String name = words.get(0);
        Modifiers modifiers = Modifiers.read(words.subList(1, words.size()), entry.at(), naming, placeholders);
        List<YamlValue> values = entry.value().asList();
        if (values.isEmpty()) {
            throw new RefusedException(entry.at(), "a field with an empty list", "write what to look for, or null");
        }
        if (entry.value() instanceof Mapping) {
            throw new RefusedException(
                    entry.value().at(), "a map as a value", "write the field's name with dots: outer.inner");
        }
        boolean isLine = name.isEmpty();
        FieldName field = isLine ? null : field(name, entry.at());
        List<Condition> conditions = new ArrayList<>();
        for (YamlValue value : values) {
            Scalar scalar = scalar(value, values.size());
            List<Condition> variants = isLine ? modifiers.ofLine(scalar) : modifiers.ofField(field, scalar);
            predicates += variants.size();
            if (predicates > MOST_PREDICATES) {
                throw new RefusedException(
                        entry.at(),
                        "a detection of more than %d predicates".formatted(MOST_PREDICATES),
                        "split the rule");
            }
            conditions.add(AnyOf.of(variants));
        }
        if (modifiers.linksByAnd() && values.size() == 1) {
            problems.warn(entry.at(), "'all' with a single value", "remove it: the standard does not allow it");
        }
        Condition linked = modifiers.linksByAnd() ? AllOf.of(conditions) : AnyOf.of(conditions);
        return modifiers.negates() ? Not.of(linked) : linked;
    }

    private FieldName field(String name, At at) {
        naming.similar(name)
                .ifPresent(close -> problems.warn(
                        at,
                        "field %s is taken as the rule's own".formatted(quoted(name)),
                        "did you mean '%s'?".formatted(close)));
        return naming.field(name, at);
    }

    private static Scalar scalar(YamlValue value, int count) {
        if (!(value instanceof Scalar scalar)) {
            throw new RefusedException(
                    value.at(), "%s as a value".formatted(value.kind()), "write texts, numbers, true, false or null");
        }
        if (scalar.isNull() && count > 1) {
            throw new RefusedException(
                    scalar.at(),
                    "null in a list of values",
                    "write it as a selection of its own and join the two with 'or'");
        }
        return scalar;
    }
}
