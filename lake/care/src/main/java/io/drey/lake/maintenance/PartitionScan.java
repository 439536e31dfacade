package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.FileDataset;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.domain.StoredFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeMap;

/** What a table consists of, partition by partition, as its current snapshot has it: what a compaction is planned by. */
final class PartitionScan {

    private final LakeTable which;
    private final Table table;

    PartitionScan(LakeTable which, Table table) {
        this.which = requireNonNull(which, "which is null");
        this.table = requireNonNull(table, "table is null");
    }

    /** The partitions of the current snapshot, by tenant and day. */
    List<TablePartition> partitions(PartitionScope scope) {
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
                .includeColumnStats(which.definition().hasDatasets() ? List.of(FileDataset.COLUMN) : List.of())
                .planFiles()) {
            for (FileScanTask task : tasks) {
                if (task.file().specId() == spec.specId()) {
                    TablePartition partition = partitions.computeIfAbsent(
                            task.file().partition(), key -> new TablePartition(key, snapshot));
                    Optional<String> only = which.definition().hasDatasets()
                            ? FileDataset.only(table, task.file())
                            : Optional.of(Compaction.NO_DATASET);
                    if (only.isPresent() && scope.dataset().isPresent() && !only.equals(scope.dataset())) {
                        partition.skip(task);
                    } else {
                        partition.add(stored(task, only), task);
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(snapshot, e);
        }
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            addDeletes(snapshot, manifest, partitions);
        }
        List<TablePartition> sorted = new ArrayList<>(partitions.values());
        sorted.sort(Comparator.comparing(TablePartition::tenant).thenComparing(TablePartition::day));
        return sorted;
    }

    private void addDeletes(Snapshot snapshot, ManifestFile manifest, StructLikeMap<TablePartition> partitions) {
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
            throw unreadable(snapshot, e);
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
    /** The last commit that is so old, or the last that is so old that its snapshot expired. */
    long settledSequence(Instant settled) {
        long sequence = -1;
        long oldest = Long.MAX_VALUE;
        for (Snapshot snapshot : table.snapshots()) {
            oldest = Math.min(oldest, snapshot.sequenceNumber());
            if (snapshot.timestampMillis() <= settled.toEpochMilli()) {
                sequence = Math.max(sequence, snapshot.sequenceNumber());
            }
        }
        return Math.max(sequence, oldest - 1);
    }

    private LakeException unreadable(Snapshot snapshot, IOException cause) {
        return new LakeException(
                "the manifests of %s, snapshot %d, cannot be read: %s"
                        .formatted(which.identifier(), snapshot.snapshotId(), cause.getMessage()),
                cause);
    }
}
