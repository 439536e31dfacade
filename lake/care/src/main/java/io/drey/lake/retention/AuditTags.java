package io.drey.lake.retention;

import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.lake.table.Trait;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Tags that keep each table as it was at the end of a month (UTC): {@code audit-2026-10}. Snapshot expiry keeps what a tag names
 * until the tag's own age is up. A tag that is there is never moved, except by an erasure.
 */
public final class AuditTags {

    /** What tagging found or did. */
    public enum Outcome {
        TAGGED,
        UNCHANGED,
        /** Nothing was written until then, or its snapshots have expired. */
        NO_SNAPSHOT
    }

    /**
     * A table's tag.
     *
     * @param table the table
     * @param tag the tag's name
     * @param outcome what was done
     * @param snapshotId what it names; empty where there is none
     */
    public record Tagged(LakeTable table, String tag, Outcome outcome, Optional<Long> snapshotId) {}

    private final Lake lake;

    public AuditTags(Lake lake) {
        this.lake = lake;
    }

    /** The tag's name. */
    public static String name(YearMonth month) {
        return "audit-" + month;
    }

    /**
     * Tags the last snapshot of a month in each table that keeps events. Safe to repeat.
     *
     * @param month a month that is over: until then its last snapshot is not known
     * @param keep how long from the snapshot on the tag is kept
     */
    public List<Tagged> tag(YearMonth month, Duration keep) {
        List<Tagged> tags = new ArrayList<>();
        for (LakeTable table : LakeTable.having(Trait.TAGGED)) {
            tags.add(tag(table, month, keep));
        }
        return tags;
    }

    private Tagged tag(LakeTable name, YearMonth month, Duration keep) {
        String tag = name(month);
        long end = month.plusMonths(1)
                .atDay(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
        Table table = lake.asItIs(name);
        Optional<SnapshotRef> present = Optional.ofNullable(table.refs().get(tag));
        if (present.isPresent()) {
            return new Tagged(name, tag, Outcome.UNCHANGED, present.map(SnapshotRef::snapshotId));
        }
        Optional<Snapshot> last = last(table, end);
        if (last.isEmpty()) {
            return new Tagged(name, tag, Outcome.NO_SNAPSHOT, Optional.empty());
        }
        Refs.change(table, refs -> refs.createTag(tag, last.get().snapshotId()).setMaxRefAgeMs(tag, keep.toMillis()));
        return new Tagged(name, tag, Outcome.TAGGED, last.map(Snapshot::snapshotId));
    }

    private static Optional<Snapshot> last(Table table, long end) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (snapshot.timestampMillis() < end) {
                return Optional.of(snapshot);
            }
        }
        return Optional.empty();
    }
}
