package io.drey.lake.maintenance;

import io.drey.lake.maintenance.domain.CompactionRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What a table consists of, which decides how fast it is to read.
 *
 * @param files how many data files the current snapshot has
 * @param smallFiles how many of them have less than three quarters of the size they should have
 * @param deleteFiles how many files of deletes it has
 * @param bytes the size of the data files
 * @param manifests how many manifests it has
 * @param snapshots how many snapshots are kept
 */
public record TableHealth(long files, long smallFiles, long deleteFiles, long bytes, long manifests, long snapshots) {

    /** Before it was looked at. */
    public static final TableHealth UNKNOWN = new TableHealth(0, 0, 0, 0, 0, 0);

    /** Reads the manifests of the current snapshot. */
    public static TableHealth of(Table table) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return UNKNOWN;
        }
        CompactionRules rules = new CompactionRules(RowFiles.targetBytes(table), 1, 0);
        long files = 0;
        long small = 0;
        long bytes = 0;
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(current.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                files++;
                bytes += task.file().fileSizeInBytes();
                small += rules.isSmall(task.file().fileSizeInBytes()) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the manifests of %s cannot be read".formatted(table.name()), e);
        }
        return new TableHealth(
                files,
                small,
                Long.parseLong(current.summary().getOrDefault(SnapshotSummary.TOTAL_DELETE_FILES_PROP, "0")),
                bytes,
                current.allManifests(table.io()).size(),
                StreamSupport.stream(table.snapshots().spliterator(), false).count());
    }
}
