package io.drey.lake;

import static java.util.Objects.requireNonNull;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Evidence;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Utf8;
import io.drey.format.LineRenderers;
import io.drey.format.json.Skeleton;
import io.drey.format.json.SkeletonValues;
import io.drey.lake.table.LogsTable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads a tenant's events and alerts back as they were landed, in no order, from the tables' current snapshot. Days are those
 * that rows are filed under, in UTC; the end is not part of the range. One thread; for large ranges run it for parts of them.
 */
public final class LakeReader {

    private final Lake lake;
    private final String tenant;
    private final LocalDate from;
    private final LocalDate to;

    /**
     * A reader of some of a tenant's days.
     *
     * @throws IllegalArgumentException if that is no tenant's name
     */
    public LakeReader(Lake lake, String tenant, LocalDate from, LocalDate to) {
        this.lake = requireNonNull(lake, "lake is null");
        this.tenant = DatasetId.requireTenant(tenant);
        this.from = requireNonNull(from, "from is null");
        this.to = requireNonNull(to, "to is null");
    }

    /**
     * The events; to be closed. What was an open field when a line was landed and is a fixed one now is given as that.
     *
     * @throws LakeException if there is no such table
     */
    public CloseableIterable<LogEvent> logs() {
        Expression days = Expressions.and(
                Expressions.greaterThanOrEqual("day", (int) from.toEpochDay()),
                Expressions.lessThan("day", (int) to.toEpochDay()));
        return CloseableIterable.transform(read(LakeTable.LOGS, days), row -> withFixedFields(filled(row)));
    }

    /**
     * A tenant's events by when they happened, wherever they are filed: also those whose time stamp is suspect. In no order; to be
     * closed.
     *
     * @param dataset only of this one
     * @param from the first moment
     * @param to the moment behind the last
     * @throws LakeException if there is no such table
     */
    public static CloseableIterable<LogEvent> happened(
            Lake lake, String tenant, Optional<String> dataset, Instant from, Instant to) {
        Expression time = Expressions.and(
                Expressions.greaterThanOrEqual("ts", microsOf(from)), Expressions.lessThan("ts", microsOf(to)));
        // Most partitions are left out by their day, and files of others by what their manifest says of ts_suspect.
        Expression filed = Expressions.or(
                Expressions.and(
                        Expressions.greaterThanOrEqual("day", dayOf(from)),
                        Expressions.lessThanOrEqual("day", dayOf(to.minusNanos(1)))),
                Expressions.equal("ts_suspect", true));
        Expression where = Expressions.and(
                Expressions.equal("tenant", DatasetId.requireTenant(tenant)), Expressions.and(time, filed));
        if (dataset.isPresent()) {
            where = Expressions.and(where, Expressions.equal("dataset", dataset.get()));
        }
        return CloseableIterable.transform(
                TableRows.read(lake, LakeTable.LOGS, where), row -> withFixedFields(filled(row)));
    }

    /**
     * The alerts, each once; to be closed.
     *
     * @throws LakeException if there is no such table
     */
    public CloseableIterable<Alert> alerts() {
        Expression times = Expressions.and(
                Expressions.greaterThanOrEqual("ts", microsOf(from)), Expressions.lessThan("ts", microsOf(to)));
        return CloseableIterable.transform(read(LakeTable.ALERTS, times), LakeReader::alert);
    }

    private CloseableIterable<Record> read(LakeTable table, Expression range) {
        return TableRows.read(lake, table, Expressions.and(Expressions.equal("tenant", tenant), range));
    }

    private static long microsOf(LocalDate day) {
        return day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000;
    }

    private static long microsOf(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), 1_000_000L), moment.getNano() / 1_000);
    }

    private static int dayOf(Instant moment) {
        return (int) Math.floorDiv(moment.getEpochSecond(), 86_400L);
    }

    /**
     * The event of a whole row of {@code logs}: with what the row leaves out because it follows from the rest. Open fields are
     * those that the row has, also where one of that name is fixed by now.
     */
    public static LogEvent event(Record row) {
        return filled(row);
    }

    private static EventBuilder filled(Record row) {
        StoredFields stored = new StoredFields();
        for (Field field : StoredFields.ALL) {
            Object value = row.getField(field.columnName());
            if (field.isSlice()) {
                stored.slice(field, bytes(value));
            } else if (value instanceof Long number) {
                stored.number(field, number);
            }
        }
        if (row.getField(LogsTable.LABELS) instanceof Map<?, ?> labels) {
            labels.forEach((name, value) -> stored.open(name.toString(), bytes(value)));
        }
        EventBuilder event = stored.event(bytes -> begun(row, bytes));
        String renderer = text(row, LogsTable.RENDERER);
        if (Skeleton.ID.equals(renderer)) {
            byte[] skeleton = event.slice(Field.EVENT_ORIGINAL);
            event.append(Field.EVENT_ORIGINAL, Skeleton.of(skeleton).render(SkeletonValues.of(event)));
        } else if (renderer != null) {
            event.append(Field.EVENT_ORIGINAL, LineRenderers.of(renderer).render(event));
        }
        return event;
    }

    private static EventBuilder begun(Record row, byte[] bytes) {
        EventBuilder event = new EventBuilder(
                new DatasetId(text(row, "tenant"), text(row, "dataset")),
                text(row, "raw_topic_id"),
                text(row, "raw_topic"),
                integer(row, "raw_partition"),
                whole(row, "raw_offset"),
                integer(row, "raw_index"),
                millis(row, "event_created"),
                bytes);
        event.timestampMicros(micros(row, "ts"));
        event.ingestedMillis(millis(row, "event_ingested"));
        return event;
    }

    /** Moves open fields whose names are those of fixed ones by now, if these are absent, to them. */
    static LogEvent withFixedFields(EventBuilder event) {
        for (int i = event.openCount() - 1; i >= 0; i--) {
            Optional<Field> field = Field.ofEcsName(event.openName(i));
            if (field.isPresent() && !event.has(field.get()) && hasMoved(event, i, field.get())) {
                event.removeOpen(i);
            }
        }
        return event;
    }

    private static boolean hasMoved(EventBuilder event, int open, Field field) {
        if (field.isSlice()) {
            event.put(field, event.openOffset(open), event.openLength(open));
            return true;
        }
        try {
            event.put(field, Long.parseLong(event.openText(open)));
            return true;
        } catch (NumberFormatException e) {
            // What is no number stays what it is.
            return false;
        }
    }

    private static Alert alert(Record row) {
        List<?> rows = (List<?>) row.getField("evidence");
        Evidence[] evidence = new Evidence[rows.size()];
        for (int i = 0; i < evidence.length; i++) {
            Record each = (Record) rows.get(i);
            byte[] original = bytes(each.getField("event_original"));
            evidence[i] =
                    new Evidence(text(each, "event_id"), millis(each, "ts"), original == null ? new byte[0] : original);
        }
        Alert alert = new Alert(
                text(row, "id"),
                text(row, "tenant"),
                text(row, "dataset"),
                text(row, "rule_id"),
                integer(row, "rule_version"),
                text(row, "rule_title"),
                text(row, "severity"),
                text(row, "group_key"),
                millis(row, "first_ts"),
                millis(row, "ts"),
                millis(row, "event_created"),
                text(row, "reason"),
                whole(row, "event_count"),
                evidence);
        return Boolean.TRUE.equals(row.getField("late")) ? alert.asLate(alert.reason()) : alert;
    }

    /** The position of a row of {@code logs} or {@code dead_letters}. */
    public static Position position(Record row) {
        return new Position(
                text(row, "raw_topic_id"),
                text(row, "raw_topic"),
                integer(row, "raw_partition"),
                whole(row, "raw_offset"),
                integer(row, "raw_index"));
    }

    static String text(Record row, String column) {
        Object value = row.getField(column);
        return value == null ? null : value.toString();
    }

    static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return value == null ? null : Utf8.encode(value.toString());
    }

    /** A number that may be stored wider than this version has it. */
    public static int integer(Record row, String column) {
        return Math.toIntExact(whole(row, column));
    }

    private static long whole(Record row, String column) {
        return ((Number) row.getField(column)).longValue();
    }

    private static long micros(Record row, String column) {
        OffsetDateTime time = (OffsetDateTime) row.getField(column);
        return time.toEpochSecond() * 1_000_000 + time.getNano() / 1000;
    }

    static long millis(Record row, String column) {
        return Math.floorDiv(micros(row, column), 1000L);
    }
}
