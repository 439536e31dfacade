package io.drey.lake.retention;

import io.drey.lake.LakeException;
import io.drey.lake.SinkCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Takes a subject out of one table, with its history. The steps, each of which can be repeated:
 *
 * <ol>
 *   <li>What an earlier run left is brought to its end: files on its lists that no snapshot names are removed, its staging branches
 *       are dropped.
 *   <li>Every data file of the tenant in any snapshot is read once, which tells the files that hold the subject, and from them the
 *       manifests and snapshots.
 *   <li>Each branch, main first: the rows are taken out by commits to the branch itself. (A commit to another branch and a
 *       fast-forward would be one, too, and fail whenever a writer is faster.) Then manifests that tell of a file taken out are
 *       written anew, as they still have its bounds.
 *   <li>Each tag whose snapshot holds the subject: the same on a staging branch that begins there, then in one commit the tag
 *       moves to its end, keeps its remaining age, and the branch goes.
 *   <li>Iceberg's sink finds out from the snapshots' summaries what it has committed, when its job recovers: what only the
 *       snapshots say that are about to go is said again by an empty one. Without it the job would commit files twice.
 *   <li>The list of files that only the dirty snapshots name is written down; then these snapshots expire, in one commit; then
 *       the files are removed; then the list. Killed before the expiry, the next run finds the files named and drops the list;
 *       killed after it, the next run removes them.
 * </ol>
 */
final class TableErasure {

    private static final String STAGING = "drey-erasing-";
    private static final int ROUNDS = 5;

    private final Table table;
    private final Subject.Search subject;
    private final RowDeletion deletion;
    private final Consumer<Set<Long>> beforeExpiry;
    /** Asked by several of Iceberg's threads at once, when it rewrites manifests. */
    private final Map<String, List<ManifestEntries.Entry>> manifests = new ConcurrentHashMap<>();

    private final Map<String, String> replacedTags = new TreeMap<>();
    /** Where each moved tag stood at first: where writers were faster, it moves in several rounds. */
    private final Map<String, Long> taggedAtFirst = new HashMap<>();

    private final Set<String> missing = new HashSet<>();

    /**
     * What was done.
     *
     * @param rows rows that are gone, and held ones
     * @param filesRemoved files deleted from storage
     * @param replacedTags tags that were moved: the old and the new snapshot
     * @param expired snapshots that are gone
     */
    record Outcome(RowDeletion.Outcome rows, long filesRemoved, Map<String, String> replacedTags, Set<Long> expired) {}

    /**
     * An erasure.
     *
     * @param beforeExpiry gets the snapshots that are about to go for good; throws to prevent it
     */
    TableErasure(Table table, Subject.Search subject, RowDeletion deletion, Consumer<Set<Long>> beforeExpiry) {
        this.table = table;
        this.subject = subject;
        this.deletion = deletion;
        this.beforeExpiry = beforeExpiry;
    }

    /** Says what would be done, on every ref. */
    RowDeletion.Outcome plan() {
        RowDeletion.Outcome outcome = deletion.plan(table);
        for (SnapshotRef ref : table.refs().values()) {
            outcome = deletion.plan(table, table.snapshot(ref.snapshotId()));
        }
        return outcome;
    }

    Outcome run() {
        long removed = finishEarlier();
        RowDeletion.Outcome rows = eraseRefs();
        Set<Long> dirty = new TreeSet<>();
        Set<Long> heads = heads();
        for (Snapshot snapshot : table.snapshots()) {
            if (!heads.contains(snapshot.snapshotId()) && isDirty(snapshot)) {
                dirty.add(snapshot.snapshotId());
            }
        }
        if (!dirty.isEmpty()) {
            beforeExpiry.accept(dirty);
            sayAgainWhatWasCommitted(dirty);
            removed += expire(dirty);
        }
        return new Outcome(rows, removed, replacedTags, dirty);
    }

    private long finishEarlier() {
        for (String name : List.copyOf(table.refs().keySet())) {
            if (name.startsWith(STAGING)) {
                Refs.change(table, refs -> refs.removeBranch(name));
            }
        }
        table.refresh();
        PendingRemoval pending = new PendingRemoval(table);
        List<String> lists = pending.lists();
        if (lists.isEmpty()) {
            return 0;
        }
        Set<String> named = named(table.snapshots());
        return lists.stream().mapToLong(list -> pending.remove(list, named)).sum();
    }

    private RowDeletion.Outcome eraseRefs() {
        RowDeletion.Outcome outcome = new RowDeletion.Outcome(0, 0, 0, Map.of());
        for (int round = 0; round < ROUNDS; round++) {
            table.refresh();
            readAll();
            Map<String, Long> held = new TreeMap<>();
            for (Map.Entry<String, SnapshotRef> ref : mainFirst()) {
                if (ref.getValue().isBranch()) {
                    outcome = eraseBranch(BranchOperations.view(table, ref.getKey()));
                } else if (isDirty(table.snapshot(ref.getValue().snapshotId()))) {
                    outcome = eraseTag(ref.getKey(), ref.getValue());
                } else {
                    // Clean, but it may have rows that are held.
                    outcome = deletion.plan(table, table.snapshot(ref.getValue().snapshotId()));
                }
                outcome.rowsHeld().forEach((hold, rows) -> held.merge(hold, rows, Math::max));
            }
            outcome = new RowDeletion.Outcome(
                    outcome.filesDropped(), outcome.filesRewritten(), outcome.rowsDeleted(), held);
            table.refresh();
            readAll();
            if (heads().stream().noneMatch(id -> isDirty(table.snapshot(id)))) {
                return outcome;
            }
        }
        return outcome;
    }

    private List<Map.Entry<String, SnapshotRef>> mainFirst() {
        List<Map.Entry<String, SnapshotRef>> refs = new ArrayList<>(table.refs().entrySet());
        refs.sort(Map.Entry.<String, SnapshotRef>comparingByKey());
        refs.sort((one, other) -> Boolean.compare(
                other.getKey().equals(SnapshotRef.MAIN_BRANCH), one.getKey().equals(SnapshotRef.MAIN_BRANCH)));
        return refs;
    }

    private RowDeletion.Outcome eraseBranch(Table branch) {
        RowDeletion.Outcome outcome = deletion.apply(branch);
        branch.refresh();
        Snapshot head = branch.currentSnapshot();
        if (head != null && isDirty(head)) {
            try {
                branch.rewriteManifests()
                        .clusterBy(file -> "erased")
                        .rewriteIf(manifest -> manifest.content() == ManifestContent.DATA && isDirty(manifest))
                        .commit();
            } catch (ValidationException | CommitFailedException e) {
                // A writer was faster; the next round sees what is left.
                branch.refresh();
            }
        }
        return outcome;
    }

    private RowDeletion.Outcome eraseTag(String name, SnapshotRef tag) {
        String staging = STAGING + name;
        Refs.change(table, refs -> refs.createBranch(staging, tag.snapshotId()));
        Table branch = BranchOperations.view(table, staging);
        RowDeletion.Outcome outcome = eraseBranch(branch);
        branch.refresh();
        Snapshot head = branch.currentSnapshot();
        Refs.change(table, refs -> {
            refs.replaceTag(name, head.snapshotId());
            if (tag.maxRefAgeMs() != null) {
                // The age counts from the snapshot's time, and this one is newer.
                long older = head.timestampMillis()
                        - table.snapshot(tag.snapshotId()).timestampMillis();
                refs.setMaxRefAgeMs(name, Math.max(1, tag.maxRefAgeMs() - older));
            }
            refs.removeBranch(staging);
        });
        taggedAtFirst.putIfAbsent(name, tag.snapshotId());
        replacedTags.put(name, taggedAtFirst.get(name) + ">" + head.snapshotId());
        return outcome;
    }

    private void readAll() {
        for (Snapshot snapshot : table.snapshots()) {
            for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
                for (ManifestEntries.Entry entry : entries(manifest)) {
                    if (entry.isLive() && !missing.contains(entry.location()) && isTenants(entry)) {
                        try {
                            deletion.tally(table, entry.location());
                        } catch (NotFoundException e) {
                            missing.add(entry.location());
                        }
                    }
                }
            }
        }
    }

    private boolean isTenants(ManifestEntries.Entry entry) {
        return subject.subject().tenant().equals(entry.tenant());
    }

    private boolean isDirty(Snapshot snapshot) {
        return snapshot.dataManifests(table.io()).stream().anyMatch(this::isDirty);
    }

    /** Whether it tells of a file that holds the subject, or has bounds that tell the subject. */
    private boolean isDirty(ManifestFile manifest) {
        for (ManifestEntries.Entry entry : entries(manifest)) {
            if (isTenants(entry)) {
                RowDeletion.Tally tally = deletion.known(entry.location());
                if (tally == null ? entry.bounds().stream().anyMatch(subject::isInBound) : tally.deleted() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<ManifestEntries.Entry> entries(ManifestFile manifest) {
        return manifests.computeIfAbsent(manifest.path(), path -> ManifestEntries.read(table.io(), path));
    }

    private Set<Long> heads() {
        Set<Long> heads = new HashSet<>();
        table.refs().values().forEach(ref -> heads.add(ref.snapshotId()));
        return heads;
    }

    private void sayAgainWhatWasCommitted(Set<Long> going) {
        Set<String> said = new HashSet<>();
        List<Snapshot> unsaid = new ArrayList<>();
        boolean isReached = true;
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            // The sink follows the snapshots back from the newest, as far as they are there.
            isReached = isReached && !going.contains(snapshot.snapshotId());
            Optional<SinkCommit> commit = SinkCommit.of(snapshot);
            if (commit.isPresent() && said.add(commit.get().writer()) && !isReached) {
                unsaid.add(snapshot);
            }
        }
        for (Snapshot snapshot : unsaid) {
            AppendFiles nothing = table.newAppend();
            for (String key : SinkCommit.PROPERTIES) {
                nothing.set(key, snapshot.summary().get(key));
            }
            nothing.validateWith(ancestors -> isNewest(snapshot, ancestors));
            try {
                nothing.commit();
            } catch (ValidationException e) {
                // The job has committed a newer checkpoint: it has said so itself.
                table.refresh();
            }
        }
        table.refresh();
    }

    private static boolean isNewest(Snapshot snapshot, Iterable<Snapshot> ancestors) {
        Optional<String> writer = SinkCommit.of(snapshot).map(SinkCommit::writer);
        for (Snapshot each : ancestors) {
            if (each.sequenceNumber() > snapshot.sequenceNumber()
                    && SinkCommit.of(each).map(SinkCommit::writer).equals(writer)) {
                return false;
            }
        }
        return true;
    }

    private long expire(Set<Long> going) {
        List<Snapshot> gone = new ArrayList<>();
        List<Snapshot> kept = new ArrayList<>();
        for (Snapshot snapshot : table.snapshots()) {
            (going.contains(snapshot.snapshotId()) ? gone : kept).add(snapshot);
        }
        Set<String> files = named(gone);
        files.removeAll(named(kept));
        PendingRemoval pending = new PendingRemoval(table);
        String list = pending.write(files);
        // Nothing goes by its age.
        var expiry = table.expireSnapshots().expireOlderThan(1).cleanupLevel(ExpireSnapshots.CleanupLevel.NONE);
        going.forEach(expiry::expireSnapshotId);
        try {
            expiry.commit();
        } catch (IllegalArgumentException e) {
            throw new LakeException(
                    "a tag or branch of table %s was set to a snapshot that is to go: run this again"
                            .formatted(table.name()),
                    e);
        }
        table.refresh();
        return pending.remove(list, named(table.snapshots()));
    }

    /** All files that a table's snapshots name. */
    static Set<String> named(Table table) {
        return new TableErasure(table, null, null, null).named(table.snapshots());
    }

    /** All files that snapshots name: their lists of manifests, manifests, data files, delete files. */
    private Set<String> named(Iterable<Snapshot> snapshots) {
        Set<String> files = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            files.add(snapshot.manifestListLocation());
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                if (files.add(manifest.path())) {
                    entries(manifest).stream()
                            .filter(ManifestEntries.Entry::isLive)
                            .forEach(entry -> files.add(entry.location()));
                }
            }
        }
        return files;
    }
}
