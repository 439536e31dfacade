package io.drey.operations.control;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.Revision;
import java.util.Optional;

/**
 * What happened to a document with a version.
 *
 * @param document what it said from then on; empty where it was deleted
 */
public record HistoryEntry(
        Revision revision, DocumentKind kind, String tenant, String name, Optional<Document> document) {

    public HistoryEntry {
        requireNonNull(revision, "revision is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        requireNonNull(document, "document is null");
    }

    /** Its key in the control topic: {@code dataset/access}. */
    public String address() {
        return kind.singular() + "/" + name;
    }
}
