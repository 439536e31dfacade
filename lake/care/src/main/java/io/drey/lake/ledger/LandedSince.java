package io.drey.lake.ledger;

import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.lake.LandedLines;
import io.drey.lake.LandedLines.Place;
import io.drey.lake.LandedLines.Range;
import io.drey.lake.ledger.LedgerEntry.Kind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * What landed since a time: the lines that a job lands twice when it goes back to a savepoint of that time, unless it is told.
 *
 * <p>Lines of a raw partition land in their order. So of {@code logs} and of {@code dead_letters} all has landed up to the highest
 * offset, and what stands between need not be remembered one by one. Only what a sender repeated overtakes, in {@code dropped}, lines
 * that wait for those they are joined with: there each that stands beyond the last event counts for itself.
 */
public final class LandedSince {

    private final Map<LakeTable, Map<Place, RangeSet>> landed = new EnumMap<>(LakeTable.class);

    private LandedSince() {}

    /**
     * Tells a lake's tables what landed in them since a time, so that a job that is started next lands none of it again.
     *
     * @param since a time before the savepoint that the job goes back to; no job may land lines meanwhile
     * @return how many lines there are of which each table is told
     */
    public static Map<LakeTable, Long> tell(Lake lake, Instant since) {
        LandedSince all = new LandedSince();
        StoredLedger ledger = StoredLedger.of(lake);
        ledger.forEach(chained -> all.add(chained.entry(), since));
        Map<LakeTable, Long> counts = new EnumMap<>(LakeTable.class);
        for (LakeTable name : Ledger.counted()) {
            Table table = lake.table(name);
            all.addThoseThatTheLedgerLacks(name, table, ledger, since);
        }
        for (LakeTable name : Ledger.counted()) {
            LandedLines.of(all.lines(name)).setIn(lake.table(name));
            counts.put(
                    name,
                    all.of(name).values().stream().mapToLong(RangeSet::count).sum());
        }
        return counts;
    }

    private void addThoseThatTheLedgerLacks(LakeTable name, Table table, StoredLedger ledger, Instant since) {
        if (table.currentSnapshot() == null) {
            return;
        }
        Set<Long> known = ledger.snapshotsOf(name, since);
        SnapshotLines lines = new SnapshotLines(name, table);
        for (Snapshot snapshot :
                SnapshotUtil.ancestorsOf(table.currentSnapshot().snapshotId(), table::snapshot)) {
            if (snapshot.timestampMillis() >= since.toEpochMilli() && !known.contains(snapshot.snapshotId())) {
                lines.entries(snapshot).forEach(entry -> add(entry, since));
            }
        }
    }

    private void add(LedgerEntry entry, Instant since) {
        RawPartition partition = entry.key().partition();
        if (entry.kind() == Kind.ADDED
                && entry.snapshot().committedMillis() >= since.toEpochMilli()
                && !LakeOperation.changesLines(entry.snapshot().operation())
                && partition.hasOffsets()) {
            of(entry.key().table())
                    .computeIfAbsent(new Place(partition.topicId(), partition.partition()), place -> new RangeSet())
                    .addAll(entry.offsets());
        }
    }

    private Map<Place, RangeSet> of(LakeTable table) {
        return landed.computeIfAbsent(table, name -> new HashMap<>());
    }

    private Map<Place, List<Range>> lines(LakeTable table) {
        Map<Place, List<Range>> lines = new HashMap<>();
        of(table).forEach((place, offsets) -> lines.put(place, ranges(offsets, last(table, place, offsets))));
        return lines;
    }

    /** Up to which offset all has landed. */
    private long last(LakeTable table, Place place, RangeSet offsets) {
        if (table != LakeTable.DROPPED) {
            return offsets.last();
        }
        RangeSet none = new RangeSet();
        long lastEvent = Math.max(
                of(LakeTable.LOGS).getOrDefault(place, none).last(),
                of(LakeTable.DEAD_LETTERS).getOrDefault(place, none).last());
        return Math.min(offsets.last(), lastEvent);
    }

    private static List<Range> ranges(RangeSet offsets, long last) {
        RangeSet all = offsets.copy();
        if (last >= 0) {
            all.add(0, last);
        }
        return all.ranges().stream()
                .map(range -> new Range(range.from(), range.to()))
                .toList();
    }
}
