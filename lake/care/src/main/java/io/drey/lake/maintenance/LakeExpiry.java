package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.SinkCommit;
import io.drey.lake.ledger.LakeOperation;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.maintenance.domain.SnapshotState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Lets go what nobody will ask for again: old snapshots with the files only they know, files that no snapshot knows, and
 * manifests that are many and small.
 *
 * <p>Tags and branches keep their snapshots for as long as they say. A query that started from a snapshot before it expired
 * must end within the {@linkplain MaintenanceSettings#snapshots() bounds}, or it misses files. Safe beside writers, and to
 * repeat.
 */
public final class LakeExpiry {

    private final Lake lake;
    private final MaintenanceSettings settings;
    private final InstantSource clock;

    /** An expiry in a lake. */
    public LakeExpiry(Lake lake, MaintenanceSettings settings, InstantSource clock) {
        this.lake = requireNonNull(lake, "lake is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** What would go. */
    public ExpiredTable plan(LakeTable which) {
        Table table = lake.asItIs(which);
        Instant before = expireBefore(table);
        Set<Long> kept = new HashSet<>();
        for (SnapshotRef ref : table.refs().values()) {
            kept.add(ref.snapshotId());
        }
        int expired = 0;
        for (Snapshot snapshot : table.snapshots()) {
            if (snapshot.timestampMillis() < before.toEpochMilli() && !kept.contains(snapshot.snapshotId())) {
                expired++;
            }
        }
        List<OrphanFiles.Orphan> orphans = new OrphanFiles(table).olderThan(orphansBefore());
        int manifests = manifests(table).size();
        return new ExpiredTable(
                which,
                expired,
                size(table.snapshots()) - expired,
                0,
                orphans.size(),
                orphans.stream().mapToLong(OrphanFiles.Orphan::bytes).sum(),
                manifests,
                isManifestRewriteDue(table) ? manifests - smallManifests(table).size() + 1 : manifests);
    }

    /**
     * Does all three.
     *
     * @throws LakeException if the table cannot be read or written
     */
    public ExpiredTable run(LakeTable which) {
        ExpiredTable done = expire(which);
        List<OrphanFiles.Orphan> orphans = removeOrphans(which);
        return new ExpiredTable(
                which,
                done.expiredSnapshots(),
                done.keptSnapshots(),
                done.removedFiles(),
                orphans.size(),
                orphans.stream().mapToLong(OrphanFiles.Orphan::bytes).sum(),
                done.manifestsBefore(),
                done.manifestsAfter());
    }

    /** Expires snapshots and rewrites manifests, and looks for no orphans. */
    public ExpiredTable expire(LakeTable which) {
        Table table = lake.asItIs(which);
        int manifestsBefore = manifests(table).size();
        rewriteManifests(table);
        int before = size(table.snapshots());
        AtomicInteger removed = new AtomicInteger();
        if (before > 1) {
            if (Ledger.counts(which)) {
                // It cannot read what a snapshot brought, or took away, once that has expired.
                Ledger.of(lake, settings.ledger()).update(update -> {});
            }
            table.expireSnapshots()
                    .expireOlderThan(expireBefore(table).toEpochMilli())
                    .retainLast(1)
                    .deleteWith(path -> {
                        table.io().deleteFile(path);
                        removed.incrementAndGet();
                    })
                    .commit();
        }
        table.refresh();
        int after = size(table.snapshots());
        return new ExpiredTable(
                which,
                Math.max(0, before - after),
                after,
                removed.get(),
                0,
                0,
                manifestsBefore,
                manifests(table).size());
    }

    /** Removes the files that no snapshot knows, and tells which they were. */
    List<OrphanFiles.Orphan> removeOrphans(LakeTable which) {
        OrphanFiles orphans = new OrphanFiles(lake.asItIs(which));
        List<OrphanFiles.Orphan> found = orphans.olderThan(orphansBefore());
        orphans.remove(found);
        return found;
    }

    private Instant orphansBefore() {
        return clock.instant().minus(settings.orphanAge());
    }

    private Instant expireBefore(Table table) {
        List<SnapshotState> newestFirst = new ArrayList<>();
        if (table.currentSnapshot() != null) {
            for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
                newestFirst.add(new SnapshotState(
                        snapshot.snapshotId(),
                        Instant.ofEpochMilli(snapshot.timestampMillis()),
                        SinkCommit.of(snapshot).map(SinkCommit::writer)));
            }
        }
        return settings.snapshots().expireBefore(newestFirst, clock.instant());
    }

    private void rewriteManifests(Table table) {
        if (!isManifestRewriteDue(table)) {
            return;
        }
        Set<String> small = new HashSet<>();
        smallManifests(table).forEach(manifest -> small.add(manifest.path()));
        try {
            table.rewriteManifests()
                    // They are in the order of their commits, which is nearly that of days: one after the other will
                    // do.
                    .clusterBy(file -> "all")
                    .rewriteIf(manifest -> small.contains(manifest.path()))
                    .set(LakeOperation.PROPERTY, LakeOperation.COMPACT)
                    .commit();
        } catch (ValidationException e) {
            // A commit merged some of them meanwhile: then there are fewer already.
            table.refresh();
        }
    }

    private boolean isManifestRewriteDue(Table table) {
        return smallManifests(table).size() > settings.smallManifests();
    }

    private static List<ManifestFile> smallManifests(Table table) {
        long target = PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
        return manifests(table).stream()
                .filter(manifest -> manifest.length() < target / 2)
                .toList();
    }

    /** Those of data files: Iceberg rewrites no others. */
    private static List<ManifestFile> manifests(Table table) {
        return table.currentSnapshot() == null
                ? List.of()
                : table.currentSnapshot().dataManifests(table.io());
    }

    private static int size(Iterable<Snapshot> snapshots) {
        List<Snapshot> all = new ArrayList<>();
        snapshots.forEach(all::add);
        return all.size();
    }
}
