package io.drey.lake.ledger;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.table.Trait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The ledger: what each snapshot of {@code logs} and {@code dead_letters} brought and took away, by tenant, dataset, raw
 * partition and hour of arrival, derived from the snapshots' own files, linked by hashes, and anchored outside the lake's
 * tables.
 *
 * <p>To bring it up to date may be repeated, killed at any moment, and done by several at once.
 */
public final class Ledger {

    /** Snapshots in one commit: what a kill can lose. */
    private static final int BATCH_SNAPSHOTS = 200;

    private static final int BATCH_ENTRIES = 50_000;
    private static final int ATTEMPTS = 20;

    private final Lake lake;
    private final Anchors anchors;
    private final Runnable beforeCommit;

    /**
     * What {@link #update} did.
     *
     * @param snapshots how many snapshots were read
     * @param entries how many entries were appended
     */
    public record Update(long snapshots, long entries) {

        private Update plus(Update other) {
            return new Update(snapshots + other.snapshots, entries + other.entries);
        }
    }

    private Ledger(Lake lake, Anchors anchors, Runnable beforeCommit) {
        this.lake = lake;
        this.anchors = anchors;
        this.beforeCommit = beforeCommit;
    }

    /**
     * The ledger of a lake.
     *
     * @throws LakeException if the lake has none yet
     */
    public static Ledger of(Lake lake, LedgerSettings settings) {
        Table table = lake.table(LakeTable.LEDGER);
        return new Ledger(lake, new FileAnchors(table.io(), settings.folder(table.location())), () -> {});
    }

    /** A ledger that can be disturbed at its weakest moments. */
    static Ledger disturbed(Lake lake, Anchors anchors, Runnable beforeCommit) {
        return new Ledger(lake, anchors, beforeCommit);
    }

    /**
     * Reads the snapshots that are not in the ledger yet; those that writers add while it reads wait for the next time, or it
     * would never end beside writers that are faster.
     *
     * @param progress told of each commit
     * @throws LakeException if a table or a file cannot be read
     */
    public Update update(Consumer<Update> progress) {
        Update sum = new Update(0, 0);
        int conflicts = 0;
        Map<LakeTable, Long> until = newest();
        while (true) {
            StoredLedger ledger = StoredLedger.of(lake);
            StoredLedger.Head head = ledger.head();
            if (head.number() >= 0) {
                // A run may have ended between its commit and its anchor.
                anchors.write(head.number(), head.hash());
            }
            Batch batch = batch(ledger, until);
            if (batch.entries.isEmpty()) {
                return sum;
            }
            List<ChainedEntry> chained = link(head, batch.entries);
            beforeCommit.run();
            try {
                ledger.append(chained);
            } catch (ValidationException e) {
                conflicts++;
                if (conflicts == ATTEMPTS) {
                    throw new LakeException(
                            "the ledger was changed by others %d times in a row: run 'drey lake ledger' again"
                                    .formatted(ATTEMPTS),
                            e);
                }
                continue;
            }
            ChainedEntry last = chained.get(chained.size() - 1);
            anchors.write(last.number(), last.hash());
            sum = sum.plus(new Update(batch.snapshots, chained.size()));
            progress.accept(sum);
        }
    }

    Anchors anchors() {
        return anchors;
    }

    Lake lake() {
        return lake;
    }

    private static final class Batch {
        private final List<LedgerEntry> entries = new ArrayList<>();
        private int snapshots;

        boolean isFull() {
            return snapshots >= BATCH_SNAPSHOTS || entries.size() >= BATCH_ENTRIES;
        }
    }

    private Map<LakeTable, Long> newest() {
        Map<LakeTable, Long> newest = new EnumMap<>(LakeTable.class);
        for (LakeTable name : counted()) {
            lake.snapshotId(name).ifPresent(id -> newest.put(name, id));
        }
        return newest;
    }

    private Batch batch(StoredLedger ledger, Map<LakeTable, Long> until) {
        Batch batch = new Batch();
        for (Map.Entry<LakeTable, Long> each : until.entrySet()) {
            LakeTable name = each.getKey();
            Table table = lake.table(name);
            List<Snapshot> ancestors = ancestors(table, each.getValue());
            if (ancestors.isEmpty()) {
                continue;
            }
            Set<Long> read = ledger.snapshotsOf(
                    name, Instant.ofEpochMilli(ancestors.get(0).timestampMillis()));
            SnapshotLines lines = new SnapshotLines(name, table);
            for (Snapshot snapshot : ancestors) {
                if (read.contains(snapshot.snapshotId())) {
                    continue;
                }
                if (batch.isFull()) {
                    return batch;
                }
                Long parent = snapshot.parentId();
                boolean followsWhatWasExpired = parent != null
                        && table.snapshot(parent) == null
                        && !ledger.snapshotsOf(name, Instant.EPOCH).contains(parent);
                batch.entries.addAll(
                        followsWhatWasExpired ? lines.baseline(snapshot, known(ledger)) : lines.entries(snapshot));
                batch.snapshots++;
            }
        }
        return batch;
    }

    /** Offsets of lines that are in the ledger, of both tables. */
    private static Map<RawPartition, RangeSet> known(StoredLedger ledger) {
        Map<RawPartition, RangeSet> known = new HashMap<>();
        ledger.forEach(chained -> known.computeIfAbsent(chained.entry().key().partition(), partition -> new RangeSet())
                .addAll(chained.entry().offsets()));
        return known;
    }

    /** A snapshot and those that lead to it, as far as they are there, oldest first; none if it has expired. */
    private static List<Snapshot> ancestors(Table table, long snapshotId) {
        List<Snapshot> ancestors = new ArrayList<>();
        SnapshotUtil.ancestorsOf(snapshotId, table::snapshot).forEach(ancestors::add);
        Collections.reverse(ancestors);
        return ancestors;
    }

    /** Whether a table's snapshots are entries. */
    public static boolean counts(LakeTable table) {
        return LineReader.isCounted(table);
    }

    static List<LakeTable> counted() {
        return LakeTable.having(Trait.COUNTED);
    }

    private static List<ChainedEntry> link(StoredLedger.Head head, List<LedgerEntry> entries) {
        List<ChainedEntry> chained = new ArrayList<>(entries.size());
        long number = head.number();
        String hash = head.hash();
        for (LedgerEntry entry : entries) {
            number++;
            ChainedEntry next = ChainedEntry.link(number, hash, entry);
            chained.add(next);
            hash = next.hash();
        }
        return chained;
    }
}
