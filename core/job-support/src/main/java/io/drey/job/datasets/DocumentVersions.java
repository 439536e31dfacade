package io.drey.job.datasets;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.DocumentKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that was ever published of one document.
 *
 * @param published by version, the oldest first; a deletion has no document. Of one that was written by hand, without version and
 *     history, the last one alone
 */
public record DocumentVersions(DocumentKind kind, String tenant, String name, List<ControlRecord> published) {

    private static final Comparator<ControlRecord> ORDER = Comparator.comparingLong(
            record -> record.revision().map(revision -> revision.version()).orElse(Long.MAX_VALUE));

    public DocumentVersions {
        requireNonNull(kind, "kind is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        published = List.copyOf(published);
    }

    static DocumentVersions of(ControlRecord record) {
        // What a compacted topic keeps of a deletion says neither when nor what: its place in the history does.
        boolean isTombstone = record.document().isEmpty() && record.revision().isEmpty();
        return new DocumentVersions(
                record.kind(), record.tenant(), record.name(), isTombstone ? List.of() : List.of(record));
    }

    /** These and those of the same document that were read later. */
    DocumentVersions with(DocumentVersions later) {
        if (later.published.isEmpty()) {
            return this;
        }
        ControlRecord added = later.published.get(0);
        List<ControlRecord> all = new ArrayList<>(published);
        // What somebody wrote by hand is without a version, and counts until something is published again.
        all.removeIf(known -> known.revision().isEmpty() || ORDER.compare(known, added) == 0);
        all.add(added);
        all.sort(ORDER);
        return new DocumentVersions(kind, tenant, name, all);
    }
}
