package io.drey.lake.ledger;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.RangeSet.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The lines of a dataset that arrived in an hour, by the ledger.
 *
 * @param datasetId whose lines
 * @param hour the beginning of the hour
 * @param received lines that were on the raw topic: those that landed, and those missing between them, counted in the hour of
 *     the line behind them
 * @param parsed lines that became events
 * @param deadLettered lines that could not
 * @param dropped lines that were not kept, or are part of an earlier line's event
 * @param landed lines that are in the lake by the ledger: parsed and dead-lettered ones that were not deleted
 * @param deleted lines that were deleted by retention or erasure
 * @param late lines of a time more than an hour before their arrival
 */
public record HourLines(
        DatasetId datasetId,
        Instant hour,
        long received,
        long parsed,
        long deadLettered,
        long dropped,
        long landed,
        long deleted,
        long late) {

    public HourLines {
        requireNonNull(datasetId, "datasetId is null");
        requireNonNull(hour, "hour is null");
    }

    private static final class Sum {
        private long missing;
        private long parsed;
        private long deadLettered;
        private long dropped;
        private long landed;
        private long deleted;
        private long late;
    }

    private record Hour(DatasetId datasetId, long millis) implements Comparable<Hour> {

        @Override
        public int compareTo(Hour other) {
            int byDataset = datasetId.compareTo(other.datasetId);
            return byDataset != 0 ? byDataset : Long.compare(millis, other.millis);
        }
    }

    /**
     * The hours of the ledger as it stands, by dataset and time.
     *
     * @param wanted which datasets
     * @param settle how long ago a snapshot must have been committed before lines are missed behind it
     * @param now the present
     */
    public static List<HourLines> of(Lake lake, Predicate<DatasetId> wanted, Duration settle, Instant now) {
        LedgerState state = new LedgerState(
                partition -> wanted.test(new DatasetId(partition.tenant(), partition.dataset())),
                now.minus(settle).toEpochMilli());
        StoredLedger.of(lake).forEach(chained -> state.accept(chained.entry()));
        Map<Hour, Sum> sums = new TreeMap<>();
        state.byKey().forEach((key, expected) -> {
            Sum sum = sum(sums, key.partition(), key.hourMillis());
            if (key.table() == LakeTable.DROPPED) {
                sum.dropped += expected.added();
                return;
            }
            if (key.table() == LakeTable.LOGS) {
                sum.parsed += expected.added();
            } else {
                sum.deadLettered += expected.added();
            }
            sum.landed += expected.count();
            sum.deleted += expected.deleted();
            sum.late += expected.late();
        });
        state.byPartition().forEach((partition, all) -> {
            if (partition.index() == 0) {
                for (Range gap : all.ever().gapsUpTo(all.settledOffset()).ranges()) {
                    state.hoursOf(partition, gap.to() + 1).stream()
                            .findFirst()
                            .ifPresent(hour -> sum(sums, partition, hour).missing += gap.count());
                }
            }
        });
        List<HourLines> hours = new ArrayList<>();
        sums.forEach((hour, sum) -> hours.add(new HourLines(
                hour.datasetId(),
                Instant.ofEpochMilli(hour.millis()),
                sum.parsed + sum.deadLettered + sum.dropped + sum.missing,
                sum.parsed,
                sum.deadLettered,
                sum.dropped,
                sum.landed,
                sum.deleted,
                sum.late)));
        return hours;
    }

    private static Sum sum(Map<Hour, Sum> sums, RawPartition partition, long hourMillis) {
        DatasetId datasetId = new DatasetId(partition.tenant(), partition.dataset());
        return sums.computeIfAbsent(new Hour(datasetId, hourMillis), hour -> new Sum());
    }
}
