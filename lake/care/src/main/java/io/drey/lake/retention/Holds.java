package io.drey.lake.retention;

import io.drey.event.FieldName;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/**
 * The legal holds of the lake, kept in its table {@code holds}. Rows are only ever added: one when a hold is placed and one when it
 * is released, with who, when and why, so that what was held at any time can be told.
 *
 * <p>Whatever deletes or replaces rows asks {@link #active} before it plans, and {@link #version} right before it commits: if that
 * has changed, it plans anew. Iceberg commits one table at a time, so a hold that is placed within the moment between is not
 * seen; it covers what is there when the command that places it returns.
 */
public final class Holds {

    private static final String HOLD = "hold";
    private static final String RELEASE = "release";

    private final Lake lake;

    /**
     * Something that was done with a hold.
     *
     * @param hold the hold
     * @param released who released it, when and why; empty while it is active
     * @param actor who placed it
     * @param time when it was placed
     */
    public record Entry(Hold hold, Optional<Release> released, String actor, Instant time) {}

    /**
     * The end of a hold.
     *
     * @param actor who released it
     * @param time when
     * @param reason why
     */
    public record Release(String actor, Instant time, String reason) {}

    /** What placing or releasing found or did. */
    public enum Outcome {
        DONE,
        UNCHANGED
    }

    public Holds(Lake lake) {
        this.lake = lake;
    }

    /**
     * Places a hold. Placing the same again does nothing.
     *
     * @throws IllegalArgumentException if another hold has, or had, this id
     */
    public Outcome place(Hold hold, String actor, Instant now) {
        Optional<Entry> present = find(hold.id());
        if (present.isPresent()) {
            if (present.get().released().isEmpty() && present.get().hold().equals(hold)) {
                return Outcome.UNCHANGED;
            }
            throw new IllegalArgumentException("there %s a hold '%s' already, placed by %s at %s: choose another id"
                    .formatted(
                            present.get().released().isEmpty() ? "is" : "was",
                            hold.id(),
                            present.get().actor(),
                            present.get().time()));
        }
        append(HOLD, hold, actor, hold.reason(), now);
        return Outcome.DONE;
    }

    /**
     * Releases a hold. Releasing it again does nothing.
     *
     * @throws IllegalArgumentException if there is no such hold
     */
    public Outcome release(String id, String actor, String reason, Instant now) {
        Hold.requireReason(reason);
        Entry entry = find(id).orElseThrow(() ->
                new IllegalArgumentException("there is no hold '%s': 'drey lake hold --list' shows all".formatted(id)));
        if (entry.released().isPresent()) {
            return Outcome.UNCHANGED;
        }
        append(RELEASE, entry.hold(), actor, reason, now);
        return Outcome.DONE;
    }

    /** All holds there ever were, oldest first. */
    public List<Entry> all() {
        Map<String, Entry> entries = new TreeMap<>();
        List<Record> rows = AppendedRows.read(lake.table(LakeTable.HOLDS), Expressions.alwaysTrue());
        rows.stream().filter(row -> HOLD.equals(RowColumns.text(row, "action"))).forEach(row -> {
            Hold hold = hold(row);
            // Two may have placed the same id at once: both are held until it is released.
            String key = hold.id() + " " + entries.size();
            entries.put(key, new Entry(hold, Optional.empty(), RowColumns.text(row, "actor"), time(row)));
        });
        Map<String, Release> releases = new HashMap<>();
        rows.stream()
                .filter(row -> RELEASE.equals(RowColumns.text(row, "action")))
                .forEach(row -> releases.put(
                        RowColumns.text(row, "hold_id"),
                        new Release(RowColumns.text(row, "actor"), time(row), RowColumns.text(row, "reason"))));
        return entries.values().stream()
                .map(entry -> new Entry(
                        entry.hold(),
                        Optional.ofNullable(releases.get(entry.hold().id())),
                        entry.actor(),
                        entry.time()))
                .sorted(Comparator.comparing(Entry::time)
                        .thenComparing(entry -> entry.hold().id()))
                .toList();
    }

    /** The holds of a tenant that are not released. */
    public List<Hold> active(String tenant) {
        return all().stream()
                .filter(entry -> entry.released().isEmpty())
                .map(Entry::hold)
                .filter(hold -> hold.tenant().equals(tenant))
                .toList();
    }

    /** Changes whenever a hold is placed or released. */
    public long version() {
        return lake.snapshotId(LakeTable.HOLDS).orElse(0);
    }

    private Optional<Entry> find(String id) {
        return all().stream().filter(entry -> entry.hold().id().equals(id)).findFirst();
    }

    private void append(String action, Hold hold, String actor, String reason, Instant now) {
        Table table = lake.table(LakeTable.HOLDS);
        Record row = GenericRecord.create(table.schema());
        row.setField("hold_id", hold.id());
        row.setField("action", action);
        row.setField("tenant", hold.tenant());
        row.setField("event_created", now.atOffset(ZoneOffset.UTC));
        row.setField("actor", actor);
        row.setField("reason", reason);
        row.setField("dataset", hold.dataset().orElse(null));
        row.setField(
                "from_ts",
                hold.from().map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null));
        row.setField(
                "to_ts", hold.to().map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null));
        row.setField("field", hold.where().map(where -> where.field().dotted()).orElse(null));
        row.setField("value", hold.where().map(Identifier::value).orElse(null));
        AppendedRows.append(table, row);
    }

    private static Hold hold(Record row) {
        String field = RowColumns.text(row, "field");
        return new Hold(
                RowColumns.text(row, "hold_id"),
                RowColumns.text(row, "tenant"),
                Optional.ofNullable(RowColumns.text(row, "dataset")),
                Optional.ofNullable(RowColumns.time(row, "from_ts")).map(OffsetDateTime::toInstant),
                Optional.ofNullable(RowColumns.time(row, "to_ts")).map(OffsetDateTime::toInstant),
                field == null
                        ? Optional.empty()
                        : Optional.of(new Identifier(field(field), RowColumns.text(row, "value"))),
                RowColumns.text(row, "reason"));
    }

    private static FieldName field(String name) {
        try {
            return FieldName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new LakeException(
                    "table holds has a hold on the field '%s', which this version does not know: use a newer one"
                            .formatted(name),
                    e);
        }
    }

    private static Instant time(Record row) {
        return RowColumns.time(row, "event_created").toInstant();
    }
}
