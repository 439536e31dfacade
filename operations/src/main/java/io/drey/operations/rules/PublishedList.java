package io.drey.operations.rules;

import io.drey.cep.PublishedRules;
import io.drey.configuration.ControlRecord;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.Revision;
import io.drey.event.FieldName;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.datasets.DocumentVersions;
import io.drey.query.rows.Rows;
import io.drey.rules.RuleProblem;
import io.drey.rules.book.BuiltInRules;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.book.RuleVersion;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaFilter;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published rules of a tenant, and how each stands at a time. */
public final class PublishedList {

    private static final List<String> COLUMNS = List.of(
            "rule",
            "title",
            "level",
            "kind",
            "alerts",
            "version",
            "state",
            "effective_from",
            "published",
            "by",
            "problem",
            "unseen_fields");

    private final Map<String, List<RuleVersion>> versions = new TreeMap<>();
    private final Map<String, DocumentVersions> published;
    private final Placeholders lists;
    private final RuleBook book;
    private final long nowMillis;
    private final Map<String, List<RuleProblem>> refusals;
    private final Map<String, SigmaDocument> read;

    /**
     * @param rules opened
     * @param topics those that the rules come from, opened
     */
    public PublishedList(PublishedRules rules, ControlTopics topics, String tenant, Instant now) {
        rules.versions(tenant).stream().sorted().forEach(version -> versions.computeIfAbsent(
                        version.name(), name -> new ArrayList<>())
                .add(version));
        this.published = topics.versions(DocumentKind.RULE, tenant).stream()
                .collect(Collectors.toMap(DocumentVersions::name, each -> each));
        this.lists = rules.lists(tenant);
        this.book = rules.rules(tenant);
        this.nowMillis = now.toEpochMilli();
        this.refusals = Stream.concat(book.problems(nowMillis).stream(), book.problems().stream())
                .filter(RuleProblem::isRefusal)
                .distinct()
                .collect(Collectors.groupingBy(RuleProblem::file));
        this.read = read();
    }

    /** The fields that the documents in force ask. */
    public Set<FieldName> fields() {
        Set<FieldName> fields = new LinkedHashSet<>();
        read.values().forEach(document -> fields.addAll(AskedFields.of(document)));
        return fields;
    }

    /**
     * A row for each document, whether it is in force or not, and for each rule that comes along.
     *
     * @param unseen the fields that no event has; empty where that is not known
     */
    public Rows rows(Optional<Set<FieldName>> unseen) {
        Map<String, RuleHeader> alerting = book.rules(nowMillis, nowMillis + 1).stream()
                .collect(Collectors.toMap(RuleHeader::id, header -> header, (one, other) -> one));
        List<List<Object>> rows = new ArrayList<>();
        versions.forEach((name, all) -> rows.add(row(name, all, read.get(name), alerting.get(name), unseen)));
        for (RuleHeader header : alerting.values()) {
            if (!versions.containsKey(header.id()) && isBuiltIn(header)) {
                rows.add(Arrays.asList(
                        header.id(),
                        header.title(),
                        header.severity(),
                        "comes along",
                        "yes",
                        header.version(),
                        "in force",
                        "always",
                        null,
                        "drey",
                        "",
                        null));
            }
        }
        return new Rows(COLUMNS, rows);
    }

    private static boolean isBuiltIn(RuleHeader header) {
        return header.id().equals(BuiltInRules.BRUTE_FORCE_LOGIN) || header.id().equals(BuiltInRules.PATH_SCANNER);
    }

    /** The documents in force, by what they are called. */
    private Map<String, SigmaDocument> read() {
        List<SigmaFile> files = new ArrayList<>();
        versions.forEach(
                (name, all) -> inForce(all).ifPresent(version -> files.add(new SigmaFile(name, version.text()))));
        SigmaRules sigma = new SigmaReader(lists).read(files);
        Map<String, SigmaDocument> documents = new HashMap<>();
        Stream.<List<? extends SigmaDocument>>of(sigma.rules(), sigma.correlations(), sigma.filters(), sigma.patterns())
                .flatMap(List::stream)
                .forEach(document -> documents.putIfAbsent(document.place().file(), document));
        return documents;
    }

    /** The highest version that holds now and is not refused; empty where the document was taken out of force. */
    private Optional<RuleVersion> inForce(List<RuleVersion> all) {
        return all.stream()
                .filter(version ->
                        version.effectiveFromMillis() <= nowMillis && !refusals.containsKey(version.called()))
                .reduce((earlier, later) -> later)
                .filter(version -> !version.text().isEmpty());
    }

    private List<Object> row(
            String name,
            List<RuleVersion> all,
            SigmaDocument document,
            RuleHeader header,
            Optional<Set<FieldName>> unseen) {
        RuleVersion latest = all.get(all.size() - 1);
        Optional<RuleVersion> holding = inForce(all);
        RuleVersion shown = holding.orElse(latest);
        Optional<Revision> revision = published.get(name).published().stream()
                .map(ControlRecord::revision)
                .flatMap(Optional::stream)
                .filter(each -> each.version() == shown.version())
                .findFirst();
        String problem = refusals.getOrDefault(latest.called(), List.of()).stream()
                .map(RuleProblem::toString)
                .collect(Collectors.joining("; "));
        return Arrays.asList(
                name,
                document == null ? "" : document.header().title(),
                document == null
                        ? ""
                        : document.header()
                                .level()
                                .map(level -> level.name().toLowerCase(Locale.ROOT))
                                .orElse(""),
                kind(document),
                alerts(document, header),
                header == null ? shown.version() : header.version(),
                state(latest, holding),
                shown.effectiveFromMillis() == RuleVersion.ALWAYS
                        ? "always"
                        : Instant.ofEpochMilli(shown.effectiveFromMillis()).toString(),
                revision.map(each -> each.time().toString()).orElse(null),
                revision.map(Revision::author).orElse("(by hand)"),
                problem,
                unseen.map(fields -> document == null ? "" : among(AskedFields.of(document), fields))
                        .orElse(null));
    }

    private static String among(Set<FieldName> asked, Set<FieldName> unseen) {
        return asked.stream().filter(unseen::contains).map(FieldName::dotted).collect(Collectors.joining(", "));
    }

    private static String kind(SigmaDocument document) {
        if (document instanceof SigmaCorrelation correlation) {
            return correlation.type().written();
        }
        if (document instanceof PatternRule) {
            return "pattern";
        }
        return document == null ? "" : document instanceof SigmaFilter ? "filter" : "rule";
    }

    private static String alerts(SigmaDocument document, RuleHeader header) {
        if (header != null) {
            return header.isStaged() ? "staged" : "yes";
        }
        return document == null ? "no" : "for others";
    }

    private String state(RuleVersion latest, Optional<RuleVersion> holding) {
        if (refusals.containsKey(latest.called())) {
            return "version %d refused%s".formatted(latest.version(), holding.isPresent() ? "" : ", none in force");
        }
        if (latest.effectiveFromMillis() > nowMillis) {
            return "version %d to come%s".formatted(latest.version(), holding.isPresent() ? "" : ", none in force");
        }
        return holding.isPresent() ? "in force" : "out of force";
    }
}
