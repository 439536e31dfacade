package io.drey.lake.retention;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.lake.LakeTable;
import io.drey.lake.table.HoldCoverage;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.data.Record;

/**
 * A legal hold: rows that it covers are not deleted by anything, until it is released.
 *
 * <p>Of {@code logs} it covers by the event's time, or by the arrival where the time stamp is suspect; of {@code dead_letters} by
 * arrival, as they have no other time; of {@code alerts} all whose events reach into its time. A condition is compared with the
 * field's value in {@code logs}; dead letters and alerts have no such field and are covered where the value stands in their text,
 * so that rather too much is kept than too little.
 *
 * @param id what names it: up to 64 letters, digits, dots, dashes and underscores
 * @param tenant whose rows
 * @param dataset of which dataset; empty for all
 * @param from the first moment; empty for no beginning
 * @param to the moment after the last; empty for no end
 * @param where which rows; empty for all
 * @param reason why
 */
public record Hold(
        String id,
        String tenant,
        Optional<String> dataset,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<Identifier> where,
        String reason) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_REASON = 2000;

    public Hold {
        if (!ID.matcher(requireNonNull(id, "id is null")).matches()) {
            throw new IllegalArgumentException(
                    "the hold's id '%s' is not allowed: use up to 64 letters, digits, dots, dashes and underscores, a letter or digit first"
                            .formatted(Printable.of(id)));
        }
        DatasetId.requireTenant(tenant);
        for (String name : dataset.stream().toList()) {
            dataset = Optional.of(new DatasetId(tenant, name).dataset());
        }
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new IllegalArgumentException(
                    "the hold's begin %s is not before its end %s: turn them round".formatted(from.get(), to.get()));
        }
        requireNonNull(where, "where is null");
        requireReason(reason);
    }

    /** Refuses an empty reason: whoever reads the record years later wants to know. */
    static String requireReason(String reason) {
        if (requireNonNull(reason, "reason is null").isBlank() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "the reason has %d characters: give 1 to %d".formatted(reason.length(), LONGEST_REASON));
        }
        return reason;
    }

    /** Whether it may cover rows of a dataset; a file's rows need not be looked at where it does not. */
    boolean mayCover(String ofTenant, Optional<String> ofDataset) {
        return tenant.equals(ofTenant) && (dataset.isEmpty() || ofDataset.isEmpty() || dataset.equals(ofDataset));
    }

    /** The columns that {@link #covers} looks at. */
    static Set<String> columns(LakeTable table, List<Hold> holds) {
        HoldCoverage coverage = table.definition()
                .holdCoverage()
                .orElseThrow(() -> new IllegalArgumentException("no hold covers " + table.tableName()));
        Set<String> columns = new HashSet<>(Set.of("tenant", "dataset"));
        coverage.columns().forEach(columns::add);
        if (coverage.isByField()) {
            holds.forEach(hold -> hold.where.ifPresent(each -> columns.addAll(RowColumns.of(each.field()))));
        }
        return columns;
    }

    /**
     * Whether it covers a row.
     *
     * @param row has at least the {@link #columns}
     */
    boolean covers(LakeTable table, Record row) {
        if (!tenant.equals(RowColumns.text(row, "tenant"))
                || dataset.filter(name -> !name.equals(RowColumns.text(row, "dataset")))
                        .isPresent()) {
            return false;
        }
        return table.definition()
                .holdCoverage()
                .filter(coverage -> reachesInto(coverage, row) && isMeant(coverage, row))
                .isPresent();
    }

    private boolean isMeant(HoldCoverage coverage, Record row) {
        return coverage.isByField()
                ? where.map(each -> each.isValue(RowColumns.value(row, each.field())))
                        .orElse(true)
                : isInText(row, Set.of("tenant", "dataset"));
    }

    private boolean reachesInto(HoldCoverage coverage, Record row) {
        boolean suspect = coverage.suspect()
                .filter(flag -> Boolean.TRUE.equals(row.getField(flag)))
                .isPresent();
        Instant last = RowColumns.time(row, suspect ? HoldCoverage.ARRIVAL : coverage.last())
                .toInstant();
        Instant first = RowColumns.time(row, suspect ? HoldCoverage.ARRIVAL : coverage.first())
                .toInstant();
        return from.map(each -> !last.isBefore(each)).orElse(true)
                && to.map(first::isBefore).orElse(true);
    }

    private boolean isInText(Record row, Set<String> skipped) {
        if (where.isEmpty()) {
            return true;
        }
        List<BoundedText> wanted = where.get().texts();
        return RowColumns.texts(row, skipped).stream()
                .anyMatch(text -> wanted.stream().anyMatch(each -> each.isIn(text)));
    }
}
