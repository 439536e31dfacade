package io.drey.lake.retention;

import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LakeOperation;
import io.drey.lake.table.Trait;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;

/**
 * Deletes rows of {@code logs}, {@code dead_letters} and {@code alerts} that are past their dataset's retention.
 *
 * <p>A day's rows go together, once the whole day is past: of {@code logs} the day they are filed under, of {@code alerts} that of
 * their last event, of {@code dead_letters} that of their arrival. So a row is kept for up to a day longer, and where compaction
 * has made files of one dataset, nothing is read or written. What a legal hold covers stays.
 *
 * <p>Rows leave the tables' current snapshot; earlier snapshots keep them until they expire.
 */
public final class Retention {

    private static final List<LakeTable> TABLES = LakeTable.having(Trait.RETAINED);

    /** Whether rows are deleted, or only counted. */
    public enum Mode {
        DELETE,
        COUNT
    }

    /**
     * How long a dataset is kept.
     *
     * @param dataset the dataset
     * @param keep how long; positive
     */
    public record Keep(DatasetId dataset, Duration keep) {

        public Keep {
            if (keep.isNegative() || keep.isZero()) {
                throw new IllegalArgumentException(
                        "the retention of %s is %s: it must be longer than nothing".formatted(dataset, keep));
            }
        }

        /** The first day that is kept. */
        LocalDate firstDay(Instant now) {
            return LocalDate.ofInstant(now.minus(keep), ZoneOffset.UTC);
        }
    }

    /**
     * What was done.
     *
     * @param dataset of which dataset
     * @param table in which table
     * @param before the first day that is kept
     * @param filesDropped files taken out whole
     * @param filesRewritten files replaced by one without the rows
     * @param rowsDeleted rows in them that are gone
     * @param rowsHeld rows that would be gone but for a hold, by the hold's id
     */
    public record Outcome(
            DatasetId dataset,
            LakeTable table,
            LocalDate before,
            long filesDropped,
            long filesRewritten,
            long rowsDeleted,
            Map<String, Long> rowsHeld) {}

    private final Lake lake;
    private final Holds holds;

    public Retention(Lake lake) {
        this.lake = lake;
        this.holds = new Holds(lake);
    }

    /**
     * Deletes, or counts, a dataset's rows that are past their time.
     *
     * @throws io.drey.lake.LakeException if the lake cannot be reached, or holds change meanwhile
     */
    public List<Outcome> run(Keep keep, Instant now, Mode mode) {
        long version = holds.version();
        List<Hold> held = holds.active(keep.dataset().tenant()).stream()
                .filter(hold -> hold.mayCover(
                        keep.dataset().tenant(), Optional.of(keep.dataset().dataset())))
                .toList();
        List<Outcome> outcomes = new ArrayList<>();
        for (LakeTable name : TABLES) {
            Table table = lake.table(name);
            RowRule rule = new PastRetention(name, table.schema(), keep.dataset(), keep.firstDay(now), held);
            RowDeletion deletion = new RowDeletion(
                    rule,
                    Map.of(LakeOperation.PROPERTY, LakeOperation.RETAIN, "drey.retention", keep.toString()),
                    () -> holds.version() == version);
            RowDeletion.Outcome done =
                    switch (mode) {
                        case DELETE -> deletion.apply(table);
                        case COUNT -> deletion.plan(table);
                    };
            outcomes.add(new Outcome(
                    keep.dataset(),
                    name,
                    keep.firstDay(now),
                    done.filesDropped(),
                    done.filesRewritten(),
                    done.rowsDeleted(),
                    done.rowsHeld()));
        }
        return outcomes;
    }

    /** Rows of a dataset before a day, but for those held. */
    private static final class PastRetention implements RowRule {

        private final LakeTable table;
        private final String dayColumn;
        private final DatasetId dataset;
        private final LocalDate before;
        private final List<Hold> holds;
        private final Expression scope;
        private final StrictMetricsEvaluator whole;

        PastRetention(LakeTable table, Schema schema, DatasetId dataset, LocalDate before, List<Hold> holds) {
            this.table = table;
            this.dayColumn = table.definition().dayColumn().orElseThrow();
            this.dataset = dataset;
            this.before = before;
            this.holds = holds;
            this.scope = Expressions.and(
                    Expressions.equal("tenant", dataset.tenant()),
                    Expressions.equal("dataset", dataset.dataset()),
                    Expressions.lessThan(
                            dayColumn,
                            table.definition().isFiledByDate()
                                    ? (Object) (int) before.toEpochDay()
                                    : before.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000));
            this.whole = new StrictMetricsEvaluator(schema, scope);
        }

        @Override
        public Expression scope() {
            return scope;
        }

        @Override
        public Collection<String> columns() {
            Set<String> columns = new HashSet<>(Set.of("tenant", "dataset", dayColumn));
            if (!holds.isEmpty()) {
                columns.addAll(Hold.columns(table, holds));
            }
            return columns;
        }

        @Override
        public boolean takesWhole(DataFile file) {
            return holds.isEmpty() && whole.eval(file);
        }

        @Override
        public Verdict judge(Record row) {
            if (!dataset.tenant().equals(RowColumns.text(row, "tenant"))
                    || !dataset.dataset().equals(RowColumns.text(row, "dataset"))
                    || !day(row).isBefore(before)) {
                return Verdict.KEEP;
            }
            for (Hold hold : holds) {
                if (hold.covers(table, row)) {
                    return Verdict.heldBy(hold.id());
                }
            }
            return Verdict.DELETE;
        }

        private LocalDate day(Record row) {
            return table.definition().isFiledByDate()
                    ? (LocalDate) row.getField(dayColumn)
                    : LocalDate.ofInstant(RowColumns.time(row, dayColumn).toInstant(), ZoneOffset.UTC);
        }
    }
}
