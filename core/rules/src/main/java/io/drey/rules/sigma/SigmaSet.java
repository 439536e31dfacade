package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.rules.RuleProblem;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.Condition;
import io.drey.rules.sigma.Draft.Kind;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The documents of files that are read together, on their way from text to what they say. */
final class SigmaSet {

    private static final List<String> TAXONOMIES = List.of("sigma", "ecs");

    private final Placeholders placeholders;
    private final List<Problems> problems = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Draft> byReference = new LinkedHashMap<>();
    private final List<Filter> filters = new ArrayList<>();

    SigmaSet(List<SigmaFile> files, Placeholders placeholders) {
        this.placeholders = placeholders;
        for (SigmaFile file : files) {
            for (YamlDocuments.Part part : YamlDocuments.split(file.text())) {
                Problems ofDocument = new Problems(file.name());
                problems.add(ofDocument);
                part.read(ofDocument).ifPresent(value -> add(value, ofDocument));
            }
        }
    }

    SigmaRules read() {
        drafts.stream().filter(draft -> draft.kind != Kind.CORRELATION).forEach(SigmaSet::readSource);
        drafts.stream().filter(draft -> draft.kind == Kind.FILTER).forEach(this::readFilter);
        drafts.stream().filter(draft -> draft.kind == Kind.RULE).forEach(this::readRule);
        Correlations correlations = new Correlations(byReference);
        drafts.stream().filter(draft -> draft.kind == Kind.CORRELATION).forEach(correlations::read);
        Patterns patterns = new Patterns(byReference, placeholders);
        drafts.stream().filter(draft -> draft.kind == Kind.PATTERN).forEach(patterns::read);
        return new SigmaRules(
                results(SigmaRule.class),
                results(SigmaCorrelation.class),
                results(SigmaFilter.class),
                results(PatternRule.class),
                found());
    }

    private <D extends SigmaDocument> List<D> results(Class<D> type) {
        return drafts.stream()
                .flatMap(draft -> draft.result().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private List<RuleProblem> found() {
        List<RuleProblem> found = new ArrayList<>();
        for (Problems ofDocument : problems) {
            found.addAll(ofDocument.found().stream()
                    .sorted(Comparator.comparingInt(RuleProblem::line).thenComparingInt(RuleProblem::column))
                    .toList());
        }
        return found;
    }

    private void add(YamlValue value, Problems ofDocument) {
        if (value instanceof Scalar scalar && scalar.isNull()) {
            return;
        }
        if (!(value instanceof Mapping document)) {
            ofDocument.refuse(
                    value.at(), "a document that is %s".formatted(value.kind()), "write keys such as 'title'");
            return;
        }
        if (document.has("action")) {
            ofDocument.refuse(
                    document.at(), "'action': collections of Sigma 1", "write each rule out as a document of its own");
            return;
        }
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(kind -> document.has(kind.key()))
                .toList();
        if (kinds.size() != 1) {
            ofDocument.refuse(
                    document.at(),
                    kinds.isEmpty()
                            ? "a document without 'detection', 'correlation', 'pattern' or 'filter'"
                            : "a document with '%s' and '%s'"
                                    .formatted(kinds.get(0).key(), kinds.get(1).key()),
                    "write exactly one of the four");
            return;
        }
        Draft draft = new Draft(kinds.get(0), document, ofDocument);
        drafts.add(draft);
        Stream.concat(Stream.of(draft.header.id()), draft.header.name().stream())
                .distinct()
                .forEach(reference -> register(reference, draft));
    }

    private void register(String reference, Draft draft) {
        Draft before = byReference.putIfAbsent(reference, draft);
        if (before != null) {
            draft.problems.refuse(
                    draft.document.at(),
                    "%s is already what the document at %s is called".formatted(quoted(reference), before.place),
                    "give it an id and a name of its own");
        }
    }

    private void readRule(Draft draft) {
        Optional<Mapping> detection = map(draft, Kind.RULE.key());
        if (draft.taxonomy == null || detection.isEmpty()) {
            return;
        }
        Optional<Condition> condition =
                new Detection(draft.taxonomy, placeholders, draft.problems).read(detection.get(), Set.of());
        List<io.drey.event.FieldName> fields = new ArrayList<>();
        for (YamlValue field :
                draft.document.get("fields").map(YamlValue::asList).orElse(List.of())) {
            Header.asText(field)
                    .flatMap(name -> draft.problems.attempt(() -> draft.taxonomy.field(name, field.at())))
                    .ifPresent(fields::add);
        }
        if (condition.isEmpty() || draft.problems.areRefusals()) {
            return;
        }
        List<Condition> all = new ArrayList<>(events(draft));
        all.add(condition.get());
        for (Filter filter : filters) {
            filter.on(draft).ifPresent(all::add);
        }
        draft.result = new SigmaRule(
                draft.header,
                draft.logsource,
                AllOf.of(all),
                fields.stream().distinct().toList(),
                draft.place);
    }

    /** What the logsource says of events. */
    static List<Condition> events(Draft draft) {
        if (draft.logsource == null) {
            return List.of();
        }
        Problems ofBuild = new Problems("taxonomy");
        Detection ofTaxonomy = new Detection(Taxonomy.ECS, Placeholders.NONE, ofBuild);
        return Taxonomy.of(draft.logsource).events().stream()
                .map(events -> ofTaxonomy.selection(events, events.at()))
                .toList();
    }

    /** Which logs a rule or filter is about, and what their fields are called. */
    private static void readSource(Draft draft) {
        if (draft.kind == Kind.PATTERN && !draft.document.has("logsource")) {
            draft.taxonomy = Taxonomy.ECS;
            return;
        }
        Optional<Mapping> written = map(draft, "logsource");
        if (written.isEmpty()) {
            return;
        }
        Logsource logsource = new Logsource(
                word(draft, written.get(), "category"),
                word(draft, written.get(), "product"),
                word(draft, written.get(), "service"));
        if (logsource.toString().isEmpty()) {
            draft.problems.refuse(
                    written.get().at(),
                    "a logsource without category, product and service",
                    "say which logs it is about by one of them");
            return;
        }
        draft.logsource = logsource;
        String taxonomy = draft.document.get("taxonomy").flatMap(Header::asText).orElse("sigma");
        if (!TAXONOMIES.contains(taxonomy)) {
            draft.problems.refuse(
                    draft.document.get("taxonomy").orElseThrow().at(),
                    "unknown taxonomy %s".formatted(quoted(taxonomy)),
                    "write the fields by Sigma's names, or by those of ECS and 'taxonomy: ecs'");
            return;
        }
        draft.taxonomy = taxonomy.equals("ecs") ? Taxonomy.ECS : Taxonomy.of(logsource);
    }

    private static Optional<String> word(Draft draft, Mapping logsource, String key) {
        Optional<Entry> entry = logsource.entry(key);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> word = Header.asText(entry.get().value()).filter(text -> !text.isBlank());
        if (word.isEmpty()) {
            draft.problems.refuse(
                    entry.get().value().at(), "'%s' is no text".formatted(key), "write a word or remove the key");
        } else if (!word.get().equals(word.get().toLowerCase(Locale.ROOT))) {
            draft.problems.warn(
                    entry.get().value().at(),
                    "%s %s has capital letters".formatted(key, quoted(word.get())),
                    "write it in small letters, as the standard has it");
        }
        return word.map(text -> text.toLowerCase(Locale.ROOT));
    }

    /** A map of the document; what is wrong goes to its problems. */
    private static Optional<Mapping> map(Draft draft, String key) {
        Optional<YamlValue> value = draft.document.get(key);
        if (value.isPresent() && value.get() instanceof Mapping map) {
            return Optional.of(map);
        }
        draft.problems.refuse(
                value.map(YamlValue::at).orElse(draft.document.at()),
                value.map(found -> "'%s' is %s".formatted(key, found.kind()))
                        .orElse("a document without '%s'".formatted(key)),
                "write a map");
        return Optional.empty();
    }

    private void readFilter(Draft draft) {
        Optional<Mapping> written = map(draft, Kind.FILTER.key());
        if (draft.taxonomy == null || written.isEmpty()) {
            return;
        }
        Mapping filter = written.get();
        List<YamlValue> references = filter.get("rules").map(YamlValue::asList).orElse(List.of());
        if (references.isEmpty()) {
            draft.problems.refuse(
                    filter.at(), "a filter without 'rules'", "name rules, or write 'any' for all of such logs");
        }
        if (!filter.has("selection")) {
            draft.problems.refuse(filter.at(), "a filter without 'selection'", "say what events it is about");
        }
        new Detection(draft.taxonomy, placeholders, draft.problems).read(filter, Set.of("rules"));
        boolean any = references.size() == 1
                && Header.asText(references.get(0)).filter("any"::equals).isPresent();
        List<String> ids = new ArrayList<>();
        for (YamlValue reference : any ? List.<YamlValue>of() : references) {
            rule(reference, draft).ifPresent(rule -> ids.add(rule.header.id()));
        }
        if (draft.problems.areRefusals()) {
            return;
        }
        warnIfItSelects(filter, draft);
        if (any) {
            drafts.stream()
                    .filter(rule -> rule.kind == Kind.RULE && appliesTo(rule, draft))
                    .forEach(rule -> ids.add(rule.header.id()));
        }
        filters.add(new Filter(draft, filter, ids));
        draft.result = new SigmaFilter(draft.header, draft.logsource, ids, draft.place);
    }

    /** A rule that a filter names; nothing where there is none, or none that it can apply to. */
    private Optional<Draft> rule(YamlValue reference, Draft filter) {
        Optional<String> name = Header.asText(reference);
        if (name.isEmpty()) {
            filter.problems.refuse(reference.at(), "a rule that is no text", "write an id or a name");
            return Optional.empty();
        }
        Draft rule = byReference.get(name.get());
        if (rule == null || rule.kind != Kind.RULE) {
            filter.problems.warn(
                    reference.at(),
                    "there is no rule %s for the filter".formatted(quoted(name.get())),
                    Suggestion.of(name.get(), byReference.keySet(), "give the filter and its rules together"));
            return Optional.empty();
        }
        if (!appliesTo(rule, filter)) {
            filter.problems.warn(
                    reference.at(),
                    "rule %s is not about logs of %s".formatted(rule.called(), filter.logsource),
                    "make the filter's logsource as wide as the rule's");
            return Optional.empty();
        }
        return Optional.of(rule);
    }

    private static boolean appliesTo(Draft rule, Draft filter) {
        return rule.logsource != null && rule.logsource.isWithin(filter.logsource);
    }

    /** What is meant is mostly to leave events out. */
    private static void warnIfItSelects(Mapping filter, Draft draft) {
        filter.get("condition").flatMap(Header::asText).ifPresent(condition -> {
            if (!Arrays.asList(condition.toLowerCase(Locale.ROOT).split("[\\s()]+"))
                    .contains("not")) {
                draft.problems.warn(
                        filter.get("condition").orElseThrow().at(),
                        "the rules keep only what the filter's condition matches",
                        "write %s to leave that out".formatted(quoted("not " + condition)));
            }
        });
    }

    /** A filter that applies to rules. */
    private final class Filter {

        private final Draft draft;
        private final Mapping filter;
        private final Set<String> rules;

        Filter(Draft draft, Mapping filter, List<String> rules) {
            this.draft = draft;
            this.filter = filter;
            this.rules = Set.copyOf(rules);
        }

        /** What it demands of a rule's events; its fields are named as the rule's are. */
        Optional<Condition> on(Draft rule) {
            if (!rules.contains(rule.header.id())) {
                return Optional.empty();
            }
            Problems ofFilter = new Problems(draft.problems.file());
            Optional<Condition> condition =
                    new Detection(rule.taxonomy, placeholders, ofFilter).read(filter, Set.of("rules"));
            for (RuleProblem problem : ofFilter.found()) {
                if (problem.isRefusal()) {
                    rule.problems.refuse(
                            rule.document.at(),
                            "filter %s does not fit: %s".formatted(draft.called(), problem.reason()),
                            problem.remedy());
                }
            }
            return condition;
        }
    }
}
