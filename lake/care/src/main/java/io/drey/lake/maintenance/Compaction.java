package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.FileReading;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LakeOperation;
import io.drey.lake.maintenance.domain.CompactionPlan;
import io.drey.lake.maintenance.domain.CompactionRules;
import io.drey.lake.maintenance.domain.StoredFile;
import io.drey.lake.table.TableDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeMap;

/**
 * Rewrites small files, files of several datasets and files with deletes as few files of one dataset each, in the order of
 * rows that gives the smallest ones.
 *
 * <p>Safe beside writers and readers, and beside itself. Rows that arrive meanwhile stay in files of their own; a commit
 * that changes the same files makes this one fail, and the partition is planned anew. Snapshots that readers use keep their
 * files until they expire. A run that is killed leaves files that no snapshot knows, which orphan removal finds.
 *
 * <p>Costs a read and a write of each rewritten row, and scratch space for the rows of one group, uncompressed.
 */
public final class Compaction {

    private static final String DATASET = "dataset";

    /** What stands for the dataset of rows that are of a tenant as a whole. */
    static final String NO_DATASET = "";

    private static final int ATTEMPTS = 5;

    /** How often one rewrite's commit is tried, each time with all retries of Iceberg's own. */
    private static final int COMMITS = 5;

    /** A partition in more than one group may be better still after one pass. */
    private static final int PASSES = 3;

    private final Lake lake;
    private final MaintenanceSettings settings;
    private final InstantSource clock;

    /** A compaction of a lake's tables. */
    public Compaction(Lake lake, MaintenanceSettings settings, InstantSource clock) {
        this.lake = requireNonNull(lake, "lake is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What would be rewritten.
     *
     * @throws LakeException if the table cannot be read
     */
    public List<CompactedGroup> plan(LakeTable which, PartitionScope scope) {
        Table table = lake.asItIs(which);
        List<CompactedGroup> planned = new ArrayList<>();
        for (TablePartition partition : partitions(which, table, scope)) {
            for (List<StoredFile> group : groups(table, partition)) {
                planned.add(result(which, partition, group, CompactedGroup.Outcome.PLANNED, 0, Rewritten.NOTHING));
            }
        }
        return planned;
    }

    /**
     * Rewrites what is worth it.
     *
     * @param told hears of each group when it is done
     * @throws LakeException if the table cannot be read or written
     */
    public void run(LakeTable which, PartitionScope scope, Consumer<CompactedGroup> told) {
        requireWholeBounds(which);
        requireOrders(which);
        for (TablePartition partition : partitions(which, lake.asItIs(which), scope)) {
            run(which, scope, partition, told);
        }
    }

    /** Shortened names would not tell whether a file holds one dataset, and it would be rewritten again and again. */
    private void requireWholeBounds(LakeTable which) {
        if (which.definition().hasDatasets()
                && !lake.asItIs(which).properties().containsKey(TableDefinition.DATASET_BOUNDS)) {
            throw new LakeException("table %s has no property %s, which compaction needs: run 'drey lake init'"
                    .formatted(which.identifier(), TableDefinition.DATASET_BOUNDS));
        }
    }

    /** Rows are sorted by columns of these names: a version before one of them was renamed leaves the table alone. */
    private void requireOrders(LakeTable which) {
        Schema schema = lake.asItIs(which).schema();
        boolean known = which.definition().rowOrders().stream()
                .flatMap(order -> order.columns().stream())
                .allMatch(column -> schema.findField(column) != null);
        if (!known) {
            // Says which.
            lake.table(which);
        }
    }

    private void run(LakeTable which, PartitionScope scope, TablePartition first, Consumer<CompactedGroup> told) {
        TablePartition partition = first;
        PartitionScope only = new PartitionScope(
                Optional.of(first.tenant()),
                scope.dataset(),
                Optional.of(first.day()),
                Optional.of(first.day().plusDays(1)));
        int attempts = 0;
        int passes = 0;
        while (partition != null && passes < PASSES) {
            Table table = lake.asItIs(which);
            List<List<StoredFile>> groups = groups(table, partition);
            boolean contended = false;
            for (List<StoredFile> group : groups) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                Set<DeleteFile> deletes = partition.deletesDoneWith(group);
                Optional<Rewritten> rewritten = rewrite(which, table, partition, group, deletes);
                if (rewritten.isEmpty()) {
                    contended = true;
                    break;
                }
                told.accept(result(
                        which, partition, group, CompactedGroup.Outcome.REWRITTEN, deletes.size(), rewritten.get()));
            }
            if (contended && ++attempts == ATTEMPTS) {
                told.accept(
                        result(which, partition, List.of(), CompactedGroup.Outcome.CONTENDED, 0, Rewritten.NOTHING));
                return;
            }
            if (!contended && (groups.size() <= 1 || ++passes == PASSES)) {
                return;
            }
            partition = partitions(which, lake.asItIs(which), only).stream()
                    .findFirst()
                    .orElse(null);
        }
    }

    private List<List<StoredFile>> groups(Table table, TablePartition partition) {
        return CompactionPlan.groups(
                partition.files(),
                partition.deleteFiles(),
                partition.activity(settledSequence(table)),
                new CompactionRules(RowFiles.targetBytes(table), settings.groupBytes(), settings.smallFiles()));
    }

    /** The last commit that is old enough, or the last that is so old that its snapshot expired. */
    private long settledSequence(Table table) {
        long settledMillis = clock.instant().minus(settings.settledAfter()).toEpochMilli();
        long settled = -1;
        long oldest = Long.MAX_VALUE;
        for (Snapshot snapshot : table.snapshots()) {
            oldest = Math.min(oldest, snapshot.sequenceNumber());
            if (snapshot.timestampMillis() <= settledMillis) {
                settled = Math.max(settled, snapshot.sequenceNumber());
            }
        }
        return Math.max(settled, oldest - 1);
    }

    /** The partitions of the current snapshot. */
    private static List<TablePartition> partitions(LakeTable which, Table table, PartitionScope scope) {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return List.of();
        }
        PartitionSpec spec = table.spec();
        PartitionField dayField = spec.fields().get(1);
        Types.NestedField day = table.schema().findField(dayField.sourceId());
        StructLikeMap<TablePartition> partitions = StructLikeMap.create(spec.partitionType());
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .filter(scope.filter(day.name(), day.type()))
                .ignoreResiduals()
                .includeColumnStats(which.definition().hasDatasets() ? List.of(DATASET) : List.of())
                .planFiles()) {
            for (FileScanTask task : tasks) {
                if (task.file().specId() == spec.specId()) {
                    TablePartition partition = partitions.computeIfAbsent(
                            task.file().partition(), key -> new TablePartition(key, snapshot));
                    Optional<String> only = which.definition().hasDatasets()
                            ? onlyDataset(table, task.file())
                            : Optional.of(NO_DATASET);
                    if (only.isPresent() && scope.dataset().isPresent() && !only.equals(scope.dataset())) {
                        partition.skip(task);
                    } else {
                        partition.add(stored(task, only), task);
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(which, snapshot, e);
        }
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            addDeletes(which, table, snapshot, manifest, partitions);
        }
        List<TablePartition> sorted = new ArrayList<>(partitions.values());
        sorted.sort(Comparator.comparing(TablePartition::tenant).thenComparing(TablePartition::day));
        return sorted;
    }

    private static void addDeletes(
            LakeTable which,
            Table table,
            Snapshot snapshot,
            ManifestFile manifest,
            StructLikeMap<TablePartition> partitions) {
        if (manifest.partitionSpecId() != table.spec().specId()) {
            return;
        }
        try (ManifestReader<DeleteFile> deletes =
                ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
            for (DeleteFile delete : deletes) {
                TablePartition partition = partitions.get(delete.partition());
                if (partition != null) {
                    partition.add(delete.copy());
                }
            }
        } catch (IOException e) {
            throw unreadable(which, snapshot, e);
        }
    }

    private static StoredFile stored(FileScanTask task, Optional<String> dataset) {
        return new StoredFile(
                task.file().location(),
                dataset,
                task.file().fileSizeInBytes(),
                !task.deletes().isEmpty(),
                task.file().fileSequenceNumber());
    }

    /** The only dataset of a file, where its bounds say that there is only one: they are never shortened. */
    private static Optional<String> onlyDataset(Table table, DataFile file) {
        int dataset = table.schema().findField(DATASET).fieldId();
        Map<Integer, ByteBuffer> lower = file.lowerBounds();
        Map<Integer, ByteBuffer> upper = file.upperBounds();
        if (lower == null || upper == null || !lower.containsKey(dataset) || !upper.containsKey(dataset)) {
            return Optional.empty();
        }
        String least = text(lower.get(dataset));
        return least.equals(text(upper.get(dataset))) ? Optional.of(least) : Optional.empty();
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }

    /** Rewrites a group; empty where others changed it meanwhile. */
    private Optional<Rewritten> rewrite(
            LakeTable which, Table table, TablePartition partition, List<StoredFile> group, Set<DeleteFile> deletes) {
        List<FileScanTask> tasks = partition.tasks(group);
        long rows = tasks.stream().mapToLong(task -> task.file().recordCount()).sum();
        Rewritten rewritten;
        try {
            rewritten = tasks.isEmpty()
                    ? Rewritten.NOTHING
                    : new GroupWriter(which, table, partition.key(), settings, rows).write(tasks);
        } catch (NotFoundException e) {
            table.refresh();
            if (table.currentSnapshot().snapshotId() == partition.snapshot().snapshotId()) {
                throw FileReading.unreadable(table, "a file of tenant " + partition.tenant(), e);
            }
            // The snapshot expired meanwhile.
            return Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            throw new LakeException(
                    "files of %s, tenant %s, day %s cannot be rewritten: %s. Is the warehouse there, and is room in %s?"
                            .formatted(
                                    which.identifier(),
                                    partition.tenant(),
                                    partition.day(),
                                    e.getMessage(),
                                    scratchFolder()),
                    e);
        }
        return commit(table, partition, tasks, deletes, rewritten.files()) ? Optional.of(rewritten) : Optional.empty();
    }

    private boolean commit(
            Table table,
            TablePartition partition,
            List<FileScanTask> tasks,
            Set<DeleteFile> deletes,
            List<DataFile> added) {
        Set<DataFile> replaced = new HashSet<>();
        tasks.forEach(task -> replaced.add(task.file()));
        for (int attempt = 1; ; attempt++) {
            try {
                RewriteFiles rewrite = table.newRewrite()
                        .validateFromSnapshot(partition.snapshot().snapshotId())
                        // Rows that are deleted by key from now on are still older than these deletes.
                        .dataSequenceNumber(partition.snapshot().sequenceNumber());
                replaced.forEach(rewrite::deleteFile);
                deletes.forEach(rewrite::deleteFile);
                added.forEach(rewrite::addFile);
                rewrite.set(LakeOperation.PROPERTY, LakeOperation.COMPACT);
                rewrite.commit();
                return true;
            } catch (CommitStateUnknownException e) {
                // It may have worked. If so, the next plan finds the new files, and else these are orphans.
                return false;
            } catch (CommitFailedException e) {
                // Iceberg has tried some times already; a busy writer was always faster.
                if (attempt == COMMITS) {
                    delete(table, added);
                    return false;
                }
                table.refresh();
            } catch (ValidationException e) {
                delete(table, added);
                return false;
            }
        }
    }

    private static void delete(Table table, List<DataFile> files) {
        files.forEach(file -> table.io().deleteFile(file.location()));
    }

    private static CompactedGroup result(
            LakeTable which,
            TablePartition partition,
            List<StoredFile> group,
            CompactedGroup.Outcome outcome,
            int deleteFiles,
            Rewritten rewritten) {
        Map<String, String> orders = new HashMap<>();
        rewritten.orders().forEach((dataset, order) -> orders.put(dataset, order.name()));
        return new CompactedGroup(
                which,
                partition.tenant(),
                partition.day(),
                outcome,
                orders,
                rewritten.files().stream().mapToLong(DataFile::recordCount).sum(),
                group.size() + deleteFiles,
                rewritten.files().size(),
                group.stream().mapToLong(StoredFile::bytes).sum(),
                rewritten.files().stream().mapToLong(DataFile::fileSizeInBytes).sum());
    }

    static Path scratchFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static LakeException unreadable(LakeTable which, Snapshot snapshot, IOException cause) {
        return new LakeException(
                "the manifests of %s, snapshot %d, cannot be read: %s"
                        .formatted(which.identifier(), snapshot.snapshotId(), cause.getMessage()),
                cause);
    }
}
