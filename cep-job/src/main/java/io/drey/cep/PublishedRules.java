package io.drey.cep;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.ListDocument;
import io.drey.configuration.Revision;
import io.drey.configuration.RuleDocument;
import io.drey.event.DatasetId;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.datasets.DocumentVersions;
import io.drey.rules.RuleProblem;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleVersion;
import io.drey.rules.sigma.Placeholders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the control topics, with all versions there ever were.
 *
 * <p>A rule's first version holds for events of any time. A later one holds, unless it says otherwise, for events from some
 * seconds after it was published: until then every job has read it, so that which version matched an event does not depend on
 * when a job read what.
 */
public final class PublishedRules implements RuleDirectory {

    /** How long after its publication a version holds. */
    static final Duration SETTLING = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(PublishedRules.class);
    private static final String NOTHING = "";

    private final ControlTopics topics;

    private transient Map<String, Known> known;
    private transient DatasetId lastAsked;
    private transient int lastChanges;
    private transient boolean lastSeen;

    /** A tenant's book, and what there was when it was made. */
    private record Known(int changes, List<DocumentVersions> rules, Map<String, List<String>> lists, RuleBook book) {}

    public PublishedRules(ControlTopics topics) {
        this.topics = requireNonNull(topics, "topics is null");
    }

    @Override
    public void open() {
        topics.open();
        known = new HashMap<>();
    }

    @Override
    public RuleBook rules(String tenant) {
        Known last = known.get(tenant);
        return last != null && last.changes() == topics.changes() ? last.book() : read(tenant, last);
    }

    @Override
    public boolean sees(DatasetId datasetId) {
        int changes = topics.changes();
        if (changes != lastChanges || !datasetId.equals(lastAsked)) {
            lastSeen = topics.find(datasetId)
                    .map(document -> document.consumers().detections())
                    .orElse(true);
            lastAsked = datasetId;
            lastChanges = changes;
        }
        return lastSeen;
    }

    @Override
    public RuleBook latest(String tenant) {
        topics.refresh();
        return rules(tenant);
    }

    /** All versions of the tenant's documents that there ever were, and those of what was taken out of force. */
    public List<RuleVersion> versions(String tenant) {
        return versions(topics.versions(DocumentKind.RULE, tenant), inForce(tenant));
    }

    /**
     * When a version of a tenant's rule was published, so that jobs know it; empty for a rule that comes along and for one that was
     * written by hand.
     *
     * @param rule the rule's id
     * @param version of any of the documents that make the rule what it is: whatever is published together has the same
     */
    public Optional<Instant> publishedAt(String tenant, String rule, int version) {
        List<DocumentVersions> documents = topics.versions(DocumentKind.RULE, tenant);
        if (documents.stream().noneMatch(document -> document.name().equals(rule))) {
            return Optional.empty();
        }
        return documents.stream()
                .flatMap(document -> document.published().stream())
                .flatMap(record -> record.revision().stream())
                .filter(revision -> revision.version() == version)
                .map(Revision::time)
                .findFirst();
    }

    /** The tenant's lists. */
    public Placeholders lists(String tenant) {
        return Placeholders.of(listsOf(tenant));
    }

    @Override
    public void close() {
        topics.close();
    }

    /** What others have published changes nothing here. */
    private RuleBook read(String tenant, Known last) {
        int changes = topics.changes();
        List<DocumentVersions> rules = topics.versions(DocumentKind.RULE, tenant);
        Map<String, List<String>> lists = listsOf(tenant);
        RuleBook book =
                last != null && last.rules().equals(rules) && last.lists().equals(lists)
                        ? last.book()
                        : RuleBook.of(versions(rules, inForce(tenant)), Placeholders.of(lists));
        if (last == null || last.book() != book) {
            book.problems().stream()
                    .filter(RuleProblem::isRefusal)
                    .forEach(problem -> LOG.error("a rule of tenant {} is refused: {}", tenant, problem));
        }
        known.put(tenant, new Known(changes, rules, lists, book));
        return book;
    }

    private Map<String, List<String>> listsOf(String tenant) {
        Map<String, List<String>> lists = new HashMap<>();
        topics.all(DocumentKind.LIST).stream()
                .filter(list -> list.tenant().equals(tenant))
                .map(ListDocument::of)
                .forEach(list -> lists.put(list.name(), list.values()));
        return lists;
    }

    private Set<String> inForce(String tenant) {
        Set<String> names = new HashSet<>();
        topics.all(DocumentKind.RULE).stream()
                .filter(rule -> rule.tenant().equals(tenant))
                .forEach(rule -> names.add(rule.name()));
        return names;
    }

    static List<RuleVersion> versions(List<DocumentVersions> rules, Set<String> inForce) {
        List<RuleVersion> versions = new ArrayList<>();
        for (DocumentVersions rule : rules) {
            long version = 0;
            for (ControlRecord published : rule.published()) {
                boolean isFirst = version == 0;
                version = published.revision().map(Revision::version).orElse(version + 1);
                versions.add(new RuleVersion(
                        rule.name(),
                        Math.toIntExact(version),
                        effectiveFrom(published, isFirst),
                        published
                                .document()
                                .map(RuleDocument::of)
                                .map(RuleDocument::text)
                                .orElse(NOTHING)));
            }
            boolean isThere = !versions.isEmpty()
                    && !versions.get(versions.size() - 1).text().equals(NOTHING);
            // Somebody deleted the record itself: no version says when.
            if (isThere && !rule.published().isEmpty() && !inForce.contains(rule.name())) {
                versions.add(new RuleVersion(rule.name(), Math.toIntExact(version + 1), RuleVersion.ALWAYS, NOTHING));
            }
        }
        return versions;
    }

    private static long effectiveFrom(ControlRecord published, boolean isFirst) {
        Optional<Instant> said = published.document().map(RuleDocument::of).flatMap(RuleDocument::effectiveFrom);
        if (said.isPresent()) {
            return said.get().toEpochMilli();
        }
        return isFirst || published.revision().isEmpty()
                ? RuleVersion.ALWAYS
                : published.revision().get().time().plus(SETTLING).toEpochMilli();
    }
}
