package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.event.FieldName;
import io.drey.rules.RuleProblem;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.sigma.Draft.Kind;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which events a pattern is about, and what tells its groups apart. */
final class PatternEvents {

    /** The keys that say which events are meant. */
    static final List<String> KEYS = List.of("name", "where", "rule");

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    private final Draft draft;
    private final Mapping pattern;
    private final Map<String, Draft> byReference;
    private final Placeholders placeholders;
    private final List<Events> events = new ArrayList<>();
    private final Set<String> rules = new LinkedHashSet<>();

    /** Events that a step or another part of a pattern is about. */
    record Events(String name, At at, Condition condition, Taxonomy taxonomy) {}

    PatternEvents(Draft draft, Mapping pattern, Map<String, Draft> byReference, Placeholders placeholders) {
        this.draft = draft;
        this.pattern = pattern;
        this.byReference = byReference;
        this.placeholders = placeholders;
    }

    /** All that were read, in their order. */
    List<Events> all() {
        return List.copyOf(events);
    }

    /** The ids of the rules that they name. */
    List<String> rules() {
        return List.copyOf(rules);
    }

    int indexOf(Events some) {
        return events.indexOf(some);
    }

    Events named(String name) {
        return events.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The events that a map is about, by {@code where} or {@code rule}. */
    Events event(Mapping map, String otherwise) {
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

    /** A condition of its own, such as that of {@code until}. */
    int condition(String name, YamlValue written) {
        Events made = new Events(name, written.at(), where(written), draft.taxonomy);
        events.add(made);
        return events.size() - 1;
    }

    /** Of each kind of events the fields of its group. */
    Map<String, List<FieldName>> groups(List<PatternRule.Key> keys) {
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
                    .orElseThrow(
                            () -> new RefusedException(item.at(), "a field that is no text", "write a field's name"));
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
                .orElseThrow(
                        () -> new RefusedException(written.at(), "a field that is no text", "write a field's name"));
        return of.taxonomy().field(aliased, written.at());
    }

    private Map<String, Mapping> aliases() {
        Map<String, Mapping> aliases = new LinkedHashMap<>();
        Optional<YamlValue> written = pattern.get("aliases");
        if (written.isEmpty()) {
            return aliases;
        }
        List<String> names = events.stream().map(Events::name).toList();
        for (Entry alias : PatternWords.map(written.get(), "'aliases'").entries()) {
            Mapping fields = PatternWords.map(alias.value(), "alias " + quoted(alias.key()));
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
                .orElseThrow(
                        () -> new RefusedException(written.at(), "a rule that is no text", "write an id or a name"));
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
