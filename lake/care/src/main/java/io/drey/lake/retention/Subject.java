package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.format.json.Skeleton;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeTable;
import io.drey.lake.table.LogsTable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;

/**
 * Somebody whose data is to be erased: a tenant's rows that have any of the identifiers.
 *
 * @param tenant whose rows
 * @param identifiers the fields and values, at least one
 * @param reach where the values are looked for
 */
public record Subject(String tenant, List<Identifier> identifiers, Reach reach) {

    /** Columns that say where a row came from and what became of it. */
    private static final Set<String> NOT_ABOUT_PEOPLE = Set.of(
            "tenant",
            "dataset",
            "raw_topic_id",
            "raw_topic",
            "raw_sha256",
            "event_renderer",
            "rule_id",
            "rule_title",
            "severity");

    /** Shorter values of open fields are mostly numbers that anything may have. */
    private static final int LEAST_TELLING = 5;

    /** Where in a row of {@code logs} a value is looked for. Dead letters and alerts have text only, which is always searched. */
    public enum Reach {
        /** In the field itself and, where it stands by itself, in every text of the row, the line included. */
        ANYWHERE,
        /** In the field only: for values that are common words, such as a user called admin. */
        FIELDS
    }

    public Subject {
        DatasetId.requireTenant(tenant);
        identifiers = List.copyOf(identifiers);
        if (identifiers.isEmpty()) {
            throw new IllegalArgumentException("the subject has no identifier: give one like source.ip=192.0.2.1");
        }
        if (reach == Reach.ANYWHERE) {
            identifiers.forEach(Subject::requireTelling);
        }
    }

    /** Numbers and words that others' lines have, too, would take those lines away. */
    private static void requireTelling(Identifier identifier) {
        if (identifier.field() instanceof FieldName.Open && identifier.value().length() < LEAST_TELLING) {
            throw new IllegalArgumentException(
                    "the value of %s has %d characters, which stand in many lines that are not about the subject: look into the fields only (--fields-only)"
                            .formatted(identifier.field(), identifier.value().length()));
        }
    }

    /** The names of the fields, without their values. */
    public String fields() {
        return identifiers.stream().map(each -> each.field().dotted()).sorted().collect(Collectors.joining(","));
    }

    /** The same text for the same subject, in whatever order it was given. */
    String canonical() {
        return tenant + "\n"
                + identifiers.stream()
                        .map(Identifier::toString)
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining("\n"));
    }

    /** Looks into rows. */
    Search search() {
        return new Search(
                this,
                identifiers.stream().flatMap(each -> each.texts().stream()).toList());
    }

    /**
     * What is looked for.
     *
     * @param subject the subject
     * @param texts its values in all their forms
     */
    record Search(Subject subject, List<BoundedText> texts) {

        boolean isIn(LakeTable table, Record row) {
            if (!subject.tenant.equals(RowColumns.text(row, "tenant"))) {
                return false;
            }
            if (table == LakeTable.LOGS) {
                for (Identifier each : subject.identifiers) {
                    if (each.isValue(RowColumns.value(row, each.field()))) {
                        return true;
                    }
                }
                if (subject.reach == Reach.FIELDS) {
                    return false;
                }
                // What stands across path and query is in neither.
                String target = RowColumns.field(row, Field.URL_ORIGINAL);
                if (target != null && isIn(target.getBytes(UTF_8))) {
                    return true;
                }
                // Nor is in any column what stands across a skeleton and what fills it.
                if (Skeleton.ID.equals(RowColumns.text(row, LogsTable.RENDERER))
                        && isIn(LakeReader.event(row).slice(Field.EVENT_ORIGINAL))) {
                    return true;
                }
            }
            for (byte[] text : RowColumns.texts(row, NOT_ABOUT_PEOPLE)) {
                if (isIn(text)) {
                    return true;
                }
            }
            return false;
        }

        boolean isIn(byte[] text) {
            for (BoundedText each : texts) {
                if (each.isIn(text)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether a bound of a file's column tells a value: bounds are cut after 16 characters. */
        boolean isInBound(byte[] bound) {
            String text = new String(bound, UTF_8);
            for (Identifier each : subject.identifiers) {
                for (String form : each.forms()) {
                    if (text.equals(form)
                            || (text.length() == BOUND && form.startsWith(text.substring(0, BOUND - 1)))) {
                        return true;
                    }
                }
            }
            return subject.reach == Reach.ANYWHERE && isIn(bound);
        }

        private static final int BOUND = 16;
    }
}
