package io.drey.lake.retention;

import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/**
 * The record of erasures, in the lake's table {@code erasures}: who erased when and why, how many rows, which snapshots went, and
 * of the subject only which fields identified it and a slow salted hash, so that "was this subject erased?" can be answered and
 * "who was erased?" cannot.
 *
 * <p>An erasure is four kinds of rows: {@code begin} before anything is touched, {@code expire} before snapshots of a table go,
 * {@code table} when one is done, {@code end} when nothing was found. One that has begun and not ended goes on under its id when it is run again.
 */
public final class Erasures {

    private static final String BEGIN = "begin";
    private static final String EXPIRE = "expire";
    private static final String TABLE = "table";
    private static final String END = "end";

    private final Lake lake;

    public Erasures(Lake lake) {
        this.lake = lake;
    }

    /**
     * A snapshot that an erasure took away, so that what was made from it can be told apart from a forgery.
     *
     * @param erasureId which erasure
     * @param time when
     */
    public record Superseding(String erasureId, Instant time) {}

    /** The erasure that took a snapshot away; empty if none did. */
    public Optional<Superseding> supersedingOf(LakeTable table, long snapshotId) {
        return rows().stream()
                .filter(row -> EXPIRE.equals(RowColumns.text(row, "action"))
                        && table.tableName().equals(RowColumns.text(row, "table_name"))
                        && expired(row).contains(snapshotId))
                .map(row -> new Superseding(
                        RowColumns.text(row, "erasure_id"),
                        RowColumns.time(row, "event_created").toInstant()))
                .findFirst();
    }

    /**
     * An erasure under way. All its rows have one hash: they are known to be of one erasure anyway, and each hash is slow on purpose.
     *
     * @param id what names it
     * @param request what is erased, by whom and why
     * @param hash of the subject
     */
    record Begun(String id, Erasure.Request request, String hash) {}

    /** The erasure of that subject that was begun and has not ended, or a new one, which is begun. */
    Begun begin(Erasure.Request request, Instant now) {
        Subject subject = request.subject();
        List<Record> rows = rows();
        Set<String> ended = rows.stream()
                .filter(row -> END.equals(RowColumns.text(row, "action")))
                .map(row -> RowColumns.text(row, "erasure_id"))
                .collect(Collectors.toSet());
        Optional<Begun> open = rows.stream()
                .filter(row -> BEGIN.equals(RowColumns.text(row, "action"))
                        && subject.tenant().equals(RowColumns.text(row, "tenant"))
                        && !ended.contains(RowColumns.text(row, "erasure_id"))
                        && SubjectHash.matches(RowColumns.text(row, "subject_hash"), subject))
                .map(row ->
                        new Begun(RowColumns.text(row, "erasure_id"), request, RowColumns.text(row, "subject_hash")))
                .findFirst();
        if (open.isPresent()) {
            return open.get();
        }
        Begun begun = new Begun(UUID.randomUUID().toString(), request, SubjectHash.of(subject));
        append(row(begun, BEGIN, now));
        return begun;
    }

    void expiring(Begun begun, LakeTable table, Set<Long> snapshots, Instant now) {
        Record row = row(begun, EXPIRE, now);
        row.setField("table_name", table.tableName());
        row.setField("expired_snapshots", join(snapshots));
        append(row);
    }

    void tableDone(Begun begun, LakeTable table, TableErasure.Outcome done, Optional<Long> clean, Instant now) {
        Record row = row(begun, TABLE, now);
        row.setField("table_name", table.tableName());
        row.setField("rows_erased", done.rows().rowsDeleted());
        row.setField(
                "rows_held",
                done.rows().rowsHeld().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        row.setField("held_by", String.join(",", done.rows().rowsHeld().keySet()));
        row.setField("files_removed", done.filesRemoved());
        row.setField(
                "replaced_tags",
                done.replacedTags().entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining(",")));
        row.setField(
                "expired_snapshots",
                done.expired().stream().map(String::valueOf).collect(Collectors.joining(",")));
        row.setField("clean_snapshot", clean.orElse(null));
        append(row);
    }

    void end(Begun begun, Instant now) {
        append(row(begun, END, now));
    }

    private static String join(Set<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Set<Long> expired(Record row) {
        String ids = RowColumns.text(row, "expired_snapshots");
        return ids == null || ids.isEmpty()
                ? Set.of()
                : new HashSet<>(
                        Arrays.stream(ids.split(",", -1)).map(Long::valueOf).toList());
    }

    private List<Record> rows() {
        return AppendedRows.read(lake.table(LakeTable.ERASURES), Expressions.alwaysTrue());
    }

    private Record row(Begun begun, String action, Instant now) {
        Subject subject = begun.request().subject();
        Table table = lake.table(LakeTable.ERASURES);
        Record row = GenericRecord.create(table.schema());
        row.setField("erasure_id", begun.id());
        row.setField("action", action);
        row.setField("tenant", subject.tenant());
        row.setField("event_created", now.atOffset(ZoneOffset.UTC));
        row.setField("actor", begun.request().actor());
        row.setField("reason", begun.request().reason());
        row.setField("subject_fields", subject.fields());
        row.setField("subject_hash", begun.hash());
        return row;
    }

    private void append(Record row) {
        AppendedRows.append(lake.table(LakeTable.ERASURES), row);
    }
}
