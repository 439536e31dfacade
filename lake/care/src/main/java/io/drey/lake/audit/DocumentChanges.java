package io.drey.lake.audit;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.retention.AppendedRows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** Who changed the configuration, in the lake's table {@code document_changes}: what control topics tell, kept for auditors. */
public final class DocumentChanges {

    private static final String PUBLISHED = "published";
    private static final String DELETED = "deleted";
    private static final int ATTEMPTS = 5;

    /**
     * A document was published or deleted.
     *
     * @param tenant whose configuration
     * @param kind the kind of document
     * @param name the document's name
     * @param version the version of the control topic
     * @param time when
     * @param author who, as the publisher said
     * @param content what it says from then on, as JSON; empty where it was deleted
     */
    public record Change(
            String tenant,
            String kind,
            String name,
            long version,
            Instant time,
            String author,
            Optional<String> content) {

        public Change {
            DatasetId.requireTenant(tenant);
            requireNonNull(kind, "kind is null");
            requireNonNull(name, "name is null");
            requireNonNull(time, "time is null");
            requireNonNull(author, "author is null");
            requireNonNull(content, "content is null");
        }

        public String outcome() {
            return content.isPresent() ? PUBLISHED : DELETED;
        }

        private Key key() {
            return new Key(tenant, kind, name, version);
        }
    }

    /** What a change is known by: no document changes twice with one version. */
    private record Key(String tenant, String kind, String name, long version) {}

    private DocumentChanges() {}

    /**
     * Adds those changes that are not in the lake yet. Safe to repeat, and beside another that does the same.
     *
     * @return how many were added
     * @throws LakeException if others keep adding
     */
    public static int record(Lake lake, Collection<Change> changes) {
        Table table = lake.table(LakeTable.DOCUMENT_CHANGES);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            table.refresh();
            Optional<Long> since = Optional.ofNullable(table.currentSnapshot()).map(Snapshot::snapshotId);
            Set<Key> known =
                    rows(table, Optional.empty()).stream().map(Change::key).collect(Collectors.toSet());
            List<Record> fresh = changes.stream()
                    .filter(change -> !known.contains(change.key()))
                    .map(change -> row(table, change))
                    .toList();
            if (fresh.isEmpty() || AppendedRows.append(table, fresh, since)) {
                return fresh.size();
            }
        }
        throw new LakeException("table %s: others add rows again and again; run it again".formatted(table.name()));
    }

    /**
     * What was recorded, in the order of time.
     *
     * @param tenant only of this tenant
     */
    public static List<Change> of(Lake lake, Optional<String> tenant) {
        return rows(lake.table(LakeTable.DOCUMENT_CHANGES), tenant);
    }

    private static List<Change> rows(Table table, Optional<String> tenant) {
        Expression where = tenant.<Expression>map(name -> Expressions.equal("tenant", name))
                .orElse(Expressions.alwaysTrue());
        List<Change> changes = new ArrayList<>();
        for (Record row : AppendedRows.read(table, where)) {
            changes.add(new Change(
                    (String) row.getField("tenant"),
                    (String) row.getField("kind"),
                    (String) row.getField("name"),
                    (Long) row.getField("version"),
                    ((OffsetDateTime) row.getField("event_created")).toInstant(),
                    (String) row.getField("actor"),
                    Optional.ofNullable((String) row.getField("content"))));
        }
        changes.sort(Comparator.comparing(Change::time)
                .thenComparing(Change::tenant)
                .thenComparing(Change::kind)
                .thenComparing(Change::name)
                .thenComparing(Change::version));
        return changes;
    }

    private static Record row(Table table, Change change) {
        Record row = GenericRecord.create(table.schema());
        row.setField("tenant", change.tenant());
        row.setField("kind", change.kind());
        row.setField("name", change.name());
        row.setField("version", change.version());
        row.setField("event_created", change.time().atOffset(ZoneOffset.UTC));
        row.setField("actor", change.author());
        row.setField("outcome", change.outcome());
        row.setField("content", change.content().orElse(null));
        return row;
    }
}
