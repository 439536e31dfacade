package io.drey.operations.control;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.ListDocument;
import io.drey.configuration.MetricDocument;
import io.drey.configuration.TenantDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What leads from the documents in force to those wanted.
 *
 * @param changes sorted; what is wanted as it is, too
 */
public record DocumentPlan(List<DocumentChange> changes) {

    public DocumentPlan {
        changes = List.copyOf(changes);
    }

    /**
     * Compares.
     *
     * @param wanted the documents to be in force
     * @param prune of the documents in force and not wanted, those to be deleted
     */
    public static DocumentPlan of(ControlState state, List<Document> wanted, Predicate<Document> prune) {
        List<DocumentChange> changes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Document document : wanted) {
            names.add(document.toString());
            Optional<Document> before = state.find(document).map(PublishedDocument::document);
            Optional<Document> intact = state.intact(document).map(PublishedDocument::document);
            DocumentChange.Outcome outcome = before.isEmpty()
                    ? DocumentChange.Outcome.CREATED
                    : intact.equals(Optional.of(document))
                            ? DocumentChange.Outcome.UNCHANGED
                            : DocumentChange.Outcome.CHANGED;
            changes.add(new DocumentChange(outcome, document, before));
        }
        for (PublishedDocument published : state.all()) {
            Document document = published.document();
            if (!names.contains(document.toString()) && prune.test(document)) {
                changes.add(new DocumentChange(DocumentChange.Outcome.DELETED, document, Optional.of(document)));
            }
        }
        return new DocumentPlan(changes.stream()
                .sorted(java.util.Comparator.comparing(DocumentChange::document))
                .toList());
    }

    /** The changes that have to be published. */
    public List<DocumentChange> published() {
        return changes.stream().filter(DocumentChange::isPublished).toList();
    }

    /** The documents that will be gone. */
    public List<Document> deleted() {
        return changes.stream()
                .filter(change -> change.outcome() == DocumentChange.Outcome.DELETED)
                .map(DocumentChange::document)
                .toList();
    }

    /** All documents that will be in force. */
    public List<Document> result(ControlState state) {
        Map<String, Document> result = new TreeMap<>();
        state.all().forEach(published -> result.put(published.document().toString(), published.document()));
        for (DocumentChange change : changes) {
            if (change.outcome() == DocumentChange.Outcome.DELETED) {
                result.remove(change.document().toString());
            } else {
                result.put(change.document().toString(), change.document());
            }
        }
        return result.values().stream().sorted().toList();
    }

    /**
     * Documents that are wanted though their tenant will have none, or that lose their tenant. What somebody published by
     * hand for a tenant that was never there keeps nobody from applying other documents.
     */
    public List<Document> withoutTenant(ControlState state) {
        List<Document> result = result(state);
        Set<String> tenants = new HashSet<>();
        result.stream()
                .filter(document -> document.kind() == DocumentKind.TENANT)
                .forEach(document -> tenants.add(document.name()));
        Set<Document> concerned = new HashSet<>();
        changes.forEach(change -> concerned.add(change.document()));
        Set<String> lost = new HashSet<>();
        deleted().stream()
                .filter(document -> document.kind() == DocumentKind.TENANT)
                .forEach(document -> lost.add(document.name()));
        return result.stream()
                .filter(document -> !tenants.contains(document.tenant()))
                .filter(document -> concerned.contains(document) || lost.contains(document.tenant()))
                .toList();
    }

    /** Why a tenant that the changes concern would have too many metrics, or metrics of too many values; else empty. */
    public Optional<String> metricsBeyondBounds(ControlState state) {
        List<Document> result = result(state);
        for (String tenant : tenants()) {
            Optional<String> excess = MetricDocument.excess(result.stream()
                    .filter(document -> document.kind() == DocumentKind.METRIC)
                    .filter(document -> document.tenant().equals(tenant))
                    .map(MetricDocument::of)
                    .toList());
            if (excess.isPresent()) {
                return excess.map(why -> "tenant %s: %s".formatted(tenant, why));
            }
        }
        return Optional.empty();
    }

    /**
     * Why a tenant that the changes concern would have datasets that look up in a list that is not there, or in lists of too many
     * entries; else empty.
     */
    public Optional<String> listsMissingOrBeyondBounds(ControlState state) {
        List<Document> result = result(state);
        for (String tenant : tenants()) {
            Map<String, Document> lists = new TreeMap<>();
            Map<String, Document> lookedUp = new TreeMap<>();
            result.stream()
                    .filter(document -> document.kind() == DocumentKind.LIST)
                    .filter(document -> document.tenant().equals(tenant))
                    .forEach(document -> lists.put(document.name(), document));
            for (Document document : result) {
                if (document.kind() != DocumentKind.DATASET
                        || !document.tenant().equals(tenant)) {
                    continue;
                }
                DatasetDocument dataset = DatasetDocument.of(
                        document, tenant(result, tenant).orElseGet(() -> TenantDocument.defaults(tenant)));
                for (String name : dataset.lines().treatment().enrichment().lists()) {
                    if (!lists.containsKey(name)) {
                        return Optional.of(
                                "%s looks up in list '%s', which there is not: add its document (kind: List), or leave it out of 'enrich'"
                                        .formatted(document, name));
                    }
                    lookedUp.put(name, lists.get(name));
                }
            }
            Optional<String> excess = ListDocument.excess(List.copyOf(lookedUp.values()));
            if (excess.isPresent()) {
                return excess.map(why -> "tenant %s: %s".formatted(tenant, why));
            }
        }
        return Optional.empty();
    }

    /** The tenants of which a document is wanted or goes. */
    public Set<String> tenants() {
        Set<String> tenants = new java.util.TreeSet<>();
        changes.forEach(change -> tenants.add(change.document().tenant()));
        return tenants;
    }

    /** The tenant's document that will be in force. */
    static Optional<TenantDocument> tenant(List<Document> result, String name) {
        return result.stream()
                .filter(document -> document.kind() == DocumentKind.TENANT
                        && document.name().equals(name))
                .findFirst()
                .map(TenantDocument::of);
    }
}
