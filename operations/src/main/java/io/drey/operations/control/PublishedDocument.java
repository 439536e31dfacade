package io.drey.operations.control;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.Document;
import io.drey.configuration.Revision;
import java.util.Optional;

/**
 * A document in force.
 *
 * @param document what it says
 * @param revision by whom; empty where it was written by hand
 */
public record PublishedDocument(Document document, Optional<Revision> revision) {

    public PublishedDocument {
        requireNonNull(document, "document is null");
        requireNonNull(revision, "revision is null");
    }
}
